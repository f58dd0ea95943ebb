import type { Value } from "../../run/value.ts";

/** What mysql2 tells of a column. */
export interface Column {
  readonly name: string;
  readonly columnType: number;
  readonly characterSet: number;
  readonly encoding: string;
}

const integers = new Set([1, 2, 3, 8, 9, 13]); // TINY SHORT LONG LONGLONG INT24 YEAR
const floats = new Set([4, 5]); // FLOAT DOUBLE
// These carry the binary character set and are text all the same: DECIMAL TIMESTAMP DATE TIME DATETIME NEWDATE JSON NEWDECIMAL.
const texts = new Set([0, 7, 10, 11, 12, 14, 17, 18, 19, 245, 246]);
const binaryCharset = 63;

/** One cell of the text protocol, exactly: integers as bigint, decimals and dates as the text that was sent, binary strings as bytes. */
export function toValue(cell: Uint8Array | null, column: Column): Value {
  if (cell === null) return null;
  const type = column.columnType;
  if (integers.has(type)) return BigInt(ascii(cell));
  if (floats.has(type)) return Number(ascii(cell));
  if (texts.has(type)) return Buffer.from(cell.buffer, cell.byteOffset, cell.length).toString("utf8");
  // A copy: the cell is a view of the network buffer.
  if (column.characterSet === binaryCharset) return Uint8Array.from(cell);
  return decode(cell, column.encoding);
}

function ascii(cell: Uint8Array): string {
  return Buffer.from(cell.buffer, cell.byteOffset, cell.length).toString("latin1");
}

const decoders = new Map<string, InstanceType<typeof TextDecoder>>();

/** `SET NAMES` in a runbook can make the server send something else than UTF-8. */
function decode(cell: Uint8Array, encoding: string): string {
  if (encoding === "utf8" || encoding === "cesu8")
    return Buffer.from(cell.buffer, cell.byteOffset, cell.length).toString("utf8");
  let decoder = decoders.get(encoding);
  if (decoder === undefined) {
    try {
      decoder = new TextDecoder(encoding);
    } catch {
      decoder = new TextDecoder("utf-8");
    }
    decoders.set(encoding, decoder);
  }
  return decoder.decode(cell);
}
