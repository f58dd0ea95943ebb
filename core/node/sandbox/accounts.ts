import { randomBytes } from "node:crypto";
import type { Account, Replication } from "./types.ts";

/** 144 random bits in an alphabet that needs no quoting in SQL, shells, URLs and option files. */
export function randomPassword(): string {
  return randomBytes(18).toString("base64url");
}

/** An option file for clients, with the values of runbooks' inputs in a group of their own. */
export function renderClientFile(
  account: Omit<Account, "file">,
  keptInputs: Readonly<Record<string, string>> = {},
): string {
  const client = `[client]\nuser = ${account.user}\npassword = ${account.password}\n`;
  const kept = Object.entries(keptInputs).map(([name, value]) => `${name} = ${value}\n`);
  return kept.length === 0 ? client : `${client}\n[dr-runbooks]\n${kept.join("")}`;
}

/** Runs on every node before it takes connections, without a trace in the binary log: otherwise each node had transactions of its own. One statement per line. */
export function renderInitFile(
  replication: Replication,
  admin: Omit<Account, "file">,
  repl: Omit<Account, "file"> | undefined,
): string {
  const statements = ["SET SESSION sql_log_bin = 0", "ALTER USER 'root'@'localhost' ACCOUNT LOCK"];
  for (const host of ["127.0.0.1", "localhost"]) {
    statements.push(`CREATE USER '${admin.user}'@'${host}' IDENTIFIED BY '${admin.password}'`);
    statements.push(`GRANT ALL PRIVILEGES ON *.* TO '${admin.user}'@'${host}' WITH GRANT OPTION`);
  }
  if (repl) {
    statements.push(`CREATE USER '${repl.user}'@'127.0.0.1' IDENTIFIED BY '${repl.password}'`);
    statements.push(`GRANT REPLICATION SLAVE ON *.* TO '${repl.user}'@'127.0.0.1'`);
    if (replication === "group")
      statements.push(
        `GRANT CONNECTION_ADMIN, BACKUP_ADMIN, GROUP_REPLICATION_STREAM ON *.* TO '${repl.user}'@'127.0.0.1'`,
      );
  }
  return statements.map((statement) => `${statement};\n`).join("");
}
