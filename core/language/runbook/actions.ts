import { addAttributes } from "../../lint/add-attributes.ts";
import { declareInput } from "../../lint/declare-input.ts";
import type { TextEdit } from "../../lint/rule.ts";
import { atLeast } from "../../mysql/flavor.ts";
import { findRemoved } from "../../mysql/removed-statements.ts";
import { findSqlSecrets } from "../../mysql/sql/secrets.ts";
import { tokenizeSql } from "../../mysql/sql/tokenize.ts";
import { timeoutOf } from "../../run/step-facts.ts";
import { spanInDocument } from "../../runbook/step.ts";
import type { Runbook, Step } from "../../runbook/types.ts";
import { findShellPasswords } from "../../shell/passwords.ts";
import { formatTimeout } from "../../text/duration.ts";
import { type Span, spanOf } from "../../text/span.ts";
import { labelActions } from "./label-block.ts";
import { codeOffsetAt, stepAt } from "./place.ts";
import { rollbackAction } from "./rollback.ts";
import { sqlStepAction } from "./sql-step.ts";
import { type RunbookSurroundings, targetOf } from "./surroundings.ts";

/** A change that is offered where no rule has found anything wrong. */
export interface Action {
  readonly title: string;
  readonly kind: "quickfix" | "refactor.extract" | "refactor.rewrite";
  readonly edits: readonly TextEdit[];
}

/** What can be done with the block that `span` begins in. */
export function actionsAt(runbook: Runbook, span: Span, around: RunbookSurroundings): readonly Action[] {
  const step = stepAt(runbook, span.start);
  if (!step) return labelActions(runbook.text, span.start);
  return [
    ...modernise(runbook, step, around),
    ...extractInput(runbook, step, span),
    ...extractPassword(runbook, step, span),
    ...sqlStepAction(runbook, step),
    ...attributes(runbook, step),
    ...rollbackAction(runbook, step),
  ];
}

/** Old replication words of the step, where the target knows the new ones too; where it knows only those, a rule says so. */
function modernise(runbook: Runbook, step: Step, around: RunbookSurroundings): readonly Action[] {
  const { flavor, version } = targetOf(runbook, step, around);
  if (step.kind !== "sql" || flavor !== "mysql" || !version) return [];
  const reached = { ...version, patch: version.patch || Number.MAX_SAFE_INTEGER };
  const edits = findRemoved(step.code)
    .filter(
      ({ sameMeaning, replacement = "" }) =>
        sameMeaning &&
        atLeast(
          reached,
          8,
          /BINARY LOG STATUS|GTIDS/.test(replacement) ? 2 : 0,
          /BINARY LOG STATUS|GTIDS/.test(replacement) ? 0 : 23,
        ),
    )
    .flatMap((use) => use.edits)
    .map(({ span, newText }) => ({ span: spanInDocument(step.codeOffsets, span), newText }));
  return edits.length === 0
    ? []
    : [
        {
          title: `Use the current replication words of MySQL ${version.major}.${version.minor}`,
          kind: "refactor.rewrite",
          edits,
        },
      ];
}

function freeName(runbook: Runbook, wanted: string): string {
  const taken = new Set([
    ...runbook.frontMatter.inputs.map(({ name }) => name),
    ...runbook.steps.flatMap(({ captures }) => captures.map(({ name }) => name)),
  ]);
  for (let counter = 1; ; counter++) {
    const name = counter === 1 ? wanted : `${wanted}_${counter}`;
    if (!taken.has(name)) return name;
  }
}

