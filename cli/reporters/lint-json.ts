import type { Fix, Severity } from "../../core/lint/rule.ts";
import type { Reaction } from "../../core/option-file/reaction.ts";
import { LineMap, type Range } from "../../core/text/line-map.ts";
import type { NodesOffer } from "../likely-nodes.ts";
import type { LintedFile } from "./lint-text.ts";

/** Positions are 0-based lines and UTF-16 characters, as in the Language Server Protocol. */
export interface LintJson {
  readonly findings: readonly {
    readonly file: string;
    readonly code: string;
    readonly rule: string;
    readonly severity: Severity;
    readonly message: string;
    readonly range: Range;
    /** What the server itself does about the line; absent where it says nothing. */
    readonly reaction?: Reaction;
    /** Whether the server of `--against` said the same. */
    readonly confirmed?: boolean;
    /** Places in other files that the finding is about too. */
    readonly related?: readonly { readonly file: string; readonly range: Range; readonly message: string }[];
    readonly fixes: readonly {
      readonly title: string;
      readonly safety: Fix["safety"];
      readonly edits: readonly { readonly range: Range; readonly newText: string }[];
    }[];
  }[];
  readonly files: number;
  /** What else could be looked at, if it is as it seems. */
  readonly offers?: readonly NodesOffer[];
}

export function lintJson(files: readonly LintedFile[], offers: readonly NodesOffer[] = []): LintJson {
  const findings = files.flatMap(({ file, text, findings }) => {
    const map = new LineMap(text);
    return findings.map(({ code, rule, severity, message, span, reaction, confirmed, related, fixes }) => ({
      file,
      code,
      rule,
      severity,
      message,
      range: map.rangeOf(span),
      ...(reaction ? { reaction } : {}),
      ...(confirmed === undefined ? {} : { confirmed }),
      ...(related ? { related: related.map(({ path, range, message }) => ({ file: path, range, message })) } : {}),
      fixes: fixes.map(({ title, safety, edits }) => ({
        title,
        safety,
        edits: edits.map((edit) => ({ range: map.rangeOf(edit.span), newText: edit.newText })),
      })),
    }));
  });
  return { findings, files: files.length, ...(offers.length > 0 ? { offers } : {}) };
}
