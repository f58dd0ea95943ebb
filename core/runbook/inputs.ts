import { isMap, isScalar, type Node } from "yaml";
import { inputProblem } from "../run/inputs.ts";
import type { Problem } from "../text/problem.ts";
import { nodeSpan } from "./front-matter.ts";
import { reservedName } from "./reserved-names.ts";
import { suggest } from "./suggest.ts";
import type { Input, InputType } from "./types.ts";

const types: readonly InputType[] = ["string", "integer", "number", "boolean", "datetime", "node", "secret"];
const keys = ["type", "role", "prompt", "pattern", "default"] as const;

/** Reads the `inputs` of the front matter: `name: { type: …, prompt: … }`, or `name: type` for short. */
export function parseInputs(node: Node | null, shift: number, problems: Problem[]): readonly Input[] {
  if (!node) return [];
  if (!isMap(node)) {
    problems.push({
      code: "front-matter",
      message: "`inputs` must be a list of `name: { type: … }` lines.",
      span: nodeSpan(node, shift),
    });
    return [];
  }
  const inputs: Input[] = [];
  for (const pair of node.items) {
    const keyNode = pair.key as Node;
    const name = isScalar(keyNode) ? String(keyNode.value) : "";
    const span = nodeSpan(keyNode, shift);
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      problems.push({
        code: "front-matter",
        message: `\`${name}\` cannot be the name of an input. Use letters, digits and _, and begin with a letter.`,
        span,
      });
      continue;
    }
    const reserved = reservedName(name);
    if (reserved) problems.push({ code: "front-matter", message: reserved, span });
    inputs.push(parseInput(name, pair.value as Node | null, shift, span, problems));
  }
  return inputs;
}

function parseInput(name: string, node: Node | null, shift: number, span: Input["span"], problems: Problem[]): Input {
  const fields = new Map<string, { readonly value: string; readonly node: Node }>();
  if (isScalar(node) && typeof node.value === "string") fields.set("type", { value: node.value, node });
  for (const pair of isMap(node) ? node.items : []) {
    const key = isScalar(pair.key) ? String(pair.key.value) : "";
    const value = pair.value as Node | null;
    if (!keys.includes(key as (typeof keys)[number])) {
      const close = suggest(key, keys);
      const advice = close ? `Did you mean \`${close}\`?` : `It may have ${keys.join(", ")}.`;
      problems.push({
        code: "front-matter",
        message: `An input has no \`${key}\`. ${advice}`,
        span: nodeSpan(pair.key as Node, shift),
      });
    } else if (isScalar(value) && value.value !== null) {
      fields.set(key, {
        value: typeof value.value === "string" ? value.value : (value.source ?? ""),
        node: value,
      });
    }
  }
  const report = (key: string, message: string): void => {
    const at = fields.get(key);
    problems.push({ code: "front-matter", message, span: at ? nodeSpan(at.node, shift) : span });
  };
  const type = fields.get("type")?.value ?? "string";
  if (!types.includes(type as InputType))
    report("type", `\`${type}\` is not a type of input. Choose one of ${types.join(", ")}.`);
  const role = fields.get("role")?.value;
  if (role !== undefined && role !== "source" && role !== "replica")
    report("role", `\`${role}\` is not a role. Choose source or replica.`);
  const pattern = fields.get("pattern")?.value;
  if (pattern !== undefined && !isPattern(pattern)) report("pattern", `\`${pattern}\` is not a regular expression.`);
  if (type === "secret" && fields.has("default"))
    report(
      "default",
      "A secret must not stand in the document. Remove its default; it is asked for when the run begins.",
    );
  const prompt = fields.get("prompt")?.value;
  const fallback = fields.get("default")?.value;
  const input: Input = {
    name,
    type: types.includes(type as InputType) ? (type as InputType) : "string",
    ...(role === "source" || role === "replica" ? { role } : {}),
    ...(prompt === undefined ? {} : { prompt }),
    ...(pattern !== undefined && isPattern(pattern) ? { pattern } : {}),
    ...(fallback === undefined ? {} : { default: fallback }),
    span,
  };
  const wrong = fallback === undefined || type === "secret" ? undefined : inputProblem(input, fallback, undefined);
  if (wrong) report("default", `The default does not fit: ${wrong}`);
  return input;
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
