import assert from "node:assert/strict";
import { test } from "node:test";
import { actionsAt } from "../../../../core/language/runbook/actions.ts";
import { parseRunbook } from "../../../../core/runbook/parse.ts";
import { spanOf } from "../../../../core/text/span.ts";
import { applyEdits, contextFor } from "../cursor.ts";

/** The text after the first action whose title begins so, at `|`; undefined when there is none. */
function after(marked: string, title: string, target = "mysql-8.0"): string | undefined {
  const offset = marked.indexOf("|");
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const action = actionsAt(parseRunbook(text), spanOf(offset, offset), { context: contextFor(target) }).find((each) =>
    each.title.startsWith(title),
  );
  const result = action && applyEdits(text, action.edits);
  if (result !== undefined) {
    const problems = parseRunbook(result).problems.map(({ code }) => code);
    assert.deepEqual(problems, [], result);
  }
  return result;
}

test("writes the current replication words where the target has them, and leaves other servers' alone", () => {
  const text = "```sql {name=x}\n|CHANGE MASTER TO MASTER_HOST='a'; STOP SLAVE; SHOW MASTER STATUS;\n```\n";
  assert.equal(
    after(text, "Use the current"),
    "```sql {name=x}\nCHANGE REPLICATION SOURCE TO SOURCE_HOST='a'; STOP REPLICA; SHOW MASTER STATUS;\n```\n",
  );
  assert.match(after(text, "Use the current", "mysql-8.4") ?? "", /SHOW BINARY LOG STATUS/);
  assert.equal(after(text, "Use the current", "mysql-5.7"), undefined);
  assert.equal(after(text, "Use the current", "mariadb-11.8"), undefined);
});

test("adds a timeout, a name and a rollback in the way the attributes are written", () => {
  assert.equal(after("```sql\nSELECT 1|;\n```\n", "Add a timeout"), "```sql {timeout=1m}\nSELECT 1;\n```\n");
  assert.equal(
    after('> ```sql {"name":"a"}|\n> SELECT 1;\n> ```\n', "Add a timeout"),
    '> ```sql {"name":"a","timeout":"1m"}\n> SELECT 1;\n> ```\n',
  );
  assert.equal(
    after("## Look\n```sql {on=source }\nSELECT 1|;\n```\n", "Name the step"),
    "## Look\n```sql {on=source name=look }\nSELECT 1;\n```\n",
  );
  assert.equal(
    after("- ```sql {name=lock on=source}\n  SET GLOBAL read_only = ON|;\n  STOP REPLICA;\n  ```\n", "Add a rollback"),
    "- ```sql {name=lock on=source rollback=undo-lock}\n  SET GLOBAL read_only = ON;\n  STOP REPLICA;\n  ```\n\n  ```sql {name=undo-lock on=source}\n  START REPLICA;\n  SET GLOBAL read_only = OFF;\n  ```\n",
  );
  assert.equal(
    after("```sql {name=drop}\r\nDROP TABLE t|;\r\n```", "Add a rollback"),
    "```sql {name=drop rollback=undo-drop}\r\nDROP TABLE t;\r\n```\r\n\r\n```manual {name=undo-drop}\r\n- [ ] Undo drop\r\n```\r\n",
  );
  assert.equal(after("```sql {name=a rollback=never}\nSTOP REPLICA|;\n```\n", "Add a rollback"), undefined);
});

test("extracts literals and passwords into inputs", () => {
  assert.equal(
    after("---\nrunbook: x\n---\n```sql {name=a}\nSELECT SLEEP(1), 'db|1';\n```\n", "Extract"),
    "---\nrunbook: x\ninputs:\n  sleep: { type: string, default: 'db1' }\n---\n```sql {name=a}\nSELECT SLEEP(1), ${sleep};\n```\n",
  );
  assert.match(
    after("```bash {name=a}\nmysqldump -u root -ps3|cret db\n```\n", "Extract the password") ?? "",
    /password: \{ type: secret \}[\s\S]*-p"\$password" db/,
  );
  assert.match(
    after('```bash {name=a}\nmysqldump --password="s3|cret" db\n```\n', "Extract the password") ?? "",
    /--password="\$password" db/,
  );
  assert.equal(after("```sql {name=a}\nCREATE USER a IDENTIFIED BY 's3|cret';\n```\n", "Extract into"), undefined);
});

test("labels a block by what it looks like, and never one that has a language", () => {
  assert.equal(after("```\nmysql> SHOW|\n```\n", "Label the block `sql`"), "```sql\nmysql> SHOW\n```\n");
  assert.equal(after("```\nls |-l\n```\n", "Label the block `bash`"), "```bash\nls -l\n```\n");
  assert.equal(
    after("~~~\n[mysqld]|\nserver_id = 1\n~~~\n", "Label the block `ini`"),
    "~~~ini\n[mysqld]\nserver_id = 1\n~~~\n",
  );
  assert.equal(after("```text\nls |\n```\n", "Label"), undefined);
});

test("puts the variable for a password where the shell puts it in, without breaking the quotes around it", () => {
  const extracted = (code: string) => {
    const text = after(`\`\`\`bash {name=a}\n${code}\n\`\`\`\n`, "Extract the password");
    return text
      ?.split("\n")
      .slice(4, -2)
      .join("\n")
      .replace(/^`+bash.*\n/m, "")
      .trim();
  };
  assert.equal(
    extracted(`mysql --defaults-extra-file=/x -e "CHANGE MASTER TO MASTER_PASSWORD='ab|c123', MASTER_PORT=1"`),
    `mysql --defaults-extra-file=/x -e "CHANGE MASTER TO MASTER_PASSWORD='$password', MASTER_PORT=1"`,
  );
  assert.equal(extracted("mysqldump -p's3|cret' db"), 'mysqldump -p"$password" db');
  assert.equal(extracted("echo $(mysqldump -ps3|cret db)"), 'echo $(mysqldump -p"$password" db)');
  assert.equal(extracted("ssh db1 'mysqldump -ps3|cret db'"), undefined);
  assert.equal(
    extracted(`mysql <<END\nALTER USER a IDENTIFIED BY "ab|c123";\nEND`),
    `mysql <<END\nALTER USER a IDENTIFIED BY "$password";\nEND`,
  );
});

test("makes a SQL step of a client that runs statements, and of nothing that does more", () => {
  assert.equal(
    after("```bash {name=a}\nmysql -h db1 |-e 'SHOW REPLICA STATUS\\G'\n```\n", "Make it a SQL step"),
    "```sql {name=a on=db1}\nSHOW REPLICA STATUS\\G\n```\n",
  );
  assert.equal(
    after("```bash\nmysql --login-path=db1 orders -N |-e 'SELECT COUNT(*) FROM t'\n```\n", "Make it a SQL step"),
    "```sql {database=orders}\nSELECT COUNT(*) FROM t;\n```\n",
  );
  assert.equal(
    after("> ```bash {name=a}\n> mysql |-e \"SELECT 'x'\"\n> ```\n", "Make it a SQL step"),
    "> ```sql {name=a}\n> SELECT 'x';\n> ```\n",
  );
  for (const command of [
    "mysql -e 'SELECT 1' > out",
    "mysql -e 'SELECT 1' | wc -l",
    'mysql -e "SELECT $x"',
    "mysql db",
    "mysql -f -e 'SELECT 1'",
    "mysql -e 'a'; ls",
  ])
    assert.equal(after(`\`\`\`bash {name=a}\n|${command}\n\`\`\`\n`, "Make it a SQL step"), undefined, command);
});
