import { recoveryRule } from "../recovery/recovery-rule.ts";

export const pageChecksumsOff = recoveryRule({
  code: "CNF045",
  id: "page-checksums-off",
  title: "Damaged pages are noticed",
  severity: "warning",
  appliesTo: { mysql: "*", mariadb: "*" },
  references: [
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-parameters.html#sysvar_innodb_checksum_algorithm",
    "https://mariadb.com/kb/en/innodb-system-variables/#innodb_checksum_algorithm",
  ],
  *check(view) {
    if (view.has("innodb_checksum_algorithm") && /^(strict_)?none$/i.test(view.text("innodb_checksum_algorithm") ?? ""))
      yield view.report(
        "innodb_checksum_algorithm",
        "Pages have no checksum, so damage on disk is read as data and copied to every backup. Set crc32.",
        { want: "crc32" },
      );
    for (const name of ["innodb_checksums", "innodb_log_checksums"]) {
      if (view.has(name) && !view.on(name))
        yield view.report(
          name,
          "Without checksums damage on disk is read as data and copied to every backup. Turn them on.",
          { fixes: view.removing(name) },
        );
    }
  },
});
