import { recoveryRule } from "../recovery/recovery-rule.ts";

export const oldAuthentication = recoveryRule({
  code: "CNF095",
  id: "old-authentication",
  title: "Accounts are made with a plugin that later versions have",
  severity: "warning",
  appliesTo: { mysql: ">=8.0" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/native-pluggable-authentication.html",
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_authentication_policy",
  ],
  *check(view) {
    for (const name of ["default_authentication_plugin", "authentication_policy"]) {
      if (view.has(name) && /mysql_native_password/i.test(view.text(name) ?? ""))
        yield view.report(
          name,
          `New accounts get mysql_native_password, which is off in 8.4 and gone in 9.0: after an upgrade replicas and applications cannot log in. ${name === "authentication_policy" ? "Name caching_sha2_password." : "Remove the line."}`,
          {
            fixes: name === "authentication_policy" ? view.writing(name, "*") : view.removing(name),
          },
        );
    }
    if (view.has("mysql_native_password") && view.on("mysql_native_password"))
      yield view.report(
        "mysql_native_password",
        "Accounts with mysql_native_password stop working in 9.0, and the server refuses this line. Move them to caching_sha2_password, then remove it.",
        {
          fixes: view.removing("mysql_native_password"),
        },
      );
  },
});
