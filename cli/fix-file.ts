import { writeFile } from "node:fs/promises";
import { analyse } from "../core/language/analyse.ts";
import { type AppliedFix, applySafeFixes, isWellRead } from "../core/lint/apply-fixes.ts";
import type { Finding } from "../core/lint/rule.ts";
import { readTextFile } from "../core/node/files.ts";
import { LineMap } from "../core/text/line-map.ts";
import { visible } from "../core/text/visible.ts";
import { CliError } from "./errors.ts";
import type { LintTarget } from "./lint-files.ts";

/** A fix may make another one possible; a circle of them ends here. */
const mostRounds = 10;

export interface FixedFile {
  readonly text: string;
  /** One line for each fix, with its place at the time. */
  readonly lines: readonly string[];
}

/**
 * Applies the safe fixes to a document until there is none, and writes it. Not a byte outside the edits changes; blocks that
 * could not be read are left alone. Throws `CliError` when the file is not what was read any more, or can't be written.
 */
export async function fixFile(
  { name, path, text, kind }: LintTarget,
  check: (text: string) => Promise<readonly Finding[]>,
): Promise<FixedFile> {
  let current = text;
  const lines: string[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const analysis = analyse(kind, current);
    const isAllowed = analysis.kind === "runbook" ? isWellRead(analysis.runbook) : undefined;
    const { text: next, applied } = applySafeFixes(current, await check(current), isAllowed);
    if (next === current) break;
    lines.push(...describe(name, current, applied));
    current = next;
  }
  if (current !== text) await write(path, text, current);
  return { text: current, lines };
}

function describe(name: string, text: string, applied: readonly AppliedFix[]): readonly string[] {
  const map = new LineMap(text);
  return applied.map(({ finding, fix }) => {
    const { line, character } = map.positionAt(finding.span.start);
    return `Fixed ${visible(name)}:${line + 1}:${character + 1} ${finding.code} ${visible(fix.title)}`;
  });
}

async function write(path: string, before: string, after: string): Promise<void> {
  const now = await readTextFile(path);
  if (now.status !== "read" || now.text !== before)
    throw new CliError(
      `${visible(path)} has changed while it was checked, so nothing was fixed in it. Run the command again.`,
    );
  try {
    await writeFile(path, after, "utf8");
  } catch (error) {
    throw new CliError(`${visible(path)} can't be written: ${visible((error as Error).message)}`);
  }
}
