import type { RunbookTarget } from "../../lint/runbook-target.ts";
import { tableOf } from "../../mysql/catalogue/table.ts";
import { CURRENT_VERSIONS, variableFacts } from "../../mysql/catalogue.ts";
import { describeSetting } from "../../mysql/descriptions.ts";
import type { Version } from "../../mysql/flavor.ts";
import { type StatementFact, statementFacts } from "../../mysql/replication-statements.ts";
import { isSignificant, type SqlToken } from "../../mysql/sql/token.ts";
import { tokenizeSql } from "../../mysql/sql/tokenize.ts";
import { type Span, spanOf } from "../../text/span.ts";
import type { CompletionItem } from "../features.ts";
import { itemOf } from "./items.ts";
import { availabilityOf, describeVersions } from "./statement-facts.ts";

/** In the code of a SQL step; spans count in the code. Annotations and `${…}` are somebody else's. */
export function completeSql(code: string, offset: number, target: RunbookTarget): readonly CompletionItem[] {
  const tokens = tokenizeSql(code.slice(0, offset));
  const last = tokens.at(-1);
  const wordEnd = offset + (/^\w*/.exec(code.slice(offset, offset + 100))?.[0].length ?? 0);
  const typedVariable = /@@(?:(global|session|persist|persist_only|local)\.)?(\w*)$/i.exec(code.slice(0, offset));
  if (typedVariable && (last?.kind === "system-variable" || last?.kind === "symbol")) {
    const [, scope, name = ""] = typedVariable;
    return systemVariables(spanOf(offset - name.length, wordEnd), target, scope?.toLowerCase());
  }
  const statement = statementTokens(tokens);
  const words = statement.map((token) => token.text.toUpperCase());
  if (last?.kind === "string" && !last.closed)
    return words.includes("SHOW") && words.includes("VARIABLES")
      ? systemVariables(spanOf(last.start + 1, wordEnd), target)
      : [];
  if (
    last &&
    ["comment", "string", "identifier", "user-variable", "variable", "number", "command"].includes(last.kind) &&
    last.end === offset
  )
    return [];
  const typed = last?.kind === "word" ? last : undefined;
  const span = spanOf(typed?.start ?? offset, wordEnd);
  const done = typed ? words.slice(0, -1) : words;
  const options = optionsOf(done, span, target);
  if (options) return options;
  const variables = /^SET (?:.*, )?(?:GLOBAL|SESSION|LOCAL|PERSIST|PERSIST_ONLY)$/.exec(done.join(" "));
  if (variables) return systemVariables(span, target, done.at(-1)?.toLowerCase());
  return [...statementItems(done, span, target), ...(done.length > 0 ? functionItems(span, target) : [])];
}

/** The significant tokens since the last terminator. */
function statementTokens(tokens: readonly SqlToken[]): readonly SqlToken[] {
  const start = tokens.findLastIndex(
    (token) => token.kind === "delimiter" || (token.kind === "command" && /[gG]$/.test(token.text)),
  );
  return tokens.slice(start + 1).filter(isSignificant);
}

/** Statements that go on as was typed: what is missing of them is written. */
function statementItems(done: readonly string[], span: Span, target: RunbookTarget): readonly CompletionItem[] {
  const typed = done.map((word) => `${word} `).join("");
  return statementFacts.flatMap((fact) => {
    if (fact.kind !== "statement" || !fact.name.startsWith(typed)) return [];
    const rest = fact.name.slice(typed.length);
    return rest === "" ? [] : factItem(fact, rest, span, target);
  });
}

function optionsOf(done: readonly string[], span: Span, target: RunbookTarget): readonly CompletionItem[] | undefined {
  const text = done.join(" ");
  const owner = [...new Set(statementFacts.flatMap(({ of = [] }) => of))].find(
    (name) => text === name || text.startsWith(`${name} `),
  );
  if (!owner) return undefined;
  const isChange = owner.startsWith("CHANGE");
  const last = done.at(-1);
  if (isChange && last !== "TO" && last !== ",") return [];
  return statementFacts.flatMap((fact) => {
    if (!fact.of?.includes(owner) || done.includes(fact.name)) return [];
    return factItem(fact, fact.name, span, target, isChange ? " = " : "");
  });
}

function functionItems(span: Span, target: RunbookTarget): readonly CompletionItem[] {
  return statementFacts.flatMap((fact) =>
    fact.kind === "function" ? factItem(fact, fact.name, span, target, "(") : [],
  );
}

const ORDER = { available: "2", unknown: "3", deprecated: "4", missing: "" } as const;

/** Nothing is offered that the target has not. */
function factItem(
  fact: StatementFact,
  label: string,
  span: Span,
  target: RunbookTarget,
  more = "",
): readonly CompletionItem[] {
  const availability = availabilityOf(fact, target);
  if (availability === "missing") return [];
  return [
    itemOf(label, fact.kind === "function" ? "function" : "keyword", span, {
      newText: label + more,
      detail: describeVersions(fact),
      documentation: fact.meaning,
      sortText: `${ORDER[availability]}${label}`,
      ...(availability === "deprecated" ? { deprecated: true } : {}),
    }),
  ];
}

/** Servers to take the variables from: the target, or the newest of the flavor. */
export function catalogueVersion({ flavor, version }: RunbookTarget): Version {
  return version ?? (CURRENT_VERSIONS.findLast((current) => current.flavor === (flavor ?? "mysql")) as Version);
}

function systemVariables(span: Span, target: RunbookTarget, scope?: string): readonly CompletionItem[] {
  const version = catalogueVersion(target);
  return [...tableOf(version).records.keys()].flatMap((name) => {
    const facts = variableFacts(name, version);
    if (!facts?.scope) return [];
    if ((scope === "session" || scope === "local") && facts.scope === "global") return [];
    const described = describeSetting(name);
    return [
      itemOf(name, "variable", span, {
        detail: [
          facts.type,
          facts.scope === "both" ? "global and session" : facts.scope,
          facts.default === undefined ? "" : `default ${facts.default || "empty"}`,
        ]
          .filter(Boolean)
          .join(", "),
        sortText: `${described ? 1 : 2}${name}`,
        ...(described ? { documentation: described.meaning } : {}),
        ...(facts.deprecated ? { deprecated: true } : {}),
      }),
    ];
  });
}
