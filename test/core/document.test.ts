import assert from "node:assert/strict";
import { test } from "node:test";
import { type DocumentKind, detectDocument } from "../../core/document.ts";

function check(expected: DocumentKind, cases: readonly (readonly [path: string, text: string])[]): void {
  for (const [path, text] of cases)
    assert.equal(detectDocument(path, text), expected, `${path}: ${JSON.stringify(text.slice(0, 40))}`);
}

const MYSQLD = "# x\n[mysqld]\nserver_id = 1\n";
const OPENSSL = "[ req ]\ndefault_bits = 2048\ndistinguished_name = dn\n";
const GUIDE = "# Guide\n\nSet it up:\n\n```sql\nSHOW MASTER STATUS;\n```\n";

test("knows a runbook by its name, its folder or its front matter", () => {
  check("runbook", [
    ["/w/switchover.runbook.md", ""],
    ["/w/runbooks/a/b.md", "# x\n"],
    ["C:\\w\\Runbooks\\b.MD", "# x\n"],
    ["/w/notes.md", "---\nowner: x\nrunbook: Switchover\n---\n# x\n"],
    ["/w/notes.md", "---\r\nrunbook: Switchover\r\n---\r\n"],
  ]);
});

test("leaves other Markdown alone", () => {
  check("markdown", [
    ["/w/README.md", GUIDE],
    ["/w/a.markdown", "runbook: x\n"],
    ["/w/a.md", "# x\n---\nrunbook: y\n---\n"],
    ["/w/my-runbooks/a.md", "# x\n"],
  ]);
});

test("knows a runbook by headings and fences when the name does not say", () => {
  check("runbook", [
    ["/w/000.txt", GUIDE],
    ["/w/guide", GUIDE.replaceAll("```", "~~~")],
    ["untitled:1", GUIDE],
  ]);
  check("other", [
    ["/w/a.txt", "# only a comment\n"],
    ["/w/a.py", '"""\n# x\n```\n"""\n'],
    ["/w/a.txt", ""],
  ]);
});

test("knows an option file by its name, its folder or its groups", () => {
  check("option-file", [
    ["/etc/my.cnf", ""],
    ["/home/x/.my.cnf", "[client]\n"],
    ["C:\\ProgramData\\MySQL\\my.ini", ""],
    ["/etc/mysql/mysql.conf.d/mysqld.cnf", ""],
    ["/etc/mysql/conf.d/50-x.cnf", "max_conections=1\n"],
    ["/w/docker/conf.d/tuning.cnf", MYSQLD],
    ["/w/primary.cnf", MYSQLD],
    ["/w/primary.cnf", "[client]\nsocket=/x\n"],
    ["/w/primary.conf", MYSQLD],
    ["/w/my.cnf.example", MYSQLD],
  ]);
});

test("leaves the files of openssl, git, php and others alone", () => {
  check("other", [
    ["/etc/ssl/openssl.cnf", OPENSSL],
    ["/w/mysql/openssl.cnf", OPENSSL],
    ["/w/mysql/ca.cnf", OPENSSL],
    ["/w/server.cnf", OPENSSL],
    ["/w/.gitconfig", "[core]\nbare = false\n"],
    ["/etc/php.ini", "[MySQLi]\nmysqli.max_links = -1\n"],
    ["/w/a.cnf", "[client]\nnothing_of_ours = 1\n"],
    ["/w/a.ini", "[Unit]\nDescription=x\n"],
  ]);
});

test("knows the inventory by its name alone", () => {
  check("inventory", [
    ["/w/clusters.yaml", ""],
    ["/w/sub/clusters.yml", "a: 1\n"],
  ]);
  check("other", [["/w/docker-compose.yaml", "orders:\n  nodes: {}\n"]]);
});
