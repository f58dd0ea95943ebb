import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { shellCommands } from "../../../core/shell/commands.ts";
import { shellWords } from "../../../core/shell/words.ts";

/** `joint name word word < target`, one for each command. */
function shown(script: string): readonly string[] {
  return shellCommands(script).map(({ name, words, joinedBy, redirections, inLoop, heredoc }) =>
    [
      ...(joinedBy ? [joinedBy] : []),
      name,
      ...words.slice(1).map(({ value }) => value),
      ...redirections.map(({ operator, word }) => `${operator}${word.value}`),
      ...(inLoop ? ["(loop)"] : []),
      ...(heredoc ? [`{${script.slice(heredoc.start, heredoc.end)}}`] : []),
    ].join(" "),
  );
}

for (const [script, expected] of [
  ["gunzip < a.gz | mysql -u root db", ["gunzip <a.gz", "| mysql -u root db"]],
  ["mysqldump a 2>&1 | gzip > b.gz", ["mysqldump a 2 >1", "| gzip >b.gz"]],
  ["a || true && b; c\nd", ["a", "|| true", "&& b", "; c", "; d"]],
  ["# a | b\nx \\\n  y |\n v # z | w", ["x y", "| v"]],
  ["sudo -u mysql /usr/bin/mysql -e 'SELECT 1'", ["mysql -e SELECT 1"]],
  ["TZ=UTC mysqlbinlog a", ["mysqlbinlog a"]],
  ["docker exec -it db1 mysql -u root", ["mysql -u root"]],
  [
    "for f in a b; do mysqlbinlog $f | mysql; done; x",
    ["for f in a b", "; mysqlbinlog $f (loop)", "| mysql (loop)", "; x"],
  ],
  ["ssh db1 'systemctl stop mysql'", ["ssh db1 systemctl stop mysql", "systemctl stop mysql"]],
  [
    "ssh -p 22 root@db1 sudo systemctl stop mysql",
    ["ssh -p 22 root@db1 sudo systemctl stop mysql", "systemctl stop mysql"],
  ],
  ["ssh -i key db1", ["ssh -i key db1"]],
  ["ls | xargs -n 1 mysqlbinlog", ["ls", "| xargs -n 1 mysqlbinlog", "| mysqlbinlog (loop)"]],
  ["x=$(mysql -e 'SELECT 1')", ["", "mysql -e SELECT 1"]],
  ["mysql db <<'END'\nSELECT 1;\nEND\necho", ["mysql db {SELECT 1;\nEND}", "; echo"]],
] as const)
  test(`takes ${JSON.stringify(script)} apart`, () =>
    assert.deepEqual(
      shown(script).filter((line) => line !== "; done"),
      expected,
    ));

test("a non-breaking space is a part of a word, as it is to a shell", { timeout: 5000 }, () => {
  assert.equal(shellWords("stop\u00a0mysql now\u000b").length, 2);
});

test("ends with any text, and keeps every command inside it", { timeout: 60_000 }, () => {
  const piece = fc.constantFrom(
    "mysql",
    "<<A",
    "\nA\n",
    "|",
    "&&",
    "'",
    '"',
    "$(",
    ")",
    "#",
    "\\",
    " ",
    "\n",
    "\u00a0",
    "do",
    "done",
    "sudo",
    "2>&1",
    "-e",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (pieces) => {
      const script = pieces.join("");
      for (const { span } of shellCommands(script))
        assert.ok(0 <= span.start && span.start <= span.end && span.end <= script.length);
    }),
    { numRuns: 1000 },
  );
});
