import assert from "node:assert/strict";
import { test } from "node:test";
import { lintOptionFile } from "../../../core/lint/lint-option-file.ts";
import { mergeServerMessages } from "../../../core/lint/server-findings.ts";
import { parseOptionFile } from "../../../core/option-file/parse.ts";
import type { LocatedMessage } from "../../../core/option-file/server-log.ts";

const target = { flavor: "mysql", major: 8, minor: 4, patch: 0 } as const;

test("confirms what a server says too, adds what it alone says, and tells what it does not say", () => {
  const file = parseOptionFile("[mysqld]\nno_such = 1\nexpire_logs_days = 7\nport = 3306\n");
  const message = (line: number, reaction: LocatedMessage["reaction"], text: string): LocatedMessage[] => {
    const found = file.lines[line];
    return found ? [{ level: "error", text, line: found, reaction }] : [];
  };
  const merged = mergeServerMessages(
    lintOptionFile(file, { target }),
    [...message(1, "refuses", "unknown variable 'no_such=1'."), ...message(3, "warns", "port is odd")],
    "MySQL 8.4.10",
  );
  assert.deepEqual(
    merged.filter(({ reaction }) => reaction).map(({ code, reaction, confirmed }) => [code, reaction, confirmed]),
    [
      ["CNF001", "refuses", true],
      ["CNF001", "refuses", false],
      ["CNF200", "warns", true],
    ],
  );
  const own = merged.find(({ code }) => code === "CNF200");
  assert.equal(own?.message, "MySQL 8.4.10 warns of this line: port is odd. Correct it, or remove the line.");
  assert.equal(file.text.slice(own?.span.start, own?.span.end), "port = 3306");
  assert.ok(merged.every(({ reaction, confirmed }) => (reaction === undefined) === (confirmed === undefined)));
});

test("takes a server that did not look at all lines for no denial", () => {
  const { text, ...file } = parseOptionFile("[mysqld]\nno_such = 1\n");
  const findings = lintOptionFile({ text, ...file }, { target });
  assert.ok(findings.some(({ reaction }) => reaction === "refuses"));
  assert.ok(mergeServerMessages(findings, [], "MySQL 8.4.10", false).every(({ confirmed }) => confirmed === undefined));
});
