import { tokenizeSql } from "../mysql/sql/tokenize.ts";
import type { Runbook, Step } from "../runbook/types.ts";
import { shellWords } from "../shell/words.ts";
import type { Span } from "../text/span.ts";
import { codeSpan } from "./code.ts";
import type { Finding } from "./rule.ts";

export interface CodePlace {
  readonly code: string;
  readonly span: Span;
}

/** A comment that silences rules. */
export interface Suppression {
  readonly codes: readonly string[];
  /** The same with their places in the document. */
  readonly places: readonly CodePlace[];
  /** Empty where none is given: it then silences nothing. */
  readonly reason: string;
  /** Of the comment's words, in the document. */
  readonly span: Span;
  /** Where findings are silenced; the document for one that is for all of it. */
  readonly scope: Span;
  /** Why it can't be understood. */
  readonly problem?: string;
}

const words = /dr-runbooks-disable([\w-]*)([^\n]*)/;
const unsilenceable = "RBK063";

/** The suppressions of a runbook, in the text around the steps and in their code. */
export function suppressionsOf(runbook: Runbook): readonly Suppression[] {
  const known = latest.get(runbook);
  if (known) return known;
  const found = runbook.text.includes("dr-runbooks-disable")
    ? [...inText(runbook), ...runbook.steps.flatMap((step) => [...inCode(step)])]
    : [];
  const inOrder = found.sort((a, b) => a.span.start - b.span.start);
  latest.set(runbook, inOrder);
  return inOrder;
}

const latest = new WeakMap<Runbook, readonly Suppression[]>();

/**
 * Leaves out what a comment with a reason silences, and adds what a comment names in vain. The findings are all those of the
 * rules whose codes begin with `family`.
 */
export function withoutSuppressed(
  findings: readonly Finding[],
  runbook: Runbook,
  family: "RBK" | "CNF" = "RBK",
): readonly Finding[] {
  const active = suppressionsOf(runbook).filter(({ reason, problem }) => reason !== "" && problem === undefined);
  if (active.length === 0) return findings;
  const used = new Set<Span>();
  const left = findings.filter(({ code, span }) => {
    const by = active.flatMap(({ places, scope }) =>
      places.filter((place) => place.code === code && scope.start <= span.start && span.start <= scope.end),
    );
    for (const place of by) used.add(place.span);
    return code === unsilenceable || by.length === 0;
  });
  const idle = active.flatMap((suppression) =>
    suppression.places
      .filter(({ code, span }) => code.slice(0, 3) === family && !used.has(span))
      .map((place) => idleFinding(runbook.text, suppression, place)),
  );
  return [...left, ...idle];
}

function idleFinding(text: string, { places }: Suppression, { code, span }: CodePlace): Finding {
  const last = places.at(-1)?.span === span;
  // With what parts it from its neighbour.
  const before = /[\s,]*$/.exec(text.slice(0, span.start))?.[0].length ?? 0;
  const behind = /^[\s,]*/.exec(text.slice(span.end))?.[0].length ?? 0;
  const part = last ? { start: span.start - before, end: span.end } : { start: span.start, end: span.end + behind };
  return {
    code: "RBK092",
    rule: "idle-suppression",
    severity: "information",
    message: `\`${code}\` is not found here, so this silences nothing. Check the code and the place, or remove it.`,
    span,
    fixes:
      places.length > 1 ? [{ title: `Remove \`${code}\``, safety: "safe", edits: [{ span: part, newText: "" }] }] : [],
  };
}

function* inText({ text, steps }: Runbook): Iterable<Suppression> {
  for (const match of text.matchAll(/<!--\s*(dr-runbooks-disable[\s\S]*?)\s*-->/g)) {
    if (steps.some(({ block }) => block.span.start <= match.index && match.index < block.span.end)) continue;
    const start = match.index + match[0].indexOf("dr-runbooks");
    const span = { start, end: start + (match[1]?.length ?? 0) };
    const [, kind = ""] = words.exec(match[1] ?? "") ?? [];
    const next = steps.find(({ block }) => block.span.start > match.index);
    const scope = kind === "-next-step" ? (next?.block.span ?? { start: -1, end: -1 }) : { start: 0, end: text.length };
    const problem =
      kind !== "" && kind !== "-next-step"
        ? `There is no \`dr-runbooks-disable${kind}\`. Write \`dr-runbooks-disable-next-step\`, or \`dr-runbooks-disable\` for the whole document.`
        : kind === "-next-step" && !next
          ? "No step follows, so this silences nothing. Put it before the step."
          : undefined;
    yield read(match[1] ?? "", span, scope, problem);
  }
}

/** In code the scope is the step, whichever of the words is used. */
function* inCode(step: Step): Iterable<Suppression> {
  if (!step.code.includes("dr-runbooks-disable")) return;
  for (const { start, end } of commentsOf(step)) {
    const match = words.exec(step.code.slice(start, end));
    if (!match) continue;
    const from = start + match.index;
    const text = match[0].replace(/\s*\*\/\s*$/, "");
    yield read(text, codeSpan(step, { start: from, end: from + text.length }), step.block.span, undefined);
  }
}

function* commentsOf({ kind, code }: Step): Iterable<Span> {
  if (kind === "sql") {
    for (const token of tokenizeSql(code)) if (token.kind === "comment") yield token;
    return;
  }
  const taken = kind === "shell" ? shellWords(code) : [];
  for (const match of code.matchAll(/(?<=^|\s)[#;][^\n]*/gm)) {
    const end = match.index + match[0].length;
    if (!taken.some((word) => word.start < end && word.end > match.index)) yield { start: match.index, end };
  }
}

function read(text: string, span: Span, scope: Span, problem: string | undefined): Suppression {
  const rest = text.replace(words, "$2").trim();
  const match = /^((?:[A-Z]{3}\d{3})(?:[\s,]+[A-Z]{3}\d{3})*)\s*(?::\s*([\s\S]*))?$/.exec(rest);
  const codes = match?.[1]?.split(/[\s,]+/) ?? [];
  const unclear =
    codes.length === 0
      ? "Name the rules by their codes: `dr-runbooks-disable-next-step RBK016: because …`."
      : undefined;
  const message = problem ?? unclear;
  const from = span.start + text.indexOf(rest);
  const places = [...(match?.[1] ?? "").matchAll(/[A-Z]{3}\d{3}/g)].map(({ 0: code, index }) => ({
    code,
    span: { start: from + index, end: from + index + code.length },
  }));
  return { codes, places, reason: match?.[2]?.trim() ?? "", span, scope, ...(message ? { problem: message } : {}) };
}
