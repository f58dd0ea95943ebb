import type { TestReport } from "./report.ts";

const indented = (text: string) => text.trimEnd().replaceAll(/^/gm, "    ");

/** What is said at the end: each skipped test with its reason, each failed one again, and the counts as the last line. */
export function closingLines(reports: readonly TestReport[]): string {
  const of = (kind: TestReport["kind"]) => reports.filter((report) => report.kind === kind);
  const [passed, failed, skipped] = [of("passed"), of("failed"), of("skipped")];
  const parts = [
    ...skipped.map(({ file, title, message }) => `skipped  ${file}: ${title} (${message})`),
    ...failed.map(
      ({ file, title, message }) => `FAILED   ${file}: ${title}\n${indented(message ?? "no reason given")}`,
    ),
    `${passed.length} passed, ${failed.length} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`,
  ];
  return `${parts.join("\n")}\n`;
}
