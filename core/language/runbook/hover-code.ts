import { actionFacts } from "../../failover/action-facts.ts";
import type { RunbookTarget } from "../../lint/runbook-target.ts";
import { variableFacts } from "../../mysql/catalogue.ts";
import { describeSetting } from "../../mysql/descriptions.ts";
import { formatVersion } from "../../mysql/flavor.ts";
import { otherReplicationName } from "../../mysql/replication-names.ts";
import type { StatementFact } from "../../mysql/replication-statements.ts";
import { splitStatements } from "../../mysql/sql/statements.ts";
import { isSignificant } from "../../mysql/sql/token.ts";
import { tokenizeSql } from "../../mysql/sql/tokenize.ts";
import { columnsOf } from "../../mysql/statement-columns.ts";
import { spanInDocument } from "../../runbook/step.ts";
import type { Step } from "../../runbook/types.ts";
import { type Span, spanOf } from "../../text/span.ts";
import type { Hover } from "../features.ts";
import { catalogueVersion } from "./complete-sql.ts";
import { handedSqlAt } from "./handed-sql-at.ts";
import { availabilityOf, describeVersions, factAt, replacementFor, wordFact } from "./statement-facts.ts";

import { code, lineAt, type Word, wordAt } from "./words.ts";

/** What there is to say of the code of a step; `offset` counts in it. */
export function hoverCode(step: Step, offset: number, target: RunbookTarget): Hover | undefined {
  const place = (span: Span, markdown: string): Hover => ({ markdown, span: spanInDocument(step.codeOffsets, span) });
  const word = wordAt(step.code, offset);
  const annotation = /^[ \t]*(?:--|#)[ \t]*@\w+/.test(lineAt(step.code, offset));
  const other = word && otherReplicationName(word.text);
  if (word && other)
    return place(
      word.span,
      `**${code(word.text)}** is ${code(other)} by its other name; both are understood in expressions.`,
    );
  if (annotation && word) return annotationWord(word, place) ?? columnWord(step, word, place);
  if (step.kind === "failover" && word) return failoverWord(step.code, word, place);
  if (step.kind === "sql") return hoverSql(step.code, offset, target, place);
  const handed = handedSqlAt(step, offset);
  if (!handed) return undefined;
  const { start, end } = handed;
  return hoverSql(step.code.slice(start, end), offset - start, target, (span, markdown) =>
    place(spanOf(span.start + start, span.end + start), markdown),
  );
}

/** A column that a statement of the step returns. */
function columnWord({ kind, code: text }: Step, { text: name, span }: Word, place: PlaceHover): Hover | undefined {
  if (kind !== "sql") return undefined;
  const statement = splitStatements(text).statements.findLast((each) => columnsOf(each.text)?.includes(name));
  return (
    statement &&
    place(span, `**${code(name)}**: a column of ${code(statement.text.split(/\s+/).slice(0, 6).join(" "))}.`)
  );
}

type PlaceHover = (span: Span, markdown: string) => Hover;

function annotationWord({ text, span }: Word, place: PlaceHover): Hover | undefined {
  const meanings: Readonly<Record<string, string>> = {
    expect:
      "`@expect EXPRESSION` must hold on every row of every target, and there must be a row. `@expect rows == 0` speaks of the count.",
    until: "`@until EXPRESSION every 2s` repeats the block until it holds or the timeout passes.",
    capture: "`@capture name = Column` keeps a value of the result as a variable for the steps behind.",
    rows: "The number of rows that the block returned.",
    stdout: "What the script wrote to its standard output.",
    stderr: "What the script wrote to its standard error.",
  };
  const meaning = Object.hasOwn(meanings, text) ? meanings[text] : undefined;
  return meaning === undefined ? undefined : place(span, meaning);
}

function failoverWord(body: string, { text, span }: Word, place: PlaceHover): Hover | undefined {
  const action = actionFacts.find((fact) => fact.action === text);
  if (action) return place(span, `**${action.action}**: ${action.meaning}`);
  const written = /^action[ \t]*:[ \t]*(\S+)/m.exec(body)?.[1];
  const parameter = (actionFacts.find((fact) => fact.action === written) ?? actionFacts[0])?.parameters.find(
    ({ name }) => name === text,
  );
  return (
    parameter &&
    place(
      span,
      `**${parameter.name}**: ${parameter.meaning}${parameter.default ? ` Default ${code(parameter.default)}.` : ""}`,
    )
  );
}

function hoverSql(text: string, offset: number, target: RunbookTarget, place: PlaceHover): Hover | undefined {
  const tokens = tokenizeSql(text).filter(isSignificant);
  const at = tokens.findIndex(({ start, end }) => start <= offset && offset < end);
  const token = tokens[at];
  if (!token) return undefined;
  if (token.kind === "system-variable" || token.kind === "word") {
    const own = token.kind === "system-variable" ? token.text.replace(/^@@(?:\w+\.)?/, "") : token.text;
    const fact = token.kind === "word" ? wordFact(own) : undefined;
    if (fact) return place(token, aboutStatement(fact, target));
    const variable = aboutSystemVariable(
      own.toLowerCase(),
      target,
      token.kind === "system-variable" || tokens[at + 1]?.text === "=",
    );
    if (variable) return place(token, variable);
  }
  if (token.kind !== "word") return undefined;
  let first = at;
  while (first > 0 && tokens[first - 1]?.kind !== "delimiter" && tokens[first - 1]?.kind !== "command") first--;
  const words = tokens.slice(first, first + 8).map((each) => each.text.toUpperCase());
  const fact = factAt(words);
  const count = fact?.name.split(" ").length ?? 0;
  const last = tokens[first + count - 1];
  return fact && last && at < first + count
    ? place(spanOf(tokens[first]?.start ?? 0, last.end), aboutStatement(fact, target))
    : undefined;
}

function aboutStatement(fact: StatementFact, target: RunbookTarget): string {
  const availability = availabilityOf(fact, target);
  const server = target.version
    ? `${target.version.flavor === "mysql" ? "MySQL" : "MariaDB"} ${formatVersion(target.version).replace(/\.0$/, "")}`
    : "this server";
  const replacement = replacementFor(fact, target);
  const advice = replacement ? ` Use ${code(replacement)}.` : "";
  const verdict =
    availability === "missing"
      ? `\n\n**Not in ${server}.**${advice}`
      : availability === "deprecated"
        ? `\n\nDeprecated in ${server}.${advice}`
        : "";
  return `**${fact.name}${fact.kind === "function" ? "()" : ""}**: ${fact.meaning}\n\n${describeVersions(fact)}.${verdict}`;
}

function aboutSystemVariable(name: string, target: RunbookTarget, sure: boolean): string | undefined {
  const facts = sure ? variableFacts(name, catalogueVersion(target)) : undefined;
  if (!facts?.scope) return undefined;
  const described = describeSetting(name);
  const lines = [
    `**${code(name)}**${described ? `: ${described.meaning}` : ""}`,
    [
      facts.type,
      facts.scope === "both" ? "global and session" : facts.scope,
      facts.dynamic ? "can be set while the server runs" : "cannot be set while the server runs",
      facts.default === undefined ? "" : `default ${facts.default === "" ? "empty" : code(facts.default)}`,
    ]
      .filter(Boolean)
      .join(", "),
    ...(described?.recovery ? [described.recovery] : []),
    ...(facts.deprecated ? [`Deprecated.${facts.replacement ? ` Use ${code(facts.replacement)}.` : ""}`] : []),
  ];
  return lines.join("\n\n");
}
