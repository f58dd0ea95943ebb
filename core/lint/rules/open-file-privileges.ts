import { recoveryRule } from "../recovery/recovery-rule.ts";

export const openFilePrivileges = recoveryRule({
  code: "CNF092",
  id: "open-file-privileges",
  title: "Files are read and written in one folder",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_secure_file_priv",
    "https://mariadb.com/kb/en/server-system-variables/#secure_file_priv",
  ],
  *check(view) {
    const path = view.text("secure_file_priv");
    if (
      !view.has("secure_file_priv") ||
      path === undefined ||
      view.line("secure_file_priv")?.bare ||
      !/^\/?$/.test(path)
    )
      return;
    yield view.report(
      "secure_file_priv",
      "Accounts with the FILE privilege read and write any file that the server can, its keys and the option files with passwords too. Name a folder of its own.",
      { fixes: view.isMySql ? view.writing("secure_file_priv", "NULL") : [] },
    );
  },
});
