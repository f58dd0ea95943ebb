import type { ResultSet } from "../../../core/run/outcome.ts";
import { showValue } from "../../../core/run/shown-value.ts";
import type { Value } from "../../../core/run/value.ts";
import { visible } from "../../../core/text/visible.ts";
import { escapeHtml, escapeLines } from "./html.ts";

/** A value of several lines (a transaction status, a CREATE TABLE) keeps them; everything else is one line. */
function cellHtml(value: Value): string {
  const { text, kind } = showValue(value);
  const shown = typeof value === "string" && value.includes("\n") ? escapeLines(value) : escapeHtml(text);
  return kind === "text" ? `<td>${shown}</td>` : `<td class="${kind}">${shown}</td>`;
}

function rowsText(result: ResultSet): string {
  if (result.rowCount === 0) return "no rows";
  const rows = result.rowCount === 1 ? "1 row" : `${result.rowCount} rows`;
  return result.rows.length < result.rowCount ? `${rows}, the first ${result.rows.length} shown` : rows;
}

/** A result set as the statement asked for it: a table, or one table of names and values per row for `\G`. */
export function resultHtml(result: ResultSet, took: string): string {
  const count = `<div class="quiet">${rowsText(result)} · ${took}</div>`;
  if (result.rowCount === 0) return count;
  if (result.vertical) {
    const tables = result.rows.map((row) => {
      const lines = row.map((value, i) => `<tr><th>${escapeHtml(result.columns[i] ?? "")}</th>${cellHtml(value)}</tr>`);
      return `<table>${lines.join("")}</table>`;
    });
    return tables.join("") + count;
  }
  const head = result.columns.map((column) => `<th>${escapeHtml(column)}</th>`).join("");
  const body = result.rows.map((row) => `<tr>${row.map(cellHtml).join("")}</tr>`).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${count}`;
}

/** The same as tab-separated text, or as `name: value` lines for `\G`. */
export function resultPlain(result: ResultSet, took: string): string {
  const count = `(${rowsText(result)} · ${took})`;
  if (result.rowCount === 0) return count;
  const columns = result.columns.map(visible);
  const cells = result.rows.map((row) => row.map((value) => showValue(value).text));
  if (!result.vertical) return [columns.join("\t"), ...cells.map((row) => row.join("\t")), count].join("\n");
  const width = Math.max(...columns.map((column) => column.length));
  const lines = cells.flatMap((row, index) => [
    `-- row ${index + 1}`,
    ...row.map((text, i) => `${(columns[i] ?? "").padStart(width)}: ${text}`),
  ]);
  return [...lines, count].join("\n");
}
