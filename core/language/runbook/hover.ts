import { actionFacts } from "../../failover/action-facts.ts";
import type { RunbookTarget } from "../../lint/runbook-target.ts";
import { variableFacts } from "../../mysql/catalogue.ts";
import { describeSetting } from "../../mysql/descriptions.ts";
import { formatVersion } from "../../mysql/flavor.ts";
import { otherReplicationName } from "../../mysql/replication-names.ts";
import type { StatementFact } from "../../mysql/replication-statements.ts";
import { classifyRisk, worstRisk } from "../../mysql/sql/risk.ts";
import { splitStatements } from "../../mysql/sql/statements.ts";
import { isSignificant } from "../../mysql/sql/token.ts";
import { tokenizeSql } from "../../mysql/sql/tokenize.ts";
import { Scope } from "../../run/scope.ts";
import { confirmQuestion, rollbacksOf, timeoutOf } from "../../run/step-facts.ts";
import { resolveTargets, writtenTarget } from "../../run/targets.ts";
import { spanInDocument } from "../../runbook/step.ts";
import type { Risk, Runbook, Step } from "../../runbook/types.ts";
import { formatTimeout } from "../../text/duration.ts";
import { type Span, spanOf } from "../../text/span.ts";
import type { Hover } from "../features.ts";
import { attributeFact } from "./attribute-facts.ts";
import { catalogueVersion } from "./complete-sql.ts";
import { frontMatterKeys, inputKeys } from "./complete-yaml.ts";
import { occurrencesOf } from "./occurrences.ts";
import { placeAt, stepAt } from "./place.ts";
import { availabilityOf, describeVersions, factAt, replacementFor, wordFact } from "./statement-facts.ts";
import { type RunbookSurroundings, targetOf } from "./surroundings.ts";
import { originOf, variablesOf } from "./variables.ts";

/** What there is to say about the thing at an offset of a runbook; blocks of options are not looked into. */
export function hoverRunbook(runbook: Runbook, offset: number, around: RunbookSurroundings): Hover | undefined {
  const named = occurrencesOf(runbook).find(({ span }) => span.start <= offset && offset < span.end);
  if (named?.kind === "variable") return { markdown: aboutVariable(runbook, named.name), span: named.span };
  if (named?.kind === "step") {
    const step = runbook.steps.find(({ name }) => name === named.name);
    return step && { markdown: aboutStep(runbook, step, around), span: named.span };
  }
  if (named?.kind === "node") {
    const node = around.context.cluster?.nodes.find(({ name }) => name === named.name);
    return (
      node && {
        markdown: `**${code(node.name)}**, ${node.host}:${node.port}, intended role ${node.role ?? "not said"}${node.site ? `, site ${node.site}` : ""}`,
        span: named.span,
      }
    );
  }
  const place = placeAt(runbook, offset);
  if (place.kind === "front-matter") return yamlKey(runbook.text, offset, place.body);
  const step = stepAt(runbook, offset);
  if (!step) return undefined;
  if (place.kind === "code") return hoverCode(step, place.offset, targetOf(runbook, step, around));
  if (offset > step.block.infoSpan.end) return undefined;
  return (
    attributeKey(runbook.text, step, offset) ?? {
      markdown: aboutStep(runbook, step, around),
      span: step.block.infoSpan,
    }
  );
}

const RISKS: Readonly<Record<Risk, string>> = {
  reads: "reads only",
  changes: "changes data, settings or replication",
  destroys: "destroys what only a backup brings back, or stops the server",
  unknown: "what it does can't be told from its text",
};

/** Where it will run, what it can do and why, how long it may take, and how it is undone. */
function aboutStep(runbook: Runbook, step: Step, around: RunbookSurroundings): string {
  const { risk, why } = riskOf(step);
  const rollbackOf = rollbacksOf(runbook).get(step.name);
  const { when, retry, needs, rollback, approve } = step.attributes;
  const question = confirmQuestion(step, { risk, statements: [], problems: [] }, [], around.context.cluster);
  const lines = [
    `**${code(step.name)}**, step ${step.index + 1} of ${runbook.steps.length}`,
    `- runs ${targetText(runbook, step, around)}`,
    `- risk: **${risk}** (${step.attributes.risk ? "as written" : RISKS[risk]})${why}`,
    `- timeout: ${formatTimeout(timeoutOf(step))}${step.attributes.timeoutMs ? "" : " (default)"}`,
    ...(when ? [`- only when ${code(when.value)}`] : []),
    ...(retry ? [`- tried again ${retry.value.times} times, ${formatTimeout(retry.value.pauseMs)} apart`] : []),
    ...(needs?.length ? [`- needs ${needs.map(({ value }) => code(value)).join(", ")}`] : []),
    ...(approve ? [`- needs the agreement of ${approve.value} more`] : []),
    ...(question === undefined ? [] : ["- asks before it runs"]),
    rollback
      ? rollback.value === "never"
        ? "- from here on nothing can be undone"
        : `- undone by ${code(rollback.value)}`
      : "- no rollback",
    ...(rollbackOf === undefined ? [] : [`- rollback of ${code(rollbackOf)}: no part of the order`]),
    ...step.problems.slice(0, 3).map(({ message }) => `- does not run: ${message}`),
  ];
  return lines.join("\n");
}

