import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseOptionFile } from "../../../core/option-file/parse.ts";
import { readValue, writeValue } from "../../../core/option-file/scan.ts";
import type { Setting } from "../../../core/option-file/types.ts";
import { spanText } from "../../../core/text/span.ts";

function settingsOf(text: string): Setting[] {
  return parseOptionFile(text).lines.filter((line) => line.kind === "setting");
}

/** The value of the only setting of a [mysqld] group. */
function readBack(line: string): string | undefined {
  const [setting, ...rest] = settingsOf(`[mysqld]\n${line}\n`);
  assert.ok(setting && rest.length === 0);
  return setting.value?.value;
}

function problemsOf(text: string): string[] {
  return parseOptionFile(text).problems.map((problem) => problem.code);
}

test("reads groups, settings, values and where they stand", () => {
  const text = "# top\n\n[mysqld]\n  Max-Connections = 77 # many\nskip-name-resolve\n[client]\nsocket=/a\n";
  const file = parseOptionFile(text);
  assert.deepEqual(
    file.lines.map((line) => line.kind),
    ["comment", "blank", "group", "setting", "setting", "group", "setting"],
  );
  const [connections, resolve, socket] = settingsOf(text);
  assert.ok(connections && resolve && socket?.value);
  assert.equal(connections.key, "max_connections");
  assert.equal(spanText(text, connections.name.span), "Max-Connections");
  assert.equal(connections.value?.value, "77");
  assert.equal(connections.value && spanText(text, connections.value.span), "77");
  assert.equal(connections.group?.name.value, "mysqld");
  assert.equal(resolve.value, undefined);
  assert.equal(socket.group?.name.value, "client");
  assert.deepEqual(file.problems, []);
});

test("starts a comment at any # outside quotes, and at ; only at the start of a line", () => {
  assert.equal(readBack("socket=/a# b"), "/a");
  assert.equal(readBack("socket=/a ; b"), "/a ; b");
  assert.equal(readBack("init_connect='select 1 # x'"), "select 1 # x");
  assert.equal(readBack('socket="/a" # c'), "/a");
  assert.equal(readBack("key_buffer_size=64 # c"), "64");
  assert.deepEqual(settingsOf("[mysqld]\n ; max_connections=1\n"), []);
});

test("removes quotes only when they enclose the whole value", () => {
  assert.equal(readBack('socket="/a b#c"'), "/a b#c");
  assert.equal(readBack("socket='/a b#c'"), "/a b#c");
  assert.equal(readBack('socket="/a b'), '"/a b');
  assert.equal(readBack('socket=/a"b"c'), '/a"b"c');
  assert.equal(readBack("socket='/a' b"), "'/a' b");
  assert.equal(readBack("socket=“/a”"), "“/a”");
  assert.equal(readBack("socket='"), "'");
});

test("reads escapes as the servers do", () => {
  assert.equal(readBack(String.raw`socket=/a\sb\tc\\d\qe`), "/a b\tc\\d\\qe");
  assert.equal(readBack(String.raw`socket=C:\new\tmp`), "C:\new\tmp");
  assert.equal(readBack("init_connect=SET NAMES \\"), "SET NAMES \\");
});

test("tells an empty value from none", () => {
  assert.equal(readBack("sql_mode="), "");
  assert.equal(readBack("sql_mode"), undefined);
  assert.equal(readBack("sql_mode # = 1"), undefined);
  assert.equal(readBack("set-variable=max_connections=77"), "max_connections=77");
});

test("keeps what the servers take for a name", () => {
  const names = settingsOf("[mysqld]\nmax_connections 77\nmax_connections: 77\n--key=1\n-- x\nmax\u00a0=1\n").map(
    (setting) => setting.name.value,
  );
  assert.deepEqual(names, ["max_connections 77", "max_connections: 77", "--key", "-- x", "max\u00a0"]);
});

