/** A value of a result set or a variable. Integers are exact (64 bits), dates and decimals stay the text that the server sent. */
export type Value = null | boolean | bigint | number | string | Uint8Array;

export interface Row {
  readonly [column: string]: Value;
}
