import { recoveryRule } from "../recovery/recovery-rule.ts";

const VOLATILE = /^\/(tmp|dev\/shm|run|var\/run)\//;

export const volatileDataFolder = recoveryRule({
  code: "CNF078",
  id: "volatile-data-folder",
  title: "Data and logs survive a restart of the machine",
  severity: "error",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html#sysvar_log_bin",
    "https://mariadb.com/kb/en/server-system-variables/#datadir",
  ],
  *check(view) {
    if (view.cluster?.sandbox !== undefined) return;
    for (const name of ["datadir", "log_bin", "relay_log", "innodb_log_group_home_dir"]) {
      const path = view.text(name) ?? "";
      if (!view.has(name) || !VOLATILE.test(path)) continue;
      yield view.report(
        name,
        `"${path}" lies in a folder that is emptied when the machine restarts. Use one on a disk that stays.`,
        name === "relay_log" ? { severity: "warning" } : {},
      );
    }
  },
});