/** The literal at the cursor becomes an input with that value as its default. */
function extractInput(runbook: Runbook, step: Step, { start }: Span): readonly Action[] {
  const at = step.kind === "sql" ? codeOffsetAt(runbook.text, step, start) : undefined;
  if (at === undefined || start < step.block.contentSpan.start) return [];
  const tokens = tokenizeSql(step.code);
  const index = tokens.findIndex((token) => token.start <= at && at < token.end);
  const token = tokens[index];
  if (!token?.closed || (token.kind !== "string" && token.kind !== "number")) return [];
  if (findSqlSecrets(step.code).some(({ span }) => span.start === token.start)) return [];
  const value = token.kind === "string" ? token.text.slice(1, -1) : token.text;
  if (/[\\'"\r\n]|\$\{/.test(value)) return [];
  const before = tokens
    .slice(0, index)
    .findLast(({ kind }) => kind === "word" || kind === "system-variable" || kind === "identifier");
  const wanted = /[A-Za-z_]\w*$/.exec(before?.text.replaceAll("`", "") ?? "")?.[0].toLowerCase() ?? "value";
  const name = freeName(
    runbook,
    /^(?:select|where|and|in|by|values|set|limit|like|password)$/.test(wanted) ? "value" : wanted,
  );
  const declared = declareInput(runbook, name, token.kind === "number" && /^\d+$/.test(value) ? "integer" : "string");
  if (!declared) return [];
  const withDefault = declared.map((edit) => ({
    ...edit,
    newText: edit.newText.replace(/(type: \w+) \}/, `$1, default: '${value}' }`),
  }));
  return [
    {
      title: `Extract into an input \`${name}\``,
      kind: "refactor.extract",
      edits: [...withDefault, { span: spanInDocument(step.codeOffsets, token), newText: `\${${name}}` }],
    },
  ];
}

/** Of scripts; passwords in SQL are found by a rule, which offers the same. */
function extractPassword(runbook: Runbook, step: Step, { start, end }: Span): readonly Action[] {
  if (step.kind !== "shell") return [];
  const found = findShellPasswords(step.code)
    .filter(({ isVariable, value }) => !isVariable && value !== "")
    .map(({ span, value }) => {
      const end = step.code.slice(span.start, span.end).endsWith(value) ? span.end : span.end - 1;
      return spanInDocument(step.codeOffsets, spanOf(end - value.length, end));
    })
    .find((span) => span.start <= end && start <= span.end);
  const name = freeName(runbook, "password");
  const declared = found && declareInput(runbook, name, "secret");
  if (!found || !declared) return [];
  const place = replaceable(runbook.text, found);
  if (!place) return [];
  return [
    {
      title: `Extract the password into a secret input \`${name}\``,
      kind: "refactor.extract",
      edits: [...declared, { span: place.span, newText: place.bare ? `$${name}` : `"$${name}"` }],
    },
  ];
}

/** What to write the variable over; `bare` inside double quotes. Undefined inside single quotes, which the shell does not look into. */
function replaceable(text: string, span: Span): { readonly span: Span; readonly bare: boolean } | undefined {
  const [before, after] = [text[span.start - 1], text[span.end]];
  if (before === "'" && after === "'") return { span: spanOf(span.start - 1, span.end + 1), bare: false };
  const line = text.slice(text.lastIndexOf("\n", span.start) + 1, span.start).replace(/\\./g, "");
  const doubles = line.replace(/'[^']*'/g, "").split('"').length - 1;
  if (doubles % 2 === 1) return { span, bare: true };
  return line.replace(/"[^"]*"/g, "").split("'").length % 2 === 0 ? undefined : { span, bare: false };
}

function attributes(runbook: Runbook, step: Step): readonly Action[] {
  const { name, timeoutMs } = step.attributes;
  const add = (title: string, key: string, value: string): readonly Action[] => {
    const edit = addAttributes(runbook.text, step, [[key, value]]);
    return edit ? [{ title, kind: "refactor.rewrite", edits: [edit] }] : [];
  };
  return [
    ...(name ? [] : add(`Name the step \`${step.name}\``, "name", step.name)),
    ...(timeoutMs || step.kind === "manual"
      ? []
      : add(`Add a timeout of ${formatTimeout(timeoutOf(step))}`, "timeout", formatTimeout(timeoutOf(step)))),
  ];
}
