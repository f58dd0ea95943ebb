import { atLeast, type Version } from "../mysql/flavor.ts";

const MARIADB_GROUPS = new Set(["mariadb", "client-server", "galera"]);
const VERSIONED = /^(mysqld|mariadb|mariadbd)-(\d+)\.(\d+)$/;

/** Whether a server of this flavor and version reads the group (its name as written between the brackets; case does not count). */
export function readsGroup(group: string, server: Version): boolean {
  const name = group.toLowerCase();
  if (name === "mysqld" || name === "server") return true;
  const versioned = VERSIONED.exec(name);
  const program = versioned?.[1] ?? name;
  if (program !== "mysqld" && server.flavor !== "mariadb") return false;
  if (program === "mariadbd" && !atLeast(server, 10, 4)) return false;
  if (versioned) return Number(versioned[2]) === server.major && Number(versioned[3]) === server.minor;
  return program === "mariadbd" || MARIADB_GROUPS.has(name);
}

const SERVER_GROUP =
  /^(mysqld|mariadb|mariadbd)(-\d+\.\d+|_safe|\d+)?$|^(mysqld_multi|mariadbd-safe|mysql_cluster|client-server|client-mariadb)$/;
const CLIENT_GROUP =
  /^(mysql|mysqladmin|mysqlbinlog|mysqlcheck|mysqldump|mysqlhotcopy|mysqlimport|mysqlpump|mysqlshow|mysqlsh|mysqlslap|isamchk|myisamchk|mariadb-(client|admin|backup|binlog|check|dump|import|show|slap)|mariabackup|xtrabackup)$/;
/** Names that other programs use for groups too. */
const SHARED_GROUP = /^(client|server|galera|sst|embedded)$/;

/** How surely a group's name alone tells that the file belongs to MySQL or MariaDB. */
export function groupEvidence(group: string): "server" | "client" | "shared" | "none" {
  const name = group.toLowerCase();
  if (SERVER_GROUP.test(name)) return "server";
  if (CLIENT_GROUP.test(name)) return "client";
  return SHARED_GROUP.test(name) ? "shared" : "none";
}
