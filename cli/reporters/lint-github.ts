import type { Severity } from "../../core/lint/rule.ts";
import { LineMap } from "../../core/text/line-map.ts";
import { visible } from "../../core/text/visible.ts";
import type { LintedFile } from "./lint-text.ts";

const commands: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", information: "notice" };

/**
 * Findings as workflow commands, one on each line, which GitHub Actions shows beside the lines of a change. Lines and columns
 * count from 1; columns stand only where the finding does not leave its line.
 */
export function lintGithub(files: readonly LintedFile[]): string {
  const lines = files.flatMap(({ file, text, findings }) => {
    const map = new LineMap(text);
    return findings.map(({ code, rule, severity, message, span }) => {
      const { start, end } = map.rangeOf(span);
      const properties = {
        file: file.replaceAll("\\", "/"),
        line: start.line + 1,
        endLine: end.line + 1,
        ...(start.line === end.line
          ? { col: start.character + 1, endColumn: Math.max(end.character, start.character + 1) }
          : {}),
        title: `${code} ${rule}`,
      };
      const written = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`);
      return `::${commands[severity]} ${written.join(",")}::${data(message)}\n`;
    });
  });
  return lines.join("");
}

/** What stands behind `::` ends at the line, and `%` begins an escape. */
function data(text: string): string {
  return visible(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
