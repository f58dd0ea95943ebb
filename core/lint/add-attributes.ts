import type { Step } from "../runbook/types.ts";
import { spanOf } from "../text/span.ts";
import type { TextEdit } from "./rule.ts";

/** The edit that adds attributes to a fence in the way its others are written; undefined where they cannot be read. Values are plain words. */
export function addAttributes(
  text: string,
  { block, problems }: Step,
  added: readonly (readonly [key: string, value: string])[],
): TextEdit | undefined {
  const { attributesSpan, languageSpan } = block;
  // They are to be put into braces first.
  if (problems.some(({ code }) => code === "bare-attributes")) return undefined;
  if (!attributesSpan) return { span: spanOf(languageSpan.end, languageSpan.end), newText: ` {${pairs(added)}}` };
  const written = text.slice(attributesSpan.start, attributesSpan.end);
  if (!written.endsWith("}") || problems.some(({ code }) => code === "bad-attributes")) return undefined;
  const inner = written.slice(1, -1);
  const at = attributesSpan.start + 1 + inner.trimEnd().length;
  if (/^\s*"/.test(inner)) {
    const json = added.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(",");
    return { span: spanOf(at, at), newText: `,${json}` };
  }
  return { span: spanOf(at, at), newText: (inner.trim() === "" ? "" : " ") + pairs(added) };
}

function pairs(added: readonly (readonly [string, string])[]): string {
  return added.map(([key, value]) => `${key}=${value}`).join(" ");
}
