import { secretLines } from "../recovery/secrets.ts";
import type { OptionFileRule } from "../rule.ts";

const OTHERS_READ = 0o004;
const GROUP_READS = 0o040;

export const plainPassword: OptionFileRule = {
  about: "option-file",
  code: "CNF099",
  id: "plain-password",
  title: "No password stands in an option file that others can read",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/password-security-user.html",
    "https://mariadb.com/kb/en/configuring-mariadb-with-option-files/",
  ],
  *check(file, { mode }) {
    const kept = mode !== undefined && ((mode & OTHERS_READ) !== 0 || (mode & GROUP_READS) === 0);
    if (kept) return;
    for (const { name, span } of secretLines(file)) {
      yield {
        span: name.span,
        message: `The password of "${name.value}" stands here for everyone who gets to see the file. Keep it in a login path or in a file with mode 600 that is in no repository.`,
        fixes: [{ title: "Remove the line", safety: "unsafe", edits: [{ span, newText: "" }] }],
      };
    }
  },
};
