import { isMap, isScalar, type Node, type Pair, parseDocument } from "yaml";
import { parseVersion } from "../mysql/flavor.ts";
import type { Problem } from "../text/problem.ts";
import type { Span } from "../text/span.ts";
import { parseDuration } from "./duration.ts";
import { parseInputs } from "./inputs.ts";
import { suggest } from "./suggest.ts";
import type { FrontMatter, Located } from "./types.ts";

export interface FrontMatterBlock {
  /** From the first `---` to the end of the line of the second. */
  readonly span: Span;
  /** The YAML between the two lines. */
  readonly body: Span;
}

/** Finds the front matter at the start of a document, after a byte order mark. */
export function findFrontMatter(text: string): FrontMatterBlock | undefined {
  const start = text.startsWith("\ufeff") ? 1 : 0;
  const opening = /^---[ \t]*(?:\r\n|\n|\r)/.exec(text.slice(start, start + 200));
  if (!opening) return undefined;
  const body = start + opening[0].length;
  const closing = /^---[ \t]*$/gm;
  closing.lastIndex = body;
  const match = closing.exec(text);
  if (!match) return undefined;
  return { span: { start, end: match.index + match[0].length }, body: { start: body, end: match.index } };
}

type Fields = { -readonly [Key in keyof FrontMatter]: FrontMatter[Key] };

const textKeys = new Map<string, "title" | "cluster" | "strategy" | "owner" | "drill" | "flavor" | "version">([
  ["runbook", "title"],
  ["cluster", "cluster"],
  ["strategy", "strategy"],
  ["owner", "owner"],
  ["drill", "drill"],
  ["flavor", "flavor"],
  ["version", "version"],
]);
const durationKeys = new Map<string, "rtoMs" | "rpoMs">([
  ["rto", "rtoMs"],
  ["rpo", "rpoMs"],
]);
const drills = [
  "daily",
  "weekly",
  "biweekly",
  "monthly",
  "quarterly",
  "half-yearly",
  "semiannually",
  "yearly",
  "annually",
];
/** Keys that no other tool has: with one of them the document is for us. */
const telling = new Set(["runbook", "rto", "rpo", "drill", "flavor"]);
const strategies = ["backup-and-restore", "pilot-light", "warm-standby", "hot-standby"];

/** Reads the keys that mean something here and leaves the others alone: other tools have front matter of their own. */
export function parseFrontMatter(
  text: string,
  block: FrontMatterBlock | undefined,
): { frontMatter: FrontMatter; problems: readonly Problem[] } {
  if (!block) return { frontMatter: { inputs: [] }, problems: [] };
  const problems: Problem[] = [];
  const fields: Fields = { inputs: [], span: block.span };
  const shift = block.body.start;
  // Both settings keep a hostile document from costing more than its length.
  const document = parseDocument(text.slice(block.body.start, block.body.end), {
    merge: false,
    uniqueKeys: true,
    logLevel: "silent",
  });
  // One slip of the hand breaks what follows too.
  const [error] = document.errors;
  if (error) {
    const [from, to] = error.pos;
    const message = error.message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? "";
    problems.push({
      code: "front-matter",
      message: `The front matter is not valid YAML: ${message.replace(/\.$/, "")}.`,
      span: { start: shift + from, end: shift + Math.max(to, from) },
    });
  }
  const others = error ? [] : problems;
  if (document.contents && !isMap(document.contents)) {
    others.push({
      code: "front-matter",
      message: "The front matter must be a list of `key: value` lines.",
      span: block.body,
    });
  }
  const pairs = isMap(document.contents) ? document.contents.items : [];
  const keys = pairs.map(({ key }) => (isScalar(key) ? String(key.value) : ""));
  const isOurs = keys.some((key) => telling.has(key));
  for (const [index, pair] of pairs.entries()) {
    const key = keys[index] ?? "";
    const textKey = textKeys.get(key);
    const durationKey = durationKeys.get(key);
    if (key === "inputs") fields.inputs = parseInputs(pair.value as Node | null, shift, others);
    else if (textKey || durationKey) {
      const value = scalarText(pair as Pair<unknown, Node | null>, shift, others);
      if (!value) continue;
      if (textKey) fields[textKey] = value;
      else if (durationKey) setDuration(fields, durationKey, key, value, others);
    } else checkKey(key, keys, isOurs, nodeSpan(pair.key as Node, shift), others);
  }
  checkChoice(fields.strategy, strategies, "strategy", others);
  checkChoice(fields.flavor, ["mysql", "mariadb"], "flavor", others);
  if (isOurs) {
    if (!/^\d+\s*(?:d|w|m|y|days?|weeks?|months?|years?)$/.test(fields.drill?.value ?? ""))
      checkChoice(fields.drill, drills, "drill", others);
    const { version } = fields;
    if (version && !parseVersion(version.value))
      others.push({
        code: "front-matter",
        message: `\`${version.value}\` is not a version. Write for example \`"8.4"\`.`,
        span: version.span,
      });
  }
  return { frontMatter: fields, problems };
}

/** Other tools have keys of their own, so only a slip of the hand is worth a word, and only in a document for us. */
function checkKey(key: string, keys: readonly string[], isOurs: boolean, span: Span, problems: Problem[]): void {
  const close = suggest(key, [...textKeys.keys(), ...durationKeys.keys(), "inputs"]);
  if (close === undefined || keys.includes(close) || !(isOurs || (close === "runbook" && key.length > 4))) return;
  problems.push({
    code: "front-matter",
    message: `The front matter has no \`${key}\`. Did you mean \`${close}\`?`,
    span,
  });
}

function setDuration(
  fields: Fields,
  field: "rtoMs" | "rpoMs",
  key: string,
  written: Located<string>,
  problems: Problem[],
): void {
  const value = parseDuration(written.value);
  if (value === undefined) {
    problems.push({
      code: "bad-duration",
      message: `\`${written.value}\` is not a duration. Write \`${key}\` like \`30s\`, \`5m\` or \`1h\`.`,
      span: written.span,
    });
  } else {
    fields[field] = { value, span: written.span };
  }
}

function checkChoice(
  written: Located<string> | undefined,
  choices: readonly string[],
  key: string,
  problems: Problem[],
): void {
  if (!written || choices.includes(written.value)) return;
  problems.push({
    code: "front-matter",
    message: `\`${written.value}\` is not a ${key}. Choose one of ${choices.join(", ")}.`,
    span: written.span,
  });
}

function scalarText(pair: Pair<unknown, Node | null>, shift: number, problems: Problem[]): Located<string> | undefined {
  const node = pair.value;
  if (!node || (isScalar(node) && node.value === null)) return undefined;
  const span = nodeSpan(node, shift);
  if (!isScalar(node)) {
    problems.push({ code: "front-matter", message: "A single value must stand here.", span });
    return undefined;
  }
  // `version: 8.4` is a number in YAML; what was written counts (8.10 is not 8.1).
  return { value: typeof node.value === "string" ? node.value : (node.source ?? String(node.value)), span };
}

/** Place of a YAML node in the document whose front matter begins at `shift`. */
export function nodeSpan(node: Node, shift: number): Span {
  const [start, end] = node.range ?? [0, 0];
  return { start: shift + start, end: shift + end };
}
