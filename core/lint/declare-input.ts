import { findFrontMatter } from "../runbook/front-matter.ts";
import type { InputType, Runbook } from "../runbook/types.ts";
import type { TextEdit } from "./rule.ts";

/** The edit that adds an input to the front matter; none where the input is there already, undefined where it has no room or is of another type. */
export function declareInput(runbook: Runbook, name: string, type: InputType): readonly TextEdit[] | undefined {
  const { text, frontMatter } = runbook;
  const known = frontMatter.inputs.find((input) => input.name === name);
  if (known) return type === "string" || known.type === type ? [] : undefined;
  const end = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
  const line = `${name}: { type: ${type} }`;
  const block = findFrontMatter(text);
  if (!block) {
    const start = text.startsWith("\ufeff") ? 1 : 0;
    return [insert(start, ["---", "inputs:", `  ${line}`, "---", "", ""].join(end))];
  }
  const body = text.slice(block.body.start, block.body.end);
  if (!/^inputs[ \t]*:/m.test(body)) return [insert(block.body.end, ["inputs:", `  ${line}`, ""].join(end))];
  const flow = /^inputs[ \t]*:[ \t]*\{[ \t]*(\}?)/m.exec(body);
  if (flow) {
    const [text, closing] = flow;
    const open = block.body.start + flow.index + text.indexOf("{") + 1;
    if (!closing) return [insert(open, ` ${line},`)];
    return [{ span: { start: open, end: block.body.start + flow.index + text.length - 1 }, newText: ` ${line} ` }];
  }
  const header = /^inputs[ \t]*:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r)/m.exec(body);
  if (!header) return undefined;
  const at = header.index + header[0].length;
  const indent = /^(?:[ \t]*(?:#.*)?(?:\r\n|\n|\r))*([ \t]+)[^\s#]/.exec(body.slice(at))?.[1] ?? "  ";
  return [insert(block.body.start + at, `${indent}${line}${end}`)];
}

function insert(at: number, newText: string): TextEdit {
  return { span: { start: at, end: at }, newText };
}
