import type { ResultSet } from "../../core/run/outcome.ts";
import { type ShownValue, showValue } from "../../core/run/shown-value.ts";
import type { Value } from "../../core/run/value.ts";
import { visible, visibleLines } from "../../core/text/visible.ts";
import type { Paint } from "./colour.ts";
import { cut, displayWidth, padEnd, padStart } from "./width.ts";

const NARROWEST_CELL = 4;
/** A column that is cut to fewer cells says nothing. */
const CRAMPED_CELL = 12;

/**
 * Column widths that fit into `available` cells: the widest columns give first. Columns that cannot fit even at their
 * narrowest keep it; the line is then longer than the screen rather than a column missing.
 */
function fitColumns(wanted: readonly number[], available: number): number[] {
  const widths = [...wanted];
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  while (excess > 0) {
    const widest = Math.max(...widths);
    if (widest <= NARROWEST_CELL) break;
    const next = Math.max(NARROWEST_CELL, ...widths.filter((width) => width < widest));
    const atWidest = widths.filter((width) => width === widest).length;
    const step = Math.max(1, Math.min(widest - next, Math.ceil(excess / atWidest)));
    for (const [index, width] of widths.entries()) {
      if (width !== widest || excess <= 0) continue;
      const given = Math.min(step, excess);
      widths[index] = width - given;
      excess -= given;
    }
  }
  return widths;
}

/** The text NULL is quoted, so that it is not taken for NULL where there are no colours. */
function cellOf(value: Value): ShownValue {
  const cell = showValue(value);
  return cell.kind === "text" && cell.text === "NULL" ? { ...cell, text: '"NULL"' } : cell;
}

function paintCell(cell: ShownValue, text: string, paint: Paint): string {
  if (cell.kind === "null") return paint("dim", text);
  return cell.kind === "binary" ? paint("cyan", text) : text;
}

/** Cells that the columns want, and those that they get in a table of `width`. */
function columnWidths(result: ResultSet, width: number): { readonly wanted: number[]; readonly given: number[] } {
  const wanted = result.columns.map((name, column) =>
    Math.max(displayWidth(visible(name)), ...result.rows.map((row) => displayWidth(cellOf(row[column] ?? null).text))),
  );
  return { wanted, given: fitColumns(wanted, width - 3 * wanted.length - 1) };
}

/** Whether a table would cut so much that nobody could read it. */
function isCramped(result: ResultSet, width: number): boolean {
  const { wanted, given } = columnWidths(result, width);
  return given.some((cells, column) => cells < CRAMPED_CELL && cells < (wanted[column] ?? 0));
}

/** Lines of a result set as a table, at most `width` cells wide where that is possible. */
function tableLines(result: ResultSet, width: number, paint: Paint): string[] {
  const heads = result.columns.map(visible);
  const rows = result.rows.map((row) => row.map(cellOf));
  const widths = columnWidths(result, width).given;
  const numeric = heads.map((_, column) => rows.some((row) => row[column]?.kind === "number"));
  const bar = paint("dim", "│");
  const rule = (left: string, middle: string, right: string) =>
    paint("dim", left + widths.map((cells) => "─".repeat(cells + 2)).join(middle) + right);
  const line = (cells: readonly string[]) => `${bar} ${cells.join(` ${bar} `)} ${bar}`;
  const lines = [
    rule("┌", "┬", "┐"),
    line(heads.map((head, column) => paint("bold", padEnd(cut(head, widths[column] ?? 0), widths[column] ?? 0)))),
    rule("├", "┼", "┤"),
  ];
  for (const row of rows) {
    lines.push(
      line(
        row.map((cell, column) => {
          const cells = widths[column] ?? 0;
          const text = cut(cell.text, cells);
          return paintCell(cell, numeric[column] ? padStart(text, cells) : padEnd(text, cells), paint);
        }),
      ),
    );
  }
  lines.push(rule("└", "┴", "┘"));
  return lines;
}

/** Lines of a result set with one `column: value` per line, as `\G` asks for. Values of several lines keep them, indented. */
function verticalLines(result: ResultSet, width: number, paint: Paint): string[] {
  const heads = result.columns.map(visible);
  const widest = Math.max(0, ...heads.map(displayWidth));
  const lines: string[] = [];
  for (const [index, row] of result.rows.entries()) {
    const title = `── row ${index + 1} `;
    lines.push(paint("dim", title + "─".repeat(Math.max(0, Math.min(width, 60) - displayWidth(title)))));
    for (const [column, value] of row.entries()) {
      const label = `${padStart(heads[column] ?? "", widest)}: `;
      if (typeof value === "string" && value.includes("\n")) {
        const [first = "", ...rest] = visibleLines(value);
        lines.push(paint("dim", label) + first);
        for (const more of rest) lines.push(" ".repeat(displayWidth(label)) + more);
        continue;
      }
      const cell = cellOf(value);
      lines.push(paint("dim", label) + paintCell(cell, cell.text, paint));
    }
  }
  return lines;
}

/** A result set in the form that its statement asked for, with the count of its rows and `note`, such as how long it took. */
export function resultLines(result: ResultSet, width: number, paint: Paint, note = ""): string[] {
  if (result.rowCount === 0) return [paint("dim", `no rows${note}`)];
  const vertical = result.vertical || isCramped(result, width);
  const lines = vertical ? verticalLines(result, width, paint) : tableLines(result, width, paint);
  const shown = result.rows.length;
  const rows = result.rowCount === 1 ? "1 row" : `${result.rowCount} rows`;
  const isCut = shown < result.rowCount;
  lines.push(isCut ? paint("yellow", `${rows}, the first ${shown} shown${note}`) : paint("dim", `${rows}${note}`));
  return lines;
}
