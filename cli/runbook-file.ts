import { detectDocument } from "../core/document.ts";
import { parseRunbook } from "../core/runbook/parse.ts";
import type { Runbook } from "../core/runbook/types.ts";
import { type TextDocument, tryReadDocument } from "./document.ts";
import { CliError } from "./errors.ts";

export interface RunbookFile {
  readonly document: TextDocument;
  readonly runbook: Runbook;
}

/** Reads and parses a runbook. Throws `CliError` (exit code 2) for what is not one or can't be read. */
export async function readRunbook(name: string, cwd: string): Promise<RunbookFile> {
  const outcome = await tryReadDocument(name, cwd);
  if (outcome.status === "unreadable") throw new CliError(outcome.message);
  if (outcome.status === "not-utf8") throw new CliError(`${outcome.message}${brokenStep(outcome.text)}`);
  const { document } = outcome;
  const kind = detectDocument(document.path, document.text);
  if (kind === "option-file")
    throw new CliError(`${name} is an option file, not a runbook.`, {
      advice: [`Check it with: dr-runbooks lint ${name}`],
    });
  if (kind === "inventory") throw new CliError(`${name} is a cluster inventory, not a runbook.`);
  return { document, runbook: parseRunbook(document.text) };
}

/** The steps whose bytes can't be read, said as a sentence. */
function brokenStep(text: string): string {
  const broken = parseRunbook(text).steps.filter((step) =>
    text.slice(step.block.span.start, step.block.span.end).includes("\ufffd"),
  );
  if (broken.length === 0) return "";
  return ` ${broken.length === 1 ? "Step" : "Steps"} ${broken.map((step) => step.name).join(", ")} can't be read.`;
}
