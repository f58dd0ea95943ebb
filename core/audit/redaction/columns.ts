import { redactedMark } from "./patterns.ts";

type Cell = string | number | bigint | boolean | object | null | undefined;

/** The end of a name: `User_password` and `generated password`, not `password_expired`. */
const secretName =
  /(?:^|[^a-z])(?:pass|pw)\d*$|(?:password|passwd|passphrase|pwd|secret|token|credentials?|api_?key|access_?key|private_?key|auth(?:entication)?_string|additional_password)\d*$/i;
/** Columns that hold the name of a setting beside the one with its value. */
const nameColumn = /^(?:variable_name|name|setting|user_attribute|attribute)$/i;
const valueColumn = /^(?:variable_value|value|written|live|global_value|session_value)$/i;

/** Whether a column, or an expression over one, holds passwords or their hashes. */
function isSecretColumn(column: string): boolean {
  const names = column.includes("(") ? (column.match(/[\w$]+/g) ?? []) : [column.replaceAll("`", "")];
  return names.some((name) => secretName.test(name));
}

/**
 * Which cells of a result are secrets because of the columns they stand in, row by row: those of `User_password`,
 * `authentication_string`, `generated password`, and the values of settings with such a name. `origins` are the columns of
 * tables behind those of the result, where they are known: an alias hides nothing.
 */
export function secretCells(
  columns: readonly string[],
  origins: readonly string[] = [],
): (cells: readonly Cell[], index: number) => boolean {
  const secret = columns.map((column, index) => isSecretColumn(column) || secretName.test(origins[index] ?? ""));
  const named = columns.findIndex((column) => nameColumn.test(column));
  return (cells, index) => {
    const cell = cells[index];
    if (cell === null || cell === undefined || cell === "") return false;
    if (secret[index]) return true;
    if (named < 0 || !valueColumn.test(columns[index] ?? "")) return false;
    const [name, value] = [textOf(cells[named]), textOf(cell)];
    return secretName.test(name) && !/^(?:on|off|yes|no|[01])$/i.test(value);
  };
}

function textOf(cell: Cell): string {
  return typeof cell === "object" ? "" : String(cell);
}

/** A secret as it is shown. */
export const secretCell = redactedMark;
