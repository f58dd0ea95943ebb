import { type FlavorWord, flavorWords } from "../../mysql/flavor-words.ts";
import { assignmentsOf, begins, replaceTokens, type Statement, tokenSpan } from "../code.ts";
import { eachStatement } from "../each.ts";
import type { Report, RunbookRule } from "../rule.ts";

const names = { mysql: "MySQL", mariadb: "MariaDB" } as const;

export const otherFlavorWord: RunbookRule = {
  about: "runbook",
  reach: "section",
  code: "RBK044",
  id: "other-flavor-word",
  title: "SQL is in the words of the server",
  severity: "error",
  references: ["https://mariadb.com/kb/en/mariadb-vs-mysql-compatibility/"],
  *check(runbook, context) {
    for (const {
      statement,
      target: { flavor },
    } of eachStatement(runbook, context)) {
      if (!flavor) continue;
      for (const word of flavorWords)
        if (word.only !== flavor)
          for (const [first, last] of placesOf(word, statement)) yield report(word, statement, first, last, flavor);
    }
  },
};

function placesOf({ kind, name }: FlavorWord, statement: Statement): readonly (readonly [number, number])[] {
  const { words } = statement;
  switch (kind) {
    case "statement":
      return begins(statement, name) ? [[0, name.split(" ").length - 1]] : [];
    case "function":
      return words.flatMap((word, index) =>
        word === name && words[index + 1] === "(" ? [[index, index] as const] : [],
      );
    case "option":
      return words[0] === "CHANGE"
        ? words.flatMap((word, index) => (word === name && words[index + 1] === "=" ? [[index, index] as const] : []))
        : [];
    case "setting": {
      const set = new Set(
        assignmentsOf(statement)
          .filter((each) => each.name === name)
          .map(({ at }) => at),
      );
      const system = new RegExp(`^@@(?:\\w+\\.)?${name}$`, "i");
      return words.flatMap((word, index) => (set.has(index) || system.test(word) ? [[index, index] as const] : []));
    }
  }
}

function report(
  word: FlavorWord,
  statement: Statement,
  first: number,
  last: number,
  flavor: "mysql" | "mariadb",
): Report {
  const shown = word.kind === "function" ? `${word.name}()` : word.name;
  const { same } = word;
  const old = statement.tokens[first]?.text ?? "";
  const sameCase = (text: string) => (old === old.toLowerCase() ? text.toLowerCase() : text);
  // The scope of a setting stays.
  const newText =
    same && (word.kind === "setting" ? old.slice(0, old.length - word.name.length) + same : sameCase(same));
  return {
    span: tokenSpan(statement, first, last),
    message: `${names[flavor]} has no ${shown}, which is ${names[word.only]}'s. ${word.advice}`,
    fixes: newText
      ? [{ title: `Write ${same}`, safety: "unsafe", edits: [replaceTokens(statement, first, last, newText)] }]
      : [],
  };
}