test("reads group names with case, junk and space as the servers do", () => {
  const groups = parseOptionFile("[MySQLD]\n[mysqld] junk\n[mysqld ]\n[ mysqld ]\n  [mysqld] # c\n").lines.map(
    (line) => line.kind === "group" && line.name.value,
  );
  assert.deepEqual(groups, ["MySQLD", "mysqld", "mysqld", " mysqld", "mysqld"]);
});

test("reports what makes a server refuse the file", () => {
  assert.deepEqual(problemsOf("[mysqld\nport=1\n"), ["group-not-closed"]);
  assert.deepEqual(problemsOf("port=1\n[mysqld]\n"), ["option-before-group"]);
  assert.deepEqual(problemsOf("\ufeff[mysqld]\nport=1\n"), ["byte-order-mark"]);
  assert.deepEqual(problemsOf("\ufeff# x\n[mysqld]\n"), ["byte-order-mark"]);
  assert.deepEqual(problemsOf("!include\n"), ["include-without-path"]);
});

test("reports what the servers pass over in silence", () => {
  assert.deepEqual(problemsOf("[mysqld]\n!zork\n"), ["unknown-directive"]);
  assert.deepEqual(problemsOf("[mysqld]\rmax_connections=77\r"), ["cr-line-endings"]);
  assert.deepEqual(problemsOf("[mysqld]\r\nmax_connections=77\r\n"), []);
});

test("reads nothing of a file that ends its lines with CR alone", () => {
  assert.deepEqual(settingsOf("[mysqld]\rmax_connections=77\r"), []);
  assert.equal(settingsOf("[mysqld]\r\nmax_connections=77\r\n")[0]?.value?.value, "77");
});

test("reads includes with their path and goes on with the group", () => {
  const text = '[mysqld]\n! include /etc/a.cnf\n  !includedir  conf.d \nport=1\n!include "q" # c\n';
  const includes = parseOptionFile(text).lines.flatMap((line) =>
    line.kind === "include" || line.kind === "includedir" ? [`${line.kind} ${line.path.value}`] : [],
  );
  assert.deepEqual(includes, ["include /etc/a.cnf", "includedir conf.d", 'include "q" # c']);
  assert.equal(settingsOf(text)[0]?.group?.name.value, "mysqld");
});

test("reads a thousand times the same of a value it wrote itself", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", "#", '"', "'", "\\", " ", "n", "s", "\n", "\t", "=", ";") }),
      (value) => {
        assert.equal(readBack(`x = ${writeValue(value)}`), value);
        assert.equal(readValue(writeValue(value)), value);
      },
    ),
    { numRuns: 1000 },
  );
});

test("never throws, covers the text without a gap and keeps every part inside its line", () => {
  const piece = fc.constantFrom(
    "[",
    "]",
    "mysqld",
    "#",
    ";",
    "!",
    "include ",
    "includedir",
    "=",
    '"',
    "'",
    "\\",
    " ",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\ufeff",
    "\u00a0",
    "port",
    "-",
    "\0",
    "😀",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(piece, { maxLength: 60 }).map((parts) => parts.join("")),
      ),
      (text) => {
        const file = parseOptionFile(text);
        assert.equal(file.lines.map((line) => spanText(text, line.span)).join(""), text);
        let end = 0;
        for (const line of file.lines) {
          assert.equal(line.span.start, end);
          end = line.span.end;
          const parts =
            line.kind === "setting"
              ? [line.name, line.value]
              : line.kind === "group"
                ? [line.name]
                : "path" in line
                  ? [line.path]
                  : [];
          for (const part of parts) {
            if (part)
              assert.ok(
                line.span.start <= part.span.start &&
                  part.span.start <= part.span.end &&
                  part.span.end <= line.span.end,
              );
          }
          if (line.kind === "setting") assert.equal(spanText(text, line.name.span), line.name.value);
        }
        for (const { span } of file.problems)
          assert.ok(0 <= span.start && span.start < span.end && span.end <= text.length);
      },
    ),
    { numRuns: 5000 },
  );
});
