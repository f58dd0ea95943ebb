/** One line of the table. */
export interface Result {
  readonly name: string;
  readonly value: number;
  readonly unit: "×" | "ms" | "s" | "MB/s" | "lines" | "times" | "KiB" | "MiB";
  /** The most that it may be; of a speed the least. */
  readonly aim?: number;
  /** What the value is made of. */
  readonly detail?: string;
}

/** What each `bench/*.bench.ts` exports as its default. */
export type Bench = (say: (text: string) => void) => Promise<readonly Result[]>;

/** Of these more is better. */
export const isSpeed = ({ unit }: Result): boolean => unit === "MB/s" || unit === "times";

export const meetsAim = (result: Result): boolean => {
  const { value, aim } = result;
  return aim === undefined || (isSpeed(result) ? value >= aim : value <= aim);
};
