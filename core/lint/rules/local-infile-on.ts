import { recoveryRule } from "../recovery/recovery-rule.ts";

export const localInfileOn = recoveryRule({
  code: "CNF091",
  id: "local-infile-on",
  title: "Clients cannot be asked for their files",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_local_infile",
    "https://mariadb.com/kb/en/server-system-variables/#local_infile",
  ],
  *check(view) {
    if (!view.has("local_infile") || !view.on("local_infile")) return;
    yield view.report(
      "local_infile",
      "With local_infile a server that was taken over reads files of the clients that connect, the machine of who restores a backup too. Set OFF.",
      { want: "OFF" },
    );
  },
});
