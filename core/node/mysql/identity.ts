import type { Connection } from "mysql2";
import type { ClusterNode } from "../../cluster/inventory-types.ts";
import { atLeast, type Flavor, parseVersion, type Version } from "../../mysql/flavor.ts";
import type { ServerIdentity } from "../../run/ports.ts";
import { countRows } from "./row-counter.ts";
import { peerCertificateHash, tlsProtocol } from "./tls.ts";

/** Asks the server who it is. Rejects with the driver's error. */
export async function readIdentity(connection: Connection, node: ClusterNode, flavor: Flavor): Promise<ServerIdentity> {
  const versionText = (await selectOne(connection, "SELECT @@version"))[0] ?? "";
  const version = parseVersion(versionText, flavor) ?? { flavor, major: 0, minor: 0, patch: 0 };
  const [serverId, readOnly, user, connectionId, hostname, port, uuid, superReadOnly, autocommit] = await selectOne(
    connection,
    `SELECT @@server_id, @@global.read_only, CURRENT_USER(), CONNECTION_ID(), @@hostname, @@port, ${onlyMysql(version)}, @@autocommit`,
  );
  const tls = tlsProtocol(connection);
  const certificateSha256 = peerCertificateHash(connection);
  return {
    node: node.name,
    host: node.host,
    port: node.port,
    // MariaDB has no UUID: where the server says it runs is the next best thing.
    serverUuid: uuid ?? `${serverId}@${hostname}:${port}`,
    serverId: Number(serverId),
    version,
    versionText,
    user: user ?? "",
    connectionId: Number(connectionId),
    readOnly: isOn(readOnly),
    superReadOnly: isOn(superReadOnly),
    autocommit: autocommit !== "0",
    ...(tls === undefined ? {} : { tls }),
    ...(certificateSha256 === undefined ? {} : { certificateSha256 }),
  };
}

function onlyMysql(version: Version): string {
  if (version.flavor === "mariadb") return "NULL, NULL";
  return `@@server_uuid, ${atLeast(version, 5, 7, 8) ? "@@global.super_read_only" : "NULL"}`;
}

/** From MariaDB 12.0 on read_only is OFF, ON, NO_LOCK or NO_LOCK_NO_ADMIN. */
function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== "0" && value !== "OFF";
}

/** The first row. Of a server that sends more, or without an end, no more than that is kept. */
function selectOne(connection: Connection, sql: string): Promise<(string | undefined)[]> {
  return new Promise((resolve, reject) => {
    let first: (Buffer | null)[] = [];
    const query = connection.query({ sql, typeCast: false, rowsAsArray: true });
    countRows(query, { maxRows: 1, maxBytes: 65_536 }, () => undefined);
    query.on("result", (row: unknown) => {
      if (Array.isArray(row)) first = row as (Buffer | null)[];
    });
    query.on("error", reject);
    query.on("end", () => resolve(first.map((cell) => cell?.toString("utf8"))));
  });
}
