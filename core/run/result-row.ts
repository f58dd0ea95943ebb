import { otherReplicationName } from "../mysql/replication-names.ts";
import type { ResultSet } from "./outcome.ts";
import type { Row, Value } from "./value.ts";

/** What a step returned, as far as one row of it goes. */
export interface Returned {
  /** Absent where there were none: what needs one of its columns then has no value. */
  readonly row?: Row;
  /** How many rows there were. */
  readonly rows: bigint;
}

/** Names of a row that stand for nothing one could rely on, and why. */
const withheld = new WeakMap<Row, ReadonlyMap<string, string>>();

/** The rows of a result by column. A name that stands for several columns with different values stands for none of them. */
export function toRows({ columns, rows }: Pick<ResultSet, "columns" | "rows">): Row[] {
  return rows.map((cells) => {
    // Without a prototype: a column may be called __proto__.
    const row = Object.create(null) as Record<string, Value>;
    const ambiguous = new Map<string, string>();
    for (const [index, column] of columns.entries()) {
      const value = cells[index] ?? null;
      if (Object.hasOwn(row, column) && row[column] !== value)
        ambiguous.set(column, `\`${column}\` stands for several columns with different values. Give them other names.`);
      row[column] = value;
    }
    return withhold(row, ambiguous);
  });
}

/** The row without these names, which are then not looked for among the variables either. */
export function withhold(row: Row, reasons: ReadonlyMap<string, string>): Row {
  if (reasons.size === 0) return row;
  const rest = Object.create(null) as Record<string, Value>;
  for (const [name, value] of Object.entries(row)) if (!reasons.has(name)) rest[name] = value;
  withheld.set(rest, reasons);
  return rest;
}

export type Found =
  /** `column`: its own name. */
  | { readonly status: "found"; readonly value: Value; readonly column?: string }
  | { readonly status: "withheld"; readonly reason: string }
  | { readonly status: "none" };

/**
 * A column is found by its name, then by its other replication name (Seconds_Behind_Master = Seconds_Behind_Source), then
 * without regard to case if only one fits.
 */
export function findColumn(row: Row, name: string): Found {
  const reasons = withheld.get(row) ?? new Map<string, string>();
  const known = new Set([...Object.keys(row), ...reasons.keys()]);
  const other = otherReplicationName(name);
  const fitting = [...known].filter((key) => key.toLowerCase() === name.toLowerCase());
  const [only] = fitting;
  const key = known.has(name) ? name : other !== undefined && known.has(other) ? other : only;
  if (key === undefined) return { status: "none" };
  if (key === only && fitting.length > 1 && key !== name)
    return {
      status: "withheld",
      reason: `\`${name}\` may be any of ${fitting.join(", ")}. Write the one that is meant.`,
    };
  const reason = reasons.get(key);
  return reason === undefined
    ? { status: "found", value: row[key] ?? null, column: key }
    : { status: "withheld", reason };
}
