import type { Problem } from "../text/problem.ts";
import type { Span } from "../text/span.ts";
import { parseDuration } from "./duration.ts";
import type { RawAttribute } from "./info-string.ts";
import { suggest } from "./suggest.ts";
import type { Attributes, Located, Retry, Risk } from "./types.ts";

type Draft = { -readonly [Key in keyof Attributes]: Attributes[Key] } & {
  unknown: { key: string; value: string; span: Span }[];
};
type Reader = (draft: Draft, written: Located<string>, report: (message: string) => void) => void;

const readers: Readonly<Record<string, Reader>> = {
  name: (draft, written, report) => {
    if (/^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(written.value)) draft.name = written;
    else report(`\`${written.value}\` cannot be a name. Use letters, digits, \`-\`, \`_\` and \`.\`.`);
  },
  on: (draft, written) => {
    draft.on = written;
  },
  database: (draft, written) => {
    draft.database = written;
  },
  timeout: (draft, written, report) => {
    const value = parseDuration(written.value);
    if (value) draft.timeoutMs = { value, span: written.span };
    else report(`\`${written.value}\` is not a duration. Write for example \`30s\`, \`5m\`, \`500ms\` or \`1h\`.`);
  },
  retry: (draft, written, report) => {
    const value = parseRetry(written.value);
    if (value) draft.retry = { value, span: written.span };
    else report(`\`${written.value}\` is not a retry. Write times and pause, for example \`3x5s\`.`);
  },
  needs: (draft, written) => {
    draft.needs = [...written.value.matchAll(/[^\s,]+/g)].map((match) => ({
      value: match[0],
      span: subSpan(written, match.index, match[0].length),
    }));
  },
  when: (draft, written) => {
    draft.when = written;
  },
  confirm: (draft, written) => {
    const plain = written.value.toLowerCase();
    draft.confirm = {
      value: plain === "true" || plain === "" ? true : plain === "false" ? false : written.value,
      span: written.span,
    };
  },
  approve: (draft, written, report) => {
    if (/^\d{1,2}$/.test(written.value)) draft.approve = { value: Number(written.value), span: written.span };
    else report(`\`${written.value}\` is not a number of people. Write for example \`approve=1\`.`);
  },
  risk: (draft, written, report) => {
    if (["reads", "changes", "destroys"].includes(written.value))
      draft.risk = { value: written.value as Risk, span: written.span };
    else report(`\`${written.value}\` is not a risk. Write reads, changes or destroys.`);
  },
  "on-fail": (draft, written) => {
    draft.onFail = written;
  },
  rollback: (draft, written) => {
    draft.rollback = written;
  },
};

/** What may stand in the braces of a step. */
export const attributeKeys: readonly string[] = Object.keys(readers);

/**
 * Gives attributes their types. An unknown key that looks like a slip of the hand is a problem, because the step would
 * run without what it asks for; other unknown keys belong to other tools and are kept in `unknown`.
 */
export function toAttributes(raw: readonly RawAttribute[]): { attributes: Attributes; problems: readonly Problem[] } {
  const draft: Draft = { unknown: [] };
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const { key, keySpan, value, valueSpan, span } of raw) {
    const report = (message: string, code = "bad-attributes"): number =>
      problems.push({ code, message, span: valueSpan ?? span });
    const reader = Object.hasOwn(readers, key) ? readers[key] : undefined;
    if (!reader) {
      draft.unknown.push({ key, value: value ?? "", span: keySpan });
      const close = suggest(key.replaceAll("_", "-"), attributeKeys);
      if (close)
        problems.push({
          code: "unknown-attribute",
          message: `There is no attribute \`${key}\`. Did you mean \`${close}\`?`,
          span: keySpan,
        });
      continue;
    }
    if (seen.has(key)) report(`\`${key}\` stands here twice. Keep one of the two.`);
    else if (value === undefined && key !== "confirm") report(`\`${key}\` has no value. Write \`${key}=…\`.`);
    else if (value === "" && key !== "confirm" && key !== "needs")
      report(`\`${key}\` is empty. Give it a value or remove it.`);
    else
      reader(draft, { value: value ?? "true", span: valueSpan ?? span }, (message) =>
        report(message, /duration/.test(message) ? "bad-duration" : "bad-attributes"),
      );
    seen.add(key);
  }
  return { attributes: draft, problems };
}

/** `3x5s`: three times, five seconds apart. */
function parseRetry(text: string): Retry | undefined {
  const match = /^(\d{1,4})\s*[x×]\s*(\S+)$/.exec(text);
  const pauseMs = parseDuration(match?.[2] ?? "");
  return match && pauseMs !== undefined ? { times: Number(match[1]), pauseMs } : undefined;
}

/** Place of a part of a value; the whole value where escapes or JSON make the two differ in length. */
function subSpan(written: Located<string>, index: number, length: number): Span {
  if (written.span.end - written.span.start !== written.value.length) return written.span;
  return { start: written.span.start + index, end: written.span.start + index + length };
}
