import { secretLines } from "../recovery/secrets.ts";
import type { OptionFileRule } from "../rule.ts";

const OTHERS_READ = 0o004;

export const worldReadableSecrets: OptionFileRule = {
  about: "option-file",
  code: "CNF100",
  id: "world-readable-secrets",
  title: "Nobody but its owner reads a file with passwords",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/password-security-user.html",
    "https://mariadb.com/kb/en/configuring-mariadb-with-option-files/",
  ],
  *check(file, { mode }) {
    if (mode === undefined || (mode & OTHERS_READ) === 0) return;
    for (const { name } of secretLines(file)) {
      yield {
        span: name.span,
        message: `Everybody on this machine can read the password of "${name.value}". Take the right away (chmod 600) and change the password.`,
      };
    }
  },
};
