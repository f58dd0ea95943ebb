import type { Severity } from "../../core/lint/rule.ts";
import { type CheckedFinding, SERVER_SAYS } from "../../core/lint/server-findings.ts";
import { LineMap } from "../../core/text/line-map.ts";
import { visible } from "../../core/text/visible.ts";
import type { Output } from "../io.ts";
import { paintFor, type Style } from "../terminal/colour.ts";
import { displayWidth } from "../terminal/width.ts";

export interface LintedFile {
  /** As it is shown: relative to where the command was started. */
  readonly file: string;
  readonly text: string;
  readonly findings: readonly CheckedFinding[];
  /** The real server that was asked too: `MySQL 9.7.4`. */
  readonly askedServer?: string;
  /** Why that server did not look at all lines. */
  readonly gaveUp?: string;
}

const styles: Record<Severity, Style> = { error: "red", warning: "yellow", information: "blue" };
const LONGEST_LINE = 160;

/** Part of a line around the finding, so that a line of megabytes stays readable. */
function around(line: string, start: number): { readonly text: string; readonly shift: number } {
  if (line.length <= LONGEST_LINE) return { text: line, shift: 0 };
  const shift = Math.max(0, start - LONGEST_LINE / 2);
  return { text: line.slice(shift, shift + LONGEST_LINE), shift };
}

/** Findings with their line and a caret, and a summary. */
export function writeLintText(files: readonly LintedFile[], out: Output): void {
  const paint = paintFor(out);
  const counts: Record<Severity, number> = { error: 0, warning: 0, information: 0 };
  for (const { file, text, findings } of files) {
    const map = new LineMap(text);
    const lines = text.split(/\r\n|\n|\r/);
    for (const { code, severity, message, span, related, places } of findings) {
      counts[severity]++;
      const { start, end } = map.rangeOf(span);
      const place = `${visible(file)}:${start.line + 1}:${start.character + 1}`;
      out.write(`${paint("bold", place)}: ${paint(styles[severity], severity)} ${code} ${visible(message)}\n`);
      const line = lines[start.line] ?? "";
      const shown = around(line, start.character);
      const first = start.character - shown.shift;
      const last = end.line === start.line ? end.character - shown.shift : shown.text.length;
      const spaces = " ".repeat(displayWidth(cell(shown.text.slice(0, first))));
      const carets = "^".repeat(Math.max(1, displayWidth(cell(shown.text.slice(first, last)))));
      const gutter = String(start.line + 1);
      out.write(`${paint("dim", `  ${gutter} │ `)}${cell(shown.text)}\n`);
      out.write(`${paint("dim", `  ${" ".repeat(gutter.length)} │ `)}${spaces}${paint(styles[severity], carets)}\n`);
      for (const each of places ?? []) {
        const { start: at } = map.rangeOf(each.span);
        out.write(
          `${paint("dim", `  ${" ".repeat(gutter.length)} └ `)}line ${at.line + 1}:${at.character + 1}: ${visible(each.message)}\n`,
        );
      }
      for (const { path, range, message } of related ?? []) {
        const other = `${visible(path)}:${range.start.line + 1}:${range.start.character + 1}`;
        out.write(`${paint("dim", `  ${" ".repeat(gutter.length)} └ `)}${other}: ${visible(message)}\n`);
      }
    }
  }
  writeAsked(files, out);
  const total = counts.error + counts.warning + counts.information;
  const checked = `${files.length} ${files.length === 1 ? "file" : "files"} checked`;
  if (total === 0) out.write(`${paint("green", "✔")} ${checked}, no findings.\n`);
  else
    out.write(
      `${checked}: ${plural(counts.error, "error")}, ${plural(counts.warning, "warning")}, ${counts.information} information.\n`,
    );
}

/** How far a real server and the findings agree. */
function writeAsked(files: readonly LintedFile[], out: Output): void {
  const asked = files.filter(({ askedServer }) => askedServer !== undefined);
  const [first] = asked;
  if (!first?.askedServer) return;
  const checked = asked.flatMap(({ findings }) => findings).filter(({ confirmed }) => confirmed !== undefined);
  const own = checked.filter(({ code }) => code === SERVER_SAYS.code).length;
  const agreed = checked.filter(({ confirmed }) => confirmed === true).length - own;
  const denied = checked.length - agreed - own;
  out.write(
    `${first.askedServer} was asked about ${plural(asked.length, "option file")}: it confirms ${plural(agreed, "finding")}, says nothing of ${denied}, and adds ${own}.\n`,
  );
}

function cell(text: string): string {
  return visible(text.replaceAll("\t", "    "));
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
