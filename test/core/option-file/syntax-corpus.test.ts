import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Version } from "../../../core/mysql/flavor.ts";
import { judgeFile } from "../../../core/option-file/judge.ts";
import { parseOptionFile } from "../../../core/option-file/parse.ts";
import type { Reaction } from "../../../core/option-file/reaction.ts";
import { CORPUS, noCorpus } from "../../../tools/corpus/option-files.ts";

const SERVERS: Readonly<Record<string, Version>> = {
  "56": { flavor: "mysql", major: 5, minor: 6, patch: 24 },
  "57": { flavor: "mysql", major: 5, minor: 7, patch: 42 },
  "80": { flavor: "mysql", major: 8, minor: 0, patch: 46 },
  "84": { flavor: "mysql", major: 8, minor: 4, patch: 10 },
  "97": { flavor: "mysql", major: 9, minor: 7, patch: 4 },
  m103: { flavor: "mariadb", major: 10, minor: 3, patch: 39 },
  m106: { flavor: "mariadb", major: 10, minor: 6, patch: 23 },
  m1011: { flavor: "mariadb", major: 10, minor: 11, patch: 19 },
  m118: { flavor: "mariadb", major: 11, minor: 8, patch: 9 },
};

/** What a line of the results shows beside the exit code. */
function shownIn(messages: string): ReadonlySet<Reaction> {
  const shown = new Set<Reaction>();
  for (const message of messages.split(" | ")) {
    if (/^W:.*adjusted to/.test(message)) shown.add("adjusts");
    // MariaDB shows the value of a loose_ setting as an error and starts.
    if (/^W:unknown variable|^E:Error while setting value|^W:option .* boolean value|are ignored$/.test(message))
      shown.add("ignores");
    if (/^[WN]:.*(is|are) deprecated|^[WN]:Using unique option prefix/.test(message)) shown.add("warns");
  }
  return shown;
}

test("agrees with real servers on how lines are read", { skip: noCorpus }, (context) => {
  const rows = readFileSync(`${CORPUS}/syntax/results.tsv`, "utf8").trim().split("\n").slice(1);
  const wrong: string[] = [];
  let compared = 0;
  for (const row of rows) {
    const [name = "", servers = "", code, , messages = ""] = row.split("\t");
    // What an include leads to depends on files, and the judge reads one.
    if (name.startsWith("include")) continue;
    const file = parseOptionFile(readFileSync(`${CORPUS}/syntax/cases/${name}.cnf`, "utf8"));
    for (const key of servers === "ALL" ? Object.keys(SERVERS) : servers.split("/")) {
      const server = SERVERS[key];
      assert.ok(server, key);
      const judgements = judgeFile(file, server).filter(({ silent }) => !silent);
      compared++;
      const refuses = judgements.some(({ reaction }) => reaction === "refuses");
      // A name that InnoDB finds ambiguous keeps it from starting, and so the server; asking for help goes on without it.
      const refused = code === "1" || messages.startsWith("E:ambiguous option");
      // The binary log without a server_id is a matter of two lines.
      const consistency = messages.startsWith("E:You have enabled the binary log");
      if (refuses !== refused && !consistency)
        wrong.push(`${name} ${key}: ${refused ? "refused" : "started"}, ${messages.slice(0, 150)}`);
      if (refuses || refused || key === "57") continue;
      const shown = shownIn(messages);
      for (const reaction of ["ignores", "adjusts", "warns"] as const) {
        const found = judgements.some((judgement) => judgement.reaction === reaction);
        if (found !== shown.has(reaction))
          wrong.push(`${name} ${key}: ${reaction} ${found ? "invented" : "missed"}, ${messages.slice(0, 150)}`);
      }
    }
  }
  context.diagnostic(`${compared} comparisons, ${wrong.length} disagreements`);
  assert.deepEqual(wrong, []);
});
