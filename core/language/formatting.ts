import type { TextEdit } from "../lint/rule.ts";
import type { Analysis } from "./analyse.ts";
import { formatOptions } from "./option-file/format.ts";

/** The edits that tidy a document. Runbooks are left to the formatters of Markdown. */
export function formattingEdits(analysis: Analysis): readonly TextEdit[] {
  return analysis.kind === "option-file" ? formatOptions(analysis.file) : [];
}
