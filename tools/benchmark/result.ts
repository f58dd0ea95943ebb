/** One line of the table. */
export interface Result {
  readonly name: string;
  readonly value: number;
  readonly unit: "×" | "ms" | "s" | "MB/s" | "lines" | "KiB" | "MiB";
  /** The most that it may be; of a speed the least. */
  readonly aim?: number;
  /** What the value is made of. */
  readonly detail?: string;
}

/** What each `bench/*.bench.ts` exports as its default. */
export type Bench = (say: (text: string) => void) => Promise<readonly Result[]>;

export const meetsAim = ({ value, unit, aim }: Result): boolean =>
  aim === undefined || (unit === "MB/s" ? value >= aim : value <= aim);
