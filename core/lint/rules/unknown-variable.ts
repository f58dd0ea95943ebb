import { formatVersion, type Version } from "../../mysql/flavor.ts";
import { flavorWords } from "../../mysql/flavor-words.ts";
import { judgeVariable, type VariableVerdict } from "../../mysql/system-variables.ts";
import { type Assignment, assignmentsOf, replaceTokens, type Statement, tokenSpan } from "../code.ts";
import { eachStatement } from "../each.ts";
import type { Report, RunbookRule } from "../rule.ts";

const names = { mysql: "MySQL", mariadb: "MariaDB" } as const;

interface Use {
  readonly name: string;
  readonly at: number;
  /** Written as a system variable beyond doubt, not as what may be a variable of a stored program. */
  readonly isCertain: boolean;
  readonly isSet: boolean;
}

export const unknownVariable: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK091",
  id: "unknown-variable",
  title: "The server has every system variable",
  severity: "error",
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variable-reference.html",
    "https://mariadb.com/kb/en/full-list-of-mariadb-options-system-and-status-variables/",
  ],
  *check(runbook, context) {
    for (const { statement, target } of eachStatement(runbook, context)) {
      const { version } = target;
      if (version) for (const use of usesOf(statement)) yield* report(statement, use, version);
    }
  },
};

/** Assignments of SET that are of no system variable. */
const otherAssignments = /^(?:names|password|role|transaction|autocommit|resource)$/;
/** Judged by RBK044, with what to do instead. */
const toldAlready = new Set(flavorWords.filter(({ kind }) => kind === "setting").map(({ name }) => name));

function usesOf(statement: Statement): readonly Use[] {
  const { tokens, words } = statement;
  const set = assignmentsOf(statement)
    .filter(
      ({ name, at }) => /^[a-z]\w*$/.test(name) && tokens[at]?.kind !== "user-variable" && !otherAssignments.test(name),
    )
    .map(({ name, at, scope }): Use => {
      const isNamed = words[at]?.startsWith("@@") === true || /^(?:SESSION|LOCAL)$/.test(words[at - 1] ?? "");
      return { name, at, isCertain: scope !== "session" || isNamed, isSet: isWhileRunning(words, at, scope) };
    });
  const taken = new Set(set.map(({ at }) => at));
  const read = tokens.flatMap(({ kind, text }, at): Use[] => {
    const name = /^@@(?:(?:GLOBAL|SESSION|LOCAL|PERSIST|PERSIST_ONLY)\.)?([a-z]\w*)$/i.exec(text)?.[1];
    return kind === "system-variable" && name && !taken.has(at)
      ? [{ name: name.toLowerCase(), at, isCertain: true, isSet: false }]
      : [];
  });
  return [...set, ...read].sort((a, b) => a.at - b.at);
}

/** PERSIST_ONLY may set at the next start what is read-only now. */
function isWhileRunning(words: readonly string[], at: number, scope: Assignment["scope"]): boolean {
  // Which of the two a further one in the list goes on with is not looked for.
  if (scope === "persist" && words[at - 1] === ",") return false;
  return words[at - 1] !== "PERSIST_ONLY" && !/^@@PERSIST_ONLY\./i.test(words[at] ?? "");
}

function* report(statement: Statement, { name, at, isCertain, isSet }: Use, version: Version): Iterable<Report> {
  const verdict = judgeVariable(name, version);
  if (verdict.kind === "elsewhere" && toldAlready.has(name)) return;
  const message = complaint(
    name,
    verdict,
    `${names[version.flavor]} ${formatVersion(version).replace(/\.0$/, "")}`,
    isSet,
  );
  // A bare name may be a variable of a stored program.
  const isSystemWord = verdict.kind === "removed" || verdict.kind === "later" || verdict.kind === "elsewhere";
  if (message === undefined || (!isCertain && (!isSystemWord || /\bDECLARE\b/i.test(statement.step.code)))) return;
  const isSure =
    verdict.kind === "removed" ||
    verdict.kind === "later" ||
    verdict.kind === "known" ||
    (verdict.kind === "elsewhere" && version.flavor === "mariadb");
  const replacement =
    "replacement" in verdict ? verdict.replacement : verdict.kind === "unknown" ? verdict.suggestions[0] : undefined;
  const old = statement.tokens[at]?.text ?? "";
  yield {
    span: tokenSpan(statement, at),
    message,
    severity: isSure ? "error" : "warning",
    fixes: replacement
      ? [
          {
            title: `Write ${replacement}`,
            safety: "unsafe",
            edits: [replaceTokens(statement, at, at, old.slice(0, old.length - name.length) + replacement)],
          },
        ]
      : [],
  };
}

function complaint(name: string, verdict: VariableVerdict, server: string, isSet: boolean): string | undefined {
  const instead = "replacement" in verdict && verdict.replacement ? ` Use ${verdict.replacement}.` : " Leave it out.";
  switch (verdict.kind) {
    case "known":
      return verdict.isReadOnly && isSet
        ? `${name} can't be changed while the server runs. Change the option file and restart${server.startsWith("MySQL 5") || server.startsWith("MariaDB") ? "" : ", or write SET PERSIST_ONLY"}.`
        : undefined;
    case "removed":
      return `${server} has no system variable ${name}: it was removed in ${verdict.since} or a version before.${instead}`;
    case "later":
      return `${server} has no system variable ${name} yet: ${verdict.since} has it.${instead}`;
    case "elsewhere":
      return `${server} has no system variable ${name}, which is ${names[verdict.flavor]}'s.${instead}`;
    case "option":
      return `${name} is an option of ${server} for the command line and the option file, not a system variable: SQL can neither read nor set it. Change the option file.`;
    case "unknown": {
      const [first] = verdict.suggestions;
      return `${server} has no system variable ${name}, unless a plugin brings it.${first ? ` Did you mean ${first}?` : " Check the name."}`;
    }
    case "possible":
      return undefined;
  }
}