function riskOf(step: Step): { readonly risk: Risk; readonly why: string } {
  const written = step.attributes.risk?.value;
  if (written) return { risk: written, why: "" };
  if (step.kind === "manual" || step.kind === "ini") return { risk: "reads", why: "" };
  if (step.kind === "failover") return { risk: "changes", why: "" };
  if (step.kind === "shell") return { risk: "unknown", why: "" };
  const all = splitStatements(step.code).statements.map(({ text }) => ({ text, risk: classifyRisk(text) }));
  const risk = worstRisk(all.map((each) => each.risk));
  const worst = all.find((each) => each.risk === risk);
  return { risk, why: worst && risk !== "reads" ? `, because of ${code(firstWords(worst.text))}` : "" };
}

function firstWords(statement: string): string {
  const words = statement.replace(/\s+/g, " ").split(" ").slice(0, 4).join(" ");
  return words.length < statement.trim().length ? `${words} …` : words;
}

/** The nodes by their intended roles, where the inventory tells. */
export function targetText(runbook: Runbook, step: Step, { context: { cluster } }: RunbookSurroundings): string {
  const written = writtenTarget(step);
  const resolved = resolveTargets(step, defaults(runbook), cluster, []);
  if (resolved.status === "local") return "on this machine";
  if (resolved.status === "nodes") {
    const names = resolved.nodes.map(({ name }) => code(name)).join(", ");
    return resolved.nodes.length === 1 && resolved.nodes[0]?.name === written
      ? `on ${names}`
      : `on ${names} (${written}, as the inventory intends it)`;
  }
  return `on ${code(written)}`;
}

/** The names of nodes that inputs have by default. */
function defaults({ frontMatter }: Runbook): Scope {
  const scope = new Scope();
  for (const input of frontMatter.inputs)
    if (input.type === "node" && input.default !== undefined) scope.bind(input.name, input.default);
  return scope;
}

function aboutVariable(runbook: Runbook, name: string): string {
  const variables = variablesOf(runbook).filter((variable) => variable.name === name);
  const users = new Set(
    runbook.steps
      .filter(({ block }) =>
        occurrencesOf(runbook).some(
          (each) =>
            each.kind === "variable" &&
            each.name === name &&
            each.role === "reference" &&
            each.span.start >= block.span.start &&
            each.span.end <= block.span.end,
        ),
      )
      .map((step) => code(step.name)),
  );
  const origins = variables.map((variable) => {
    const origin = originOf(variable);
    if (variable.kind === "capture") return `${origin} from ${code(variable.capture.expression)}`;
    if (variable.kind !== "input") return origin;
    const { prompt, default: fallback, pattern } = variable.input;
    return [
      origin,
      prompt ? `“${prompt}”` : "",
      fallback === undefined ? "" : `default ${code(fallback)}`,
      pattern ? `must match ${code(pattern)}` : "",
    ]
      .filter(Boolean)
      .join(", ");
  });
  const where = origins.length > 0 ? origins.join("; then ") : "nothing defines it";
  return `**${code(name)}**: ${where}\n\nUsed by ${users.size > 0 ? [...users].join(", ") : "no step"}.`;
}

function hoverCode(step: Step, offset: number, target: RunbookTarget): Hover | undefined {
  const place = (span: Span, markdown: string): Hover => ({ markdown, span: spanInDocument(step.codeOffsets, span) });
  const word = wordAt(step.code, offset);
  const annotation = /^[ \t]*(?:--|#)[ \t]*@\w+/.test(lineAt(step.code, offset));
  const other = word && otherReplicationName(word.text);
  if (word && other)
    return place(
      word.span,
      `**${code(word.text)}** is ${code(other)} by its other name; both are understood in expressions.`,
    );
  if (annotation && word) return annotationWord(word, place);
  if (step.kind === "failover" && word) return failoverWord(step.code, word, place);
  return step.kind === "sql" ? hoverSql(step.code, offset, target, place) : undefined;
}

type Word = { readonly text: string; readonly span: Span };
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

function attributeKey(text: string, { block }: Step, offset: number): Hover | undefined {
  const word = wordAt(text, offset, /[\w-]/);
  if (
    !word ||
    !block.attributesSpan ||
    word.span.start < block.attributesSpan.start ||
    !/^["']?[ \t]*[=:]/.test(text.slice(word.span.end, word.span.end + 4))
  )
    return undefined;
  const fact = attributeFact(word.text);
  return fact && { markdown: `**${fact.key}**: ${fact.meaning}\n\nDefault: ${fact.default}.`, span: word.span };
}

function yamlKey(text: string, offset: number, body: Span): Hover | undefined {
  const word = wordAt(text, offset, /[\w-]/);
  if (!word || word.span.start < body.start || text[word.span.end] !== ":") return undefined;
  const top = word.span.start === 0 || /[\r\n]/.test(text[word.span.start - 1] ?? "");
  const keys = top ? frontMatterKeys : inputKeys;
  const fact = Object.hasOwn(keys, word.text) ? keys[word.text] : undefined;
  return fact && { markdown: `**${word.text}**: ${fact.meaning}`, span: word.span };
}

export function wordAt(text: string, offset: number, part = /\w/): Word | undefined {
  let [start, end] = [offset, offset];
  while (start > 0 && part.test(text[start - 1] ?? "")) start--;
  while (end < text.length && part.test(text[end] ?? "")) end++;
  return end > start ? { text: text.slice(start, end), span: spanOf(start, end) } : undefined;
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  return text.slice(start, end < 0 ? text.length : end);
}

/** As Markdown shows it, whatever it holds. */
export function code(text: string): string {
  const plain = text.replace(/\s+/g, " ").slice(0, 200);
  return plain.includes("`") ? `\`\` ${plain} \`\`` : `\`${plain}\``;
}
