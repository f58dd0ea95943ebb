import type { Version } from "../../mysql/flavor.ts";

export interface KnownGroup {
  readonly name: string;
  /** Who reads it. */
  readonly readers: string;
}

const SHARED: readonly KnownGroup[] = [
  { name: "mysqld", readers: "Every MySQL and MariaDB server." },
  { name: "server", readers: "Every MySQL and MariaDB server." },
  { name: "client", readers: "Every client program, dumps and backups too." },
  { name: "mysql", readers: "The mysql client." },
  { name: "mysqldump", readers: "mysqldump." },
  { name: "mysqlbinlog", readers: "mysqlbinlog." },
  { name: "mysqladmin", readers: "mysqladmin." },
  { name: "mysqld_safe", readers: "mysqld_safe, which starts and restarts the server." },
  { name: "xtrabackup", readers: "Percona XtraBackup." },
];

const MARIADB: readonly KnownGroup[] = [
  { name: "mariadb", readers: "Every MariaDB server; MySQL passes over it." },
  { name: "mariadbd", readers: "MariaDB servers from 10.4 on." },
  { name: "galera", readers: "MariaDB servers that are built with Galera." },
  { name: "client-server", readers: "MariaDB's servers and client programs." },
  { name: "client-mariadb", readers: "MariaDB's client programs." },
  { name: "mariadb-client", readers: "The mariadb client." },
  { name: "mariadb-dump", readers: "mariadb-dump." },
  { name: "mariadb-backup", readers: "mariadb-backup." },
  { name: "mariabackup", readers: "mariadb-backup." },
];

/** Groups worth offering for the targets; those of one server series come after those of all. */
export function groupsFor(targets: readonly Version[]): readonly KnownGroup[] {
  const series = targets.flatMap(({ flavor, major, minor }): KnownGroup[] => {
    const version = `${major}.${minor}`;
    return flavor === "mysql"
      ? [{ name: `mysqld-${version}`, readers: `MySQL ${version} alone.` }]
      : [{ name: `mariadb-${version}`, readers: `MariaDB ${version} alone.` }];
  });
  return [...SHARED, ...(targets.some(({ flavor }) => flavor === "mariadb") ? MARIADB : []), ...series];
}

/** Who reads a group; undefined for one that is not known. */
export function groupReaders(name: string): string | undefined {
  const lower = name.toLowerCase();
  const known = [...SHARED, ...MARIADB].find((group) => group.name === lower);
  if (known) return known.readers;
  const versioned = /^(mysqld|mariadbd?)-(\d+\.\d+)$/.exec(lower);
  if (!versioned) return undefined;
  return versioned[1] === "mysqld"
    ? `Servers of the series ${versioned[2]} alone, MySQL or MariaDB.`
    : `MariaDB ${versioned[2]} alone.`;
}

/** Settings of [client] and its kin that a recovery needs most; the servers' tables do not hold them. */
export const CLIENT_SETTINGS: readonly (readonly [name: string, meaning: string])[] = [
  ["user", "Account to connect as."],
  ["host", "Server to connect to."],
  ["port", "TCP port to connect to."],
  ["socket", "Unix socket to connect by."],
  ["protocol", "How to connect: TCP, SOCKET, PIPE or MEMORY."],
  ["default_character_set", "Character set of the connection."],
  ["ssl_ca", "Certificate authorities that the server's certificate is checked against."],
  ["ssl_cert", "Client's certificate."],
  ["ssl_key", "Key of the client's certificate."],
  ["connect_timeout", "Seconds to wait for a connection."],
  ["max_allowed_packet", "Largest row or statement; a restore needs as much as the dump has."],
];
