import { formatVersion, type Version } from "../../mysql/flavor.ts";
import { type StatementFact, statementFacts } from "../../mysql/replication-statements.ts";
import { statementStarts } from "../../mysql/sql/inner-statements.ts";
import { inRange } from "../../mysql/version-range.ts";
import { assignmentsOf, replaceTokens, type Statement, tokenSpan } from "../code.ts";
import { eachStatement } from "../each.ts";
import type { Report, RunbookRule, TextEdit } from "../rule.ts";

const names = { mysql: "MySQL", mariadb: "MariaDB" } as const;

interface Place {
  readonly fact: StatementFact;
  readonly since: string;
  readonly first: number;
  readonly last: number;
}

export const laterStatement: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK090",
  id: "later-statement",
  title: "The server has every statement already",
  severity: "error",
  references: [
    "https://dev.mysql.com/doc/refman/8.0/en/mysql-nutshell.html",
    "https://dev.mysql.com/doc/refman/8.4/en/mysql-nutshell.html",
  ],
  *check(runbook, context) {
    for (const { statement, target } of eachStatement(runbook, context)) {
      const { version } = target;
      if (!version) continue;
      for (const place of laterPlaces(statement, version)) yield report(statement, place, version);
      yield* newerForms(statement, version);
    }
  },
};

/** The version that brought it, where that is later than the server's. */
function sinceOf({ versions }: StatementFact, version: Version): string | undefined {
  const range = versions[version.flavor];
  const since = range === undefined ? undefined : />=(\S+)/.exec(range)?.[1];
  return since !== undefined && !inRange(version, `>=${since}`) ? since : undefined;
}

const facts = statementFacts.map((fact) => ({ fact, words: fact.name.split(" ") }));
const statements = facts
  .filter(({ fact }) => fact.kind === "statement")
  .toSorted((a, b) => b.words.length - a.words.length);
const options = facts.filter(({ fact }) => fact.kind === "option");
const functions = new Map(facts.flatMap(({ fact }) => (fact.kind === "function" ? [[fact.name, fact] as const] : [])));

function laterPlaces({ tokens, words }: Statement, version: Version): readonly Place[] {
  const at = (index: number, parts: readonly string[]) => parts.every((part, offset) => words[index + offset] === part);
  const later = (fact: StatementFact, first: number, length: number): readonly Place[] => {
    const since = sinceOf(fact, version);
    return since === undefined ? [] : [{ fact, since, first, last: first + length - 1 }];
  };
  const inStatements = statementStarts(tokens).flatMap((start) => {
    const found = statements.find((each) => at(start, each.words));
    // The words of a setting's assignment are judged as a setting.
    const whole = found && !found.fact.name.includes("=") ? later(found.fact, start, found.words.length) : [];
    if (whole.length > 0) return whole;
    const own = options.filter(({ fact }) => fact.of?.some((of) => at(start, of.split(" "))));
    return words.flatMap((_, index) => {
      const option = own.find((each) => index > start && at(index, each.words));
      return option ? later(option.fact, index, option.words.length) : [];
    });
  });
  const calls = words.flatMap((word, index) => {
    const fact = words[index + 1] === "(" ? functions.get(word) : undefined;
    return fact ? later(fact, index, 1) : [];
  });
  return [...inStatements, ...calls];
}

function report(statement: Statement, { fact, since, first, last }: Place, version: Version): Report {
  const { flavor } = version;
  const shown = fact.kind === "function" ? `${fact.name}()` : fact.name;
  const isThere = (name: string) => {
    const range = statementFacts.find((other) => other.name === name)?.versions[flavor];
    return range === undefined || inRange(version, range);
  };
  const wanted = fact.replacement?.[flavor];
  const other = wanted === "SHOW BINLOG STATUS" && !isThere(wanted) ? "SHOW MASTER STATUS" : wanted;
  const replacement = other !== undefined && other !== fact.name && isThere(other) ? other : undefined;
  return {
    span: tokenSpan(statement, first, last),
    message: `${names[flavor]} ${formatVersion(version).replace(/\.0$/, "")} has no ${shown} yet: it came with ${since}. ${replacement ? `Write ${replacement}${fact.kind === "function" ? "()" : ""}` : "Leave it out, or do it on a newer server"}.`,
    fixes: replacement
      ? [
          {
            title: `Write ${replacement}`,
            safety: "unsafe",
            edits: [replaceTokens(statement, first, last, replacement), ...optionEdits(statement, fact, last)],
          },
        ]
      : [],
  };
}

/** SOURCE_… options go with their statement. */
function optionEdits(statement: Statement, { kind, name }: StatementFact, last: number): readonly TextEdit[] {
  if (kind !== "statement" || !/^(?:CHANGE REPLICATION SOURCE TO|START REPLICA)$/.test(name)) return [];
  return statement.words.flatMap((word, index) =>
    index > last && /^(?:GET_)?SOURCE_/.test(word)
      ? [replaceTokens(statement, index, index, word.replace("SOURCE_", "MASTER_"))]
      : [],
  );
}

/** What an older server refuses about statements that it has. */
function* newerForms(statement: Statement, version: Version): Iterable<Report> {
  const { words } = statement;
  const refused = (first: number, last: number, what: string, since: string, advice: string): Report => ({
    span: tokenSpan(statement, first, last),
    message: `${names[version.flavor]} ${formatVersion(version).replace(/\.0$/, "")} has no ${what} yet: it came with ${since}. ${advice}`,
  });
  if (version.flavor === "mysql" && !inRange(version, ">=8.0"))
    for (const { name, text, value } of assignmentsOf(statement))
      if (name === "gtid_purged" && text.startsWith("+"))
        yield refused(
          value[0],
          value[1],
          "`+` before a set of GTIDs",
          "8.0",
          "Write the whole set, onto an empty gtid_executed.",
        );
  if (version.flavor === "mysql" && !inRange(version, ">=8.0"))
    for (const { at } of assignmentsOf(statement))
      if (/^@@PERSIST/i.test(words[at] ?? ""))
        yield refused(at, at, "PERSIST", "8.0", "Write SET GLOBAL, and change the option file.");
  const plugin = words.findIndex(
    (word, index) => /^['"`]?CACHING_SHA2_PASSWORD['"`]?$/i.test(word) && /^(?:WITH|VIA)$/.test(words[index - 1] ?? ""),
  );
  const range = version.flavor === "mysql" ? ">=8.0" : ">=11.4";
  if (plugin > 0 && !inRange(version, range))
    yield refused(
      plugin,
      plugin,
      "caching_sha2_password",
      version.flavor === "mysql" ? "8.0" : "11.4",
      version.flavor === "mysql" ? "Use sha256_password." : "Use ed25519.",
    );
}
