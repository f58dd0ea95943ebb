import { toHex } from "../audit/bytes.ts";
import type { StatementEvidence } from "./outcome.ts";
import type { Value } from "./value.ts";

/**
 * Results as lines of JSON: for each result set an object that says of which statement it is (from 1), its columns and how
 * many rows it had, then an array for each row that was kept. 64-bit numbers are strings, bytes `{ "hex": … }`.
 */
export function resultLines(statements: readonly StatementEvidence[]): string {
  const lines = statements.flatMap(({ resultSets }, index) =>
    resultSets.flatMap(({ columns, rows, rowCount }) => [
      JSON.stringify({ statement: index + 1, columns, rows: rowCount, kept: rows.length }),
      ...rows.map((row) => JSON.stringify(row.map(toJson))),
    ]),
  );
  return `${lines.join("\n")}\n`;
}

function toJson(value: Value): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Uint8Array) return { hex: toHex(value) };
  return value;
}
