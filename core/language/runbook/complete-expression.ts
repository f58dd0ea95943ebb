import type { RunbookTarget } from "../../lint/runbook-target.ts";
import { atLeast } from "../../mysql/flavor.ts";
import { otherReplicationName } from "../../mysql/replication-names.ts";
import { splitStatements } from "../../mysql/sql/statements.ts";
import { columnsOf } from "../../mysql/statement-columns.ts";
import type { Runbook, Step } from "../../runbook/types.ts";
import { type Span, spanOf } from "../../text/span.ts";
import type { CompletionItem } from "../features.ts";
import { variableNames } from "./complete-variables.ts";
import { inOrder, itemOf } from "./items.ts";

const ANNOTATIONS = [
  {
    word: "expect",
    text: "@expect ",
    snippet: '@expect ${1:Column} == ${2:"value"}',
    detail: "must hold on every row of every target",
  },
  {
    word: "until",
    text: "@until ",
    snippet: "@until ${1:Column} == ${2:0} every ${3:2s}",
    detail: "repeats the block until it holds or the timeout passes",
  },
  {
    word: "capture",
    text: "@capture ",
    snippet: "@capture ${1:name} = ${2:Column}",
    detail: "keeps a value of the result as a variable",
  },
] as const;

/** In a comment of the block: the annotations, and the names of their expressions. Undefined when the cursor is in no annotation. */
export function completeAnnotation(
  runbook: Runbook,
  step: Step,
  offset: number,
  target: RunbookTarget,
): readonly CompletionItem[] | undefined {
  const { text } = runbook;
  const lineStart = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  const before = text.slice(Math.max(lineStart, step.block.contentSpan.start), offset);
  const opening = /^[ \t>]*(?:--|#)[ \t]+(@?\w*)$/.exec(before) ?? /^[ \t>]*(?:--|#)(@\w*)$/.exec(before);
  if (opening) {
    if (!opening[1]?.startsWith("@")) return [];
    const span = spanOf(
      offset - opening[1].length,
      offset + (/^\w*/.exec(text.slice(offset, offset + 20))?.[0].length ?? 0),
    );
    return inOrder(
      ANNOTATIONS.map(({ word, text: newText, snippet, detail }) =>
        itemOf(`@${word}`, "snippet", span, { newText, snippet, detail }),
      ),
      "1",
    );
  }
  const body = /^[ \t>]*(?:--|#)[ \t]*@(expect|until|capture)[ \t]+(.*)$/.exec(before);
  if (!body) return undefined;
  const [, word, written = ""] = body;
  if (word === "capture" && !written.includes("=")) return [];
  if (isInString(written)) return [];
  const typed = /[A-Za-z_][\w.]*$/.exec(written)?.[0] ?? "";
  const span = spanOf(offset - typed.length, offset + (/^\w*/.exec(text.slice(offset, offset + 100))?.[0].length ?? 0));
  return [
    ...resultNames(step, span, target),
    ...variableNames(runbook, span),
    ...(word === "until" ? every(written, span) : []),
  ];
}

function isInString(written: string): boolean {
  return (
    /^(?:[^"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*["']/.test(written) &&
    !/^(?:[^"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*$/.test(written)
  );
}

function every(written: string, span: Span): readonly CompletionItem[] {
  return /\S\s+\w*$/.test(written)
    ? [itemOf("every", "keyword", span, { newText: "every 2s", detail: "pause between two tries", sortText: "4every" })]
    : [];
}

/** What an expression of the step can read: columns of its statements, or what a script leaves behind. */
function resultNames(step: Step, span: Span, target: RunbookTarget): readonly CompletionItem[] {
  const own =
    step.kind === "shell"
      ? ["stdout", "stderr", "exit"].map((name) =>
          itemOf(name, "column", span, {
            detail: name === "exit" ? "exit status" : "output of the script",
            sortText: `1${name}`,
          }),
        )
      : columnItems(step, span, target);
  return [
    ...own,
    itemOf("rows", "column", span, { detail: "number of rows", sortText: "3rows" }),
    itemOf("match", "function", span, {
      newText: "match(",
      detail: "match(text, regular expression): the first group",
      sortText: "7match",
      snippet: 'match(${1:stdout}, "${2:(\\\\S+)}")',
    }),
    itemOf("size", "function", span, {
      newText: "size(",
      detail: "size(text): number of characters",
      sortText: "7size",
    }),
  ];
}

function columnItems(step: Step, span: Span, target: RunbookTarget): readonly CompletionItem[] {
  const columns = splitStatements(step.code).statements.flatMap(({ text }) =>
    (columnsOf(text) ?? []).map((column) => ({ column, old: answersOld(text, target) })),
  );
  const items = new Map<string, CompletionItem>();
  for (const [index, { column, old }] of columns.entries()) {
    const other = otherReplicationName(column);
    const [first, second] = old && other ? [other, column] : [column, other];
    const order = String(index).padStart(4, "0");
    items.set(
      first,
      itemOf(first, "column", span, { detail: second ? `column, also ${second}` : "column", sortText: `1${order}` }),
    );
    if (second && !items.has(second))
      items.set(
        second,
        itemOf(second, "column", span, { detail: `the same column as ${first}`, sortText: `2${order}` }),
      );
  }
  return [...items.values()];
}

/** MariaDB and servers before 8.0.22 answer with the old names; so does MySQL to the old statement. */
function answersOld(statement: string, { flavor, version }: RunbookTarget): boolean {
  return (
    flavor === "mariadb" ||
    /\bSLAVES?\b/i.test(statement) ||
    (version !== undefined && !atLeast({ ...version, patch: version.patch || 999 }, 8, 0, 22))
  );
}
