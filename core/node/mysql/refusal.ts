import type { Cluster, ClusterNode } from "../../cluster/inventory-types.ts";
import { passwordVariable } from "./credentials.ts";
import type { DriverError } from "./driver-error.ts";

/** `db1 (127.0.0.1:3306)`, or with the socket's path. */
export function placeOf(node: ClusterNode): string {
  return `${node.name} (${node.socket ?? `${node.host}:${node.port}`})`;
}

/** Why no session could be opened, then what to do. */
export function refusalMessage(error: DriverError, cluster: Cluster, node: ClusterNode, user: string): string {
  const what = error.sqlMessage ?? error.message;
  return `${placeOf(node)}: ${adviceOf(error, cluster, user) ?? `${end(what)} Check host, port and the instance's error log.`}`;
}

function adviceOf(error: DriverError, cluster: Cluster, user: string): string | undefined {
  const what = end(error.sqlMessage ?? error.message);
  switch (error.code) {
    case "ER_ACCESS_DENIED_ERROR":
    case "ER_ACCESS_DENIED_NO_PASSWORD_ERROR":
      return `${what} Set the password of ${user} in ${passwordVariable(cluster.name)} or in [client] of the cluster's defaults file.`;
    case "ER_HOST_NOT_PRIVILEGED":
    case "ER_HOST_IS_BLOCKED":
      return `${what} Allow this host to log in.`;
    case "ER_CON_COUNT_ERROR":
      return `${what} All connections of the instance are in use: end some or raise max_connections.`;
    case "ER_SERVER_OFFLINE_MODE":
      return `${what} The instance is in offline mode: only an account with CONNECTION_ADMIN may log in.`;
    case "ECONNREFUSED":
      return "nothing listens there (connection refused). Start the instance, or correct host and port in the cluster inventory.";
    case "ENOENT":
      return "there is no such socket. Start the instance, or correct the socket in the cluster inventory.";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `the host name is unknown (${error.code}). Correct it in the cluster inventory, or look at the name server.`;
    case "ETIMEDOUT":
      return "no answer within the time for connecting. Look at the network, the firewall and the instance.";
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return `the host can't be reached (${error.code}). Look at the network and the machine.`;
    case "HANDSHAKE_NO_SSL_SUPPORT":
      return "the instance offers no TLS, and the cluster's tls: asks for it. Give the instance a certificate, or take tls: out.";
    case "HANDSHAKE_SSL_ERROR":
      return `TLS failed: ${end(error.message)} Correct tls: in the cluster inventory (ca, verify), or the instance's certificate.`;
    case "MYSQL_CLEAR_PASSWORD_NOT_ENABLED":
    case "CLEAR_PASSWORD_REFUSED":
      return "the instance asks for the password in clear text (mysql_clear_password). That is refused; use an account with another plugin.";
    case "PROTOCOL_CONNECTION_LOST":
    case "ECONNRESET":
      return "the connection was closed during log-in. Look at the instance's error log.";
    default:
      return undefined;
  }
}

function end(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
