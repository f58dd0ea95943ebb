import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../../../core/language/analyse.ts";
import { formattingEdits } from "../../../../core/language/formatting.ts";
import { parseOptionFile } from "../../../../core/option-file/parse.ts";
import { applyEdits } from "../cursor.ts";

function format(text: string): string {
  return applyEdits(text, formattingEdits(analyse("option-file", text)));
}

/** What servers read of a file, and its comments. */
function meaning(text: string): unknown {
  return parseOptionFile(text).lines.flatMap((line): readonly unknown[] => {
    switch (line.kind) {
      case "setting":
        return [[line.group?.name.value, line.name.value, line.value?.value]];
      case "group":
        return [["group", line.name.value]];
      case "comment":
        return [text.slice(line.span.start, line.span.end).trimEnd()];
      case "blank":
        return [];
      default:
        return [[line.kind, line.path.value]];
    }
  });
}

test("puts one space around the sign and before a comment, and takes white space from the ends", () => {
  assert.equal(
    format("[mysqld]  \n  server_id=1   # one \nskip-name-resolve \t\nport  =   3306#a\nlog_error =\nsql_mode=''\n"),
    "[mysqld]\nserver_id = 1 # one\nskip-name-resolve\nport = 3306 #a\nlog_error =\nsql_mode = ''\n",
  );
});

test("leaves one blank line before a group and its comment, and never two together", () => {
  assert.equal(
    format("\n\n# head\n[mysqld]\n\n\nport=1\n# the client\n[client]\nport=1\n\n\n\n[mysql]\n\n\n"),
    "# head\n[mysqld]\n\nport = 1\n\n# the client\n[client]\nport = 1\n\n[mysql]\n",
  );
});

test("keeps order, comments, quotes, escapes, includes and repeated settings", () => {
  const text = '[mysqld]\n  # indented\n; old\nb = " a # b "\na = C:\\\\x\nb = 2\n!include /etc/a b.cnf\n';
  assert.equal(format(text), text);
});

test("keeps CRLF and a byte order mark, and adds the missing last line ending", () => {
  assert.equal(
    format("\ufeff[mysqld]\r\na=1\r\n[client]\r\nb=2"),
    "\ufeff[mysqld]\r\na = 1\r\n\r\n[client]\r\nb = 2\r\n",
  );
});

test("leaves a file with lone carriage returns alone", () => {
  assert.deepEqual(formattingEdits(analyse("option-file", "[mysqld]\ra=1\r")), []);
});

test("changes nothing that a server reads, whatever the file, and nothing more the second time", () => {
  const pieces = [
    "[mysqld]",
    "[ a ]",
    "[open",
    "a",
    "b-c",
    "=",
    " = ",
    "  ",
    "\t",
    "#",
    ";",
    '"',
    "'",
    "\\",
    "\\\\",
    "\n",
    "\n",
    "\r\n",
    "1",
    "x y",
    "!include",
    " /p q",
    "!",
    "\u00a0",
    "é",
    "\ufeff",
    "]",
    ",",
  ];
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
  for (let round = 0; round < 20_000; round++) {
    const text = Array.from({ length: random(25) }, () => pieces[random(pieces.length)]).join("");
    const once = format(text);
    assert.deepEqual(meaning(once), meaning(text), JSON.stringify(text));
    assert.equal(format(once), once, JSON.stringify(text));
  }
});
