import { type Connection, type ConnectionOptions, createConnection, type SslOptions } from "mysql2";
import type { Cluster, ClusterNode } from "../cluster/inventory-types.ts";
import type { ConnectOutcome, Connector } from "../run/ports.ts";
import { type CredentialSources, type Credentials, findCredentials } from "./mysql/credentials.ts";
import type { DriverError } from "./mysql/driver-error.ts";
import { giveUp } from "./mysql/give-up.ts";
import { readIdentity } from "./mysql/identity.ts";
import { placeOf, refusalMessage } from "./mysql/refusal.ts";
import { MysqlSession } from "./mysql/session.ts";
import { checkIdentity, isLocal, toSslOptions } from "./mysql/tls.ts";

export interface ConnectorOptions extends Partial<CredentialSources> {
  /** Milliseconds from the first packet to the end of the log-in. Default 10,000. */
  readonly connectTimeoutMs?: number;
}

const killTimeoutMs = 3000;
/** ER_SECURE_TRANSPORT_REQUIRED: the server takes no password in clear text. */
const secureTransportRequired = 3159;

/**
 * Connects through mysql2. Credentials come from `DR_RUNBOOKS_PASSWORD_<CLUSTER>`, the cluster's defaults file,
 * `DR_RUNBOOKS_PASSWORD` or the callback. Without `tls:` a local instance is spoken to in clear text, any other one encrypted but
 * unchecked where it can: `identity.tls` tells.
 */
export function createConnector(options: ConnectorOptions = {}): Connector {
  const sources: CredentialSources = { environment: process.env, baseFolder: process.cwd(), ...options };
  const timeoutMs = options.connectTimeoutMs ?? 10_000;
  return {
    async connect(cluster, node, signal) {
      const credentials = await findCredentials(cluster, sources);
      if (typeof credentials === "string") return { status: "refused", message: `${placeOf(node)}: ${credentials}` };
      const base = baseOptions(node, credentials, timeoutMs);
      const attempts = await tlsAttempts(cluster, node, sources.baseFolder);
      if (typeof attempts === "string") return { status: "refused", message: `${placeOf(node)}: ${attempts}` };
      let outcome: ConnectOutcome | undefined;
      for (const ssl of attempts) {
        outcome = await attempt(cluster, node, { ...base, ...(ssl ? { ssl } : {}) }, signal);
        if (
          outcome.status === "connected" ||
          !(ssl ? outcome.errno === noTls : outcome.errno === secureTransportRequired)
        )
          break;
      }
      return outcome ?? { status: "refused", message: `${placeOf(node)}: no way to connect.` };
    },
  };
}

/** Our own number for "the server offers no TLS": nothing was sent yet. */
const noTls = -1;

/** What to try in turn; the next one only after a refusal that is about TLS alone. */
async function tlsAttempts(
  cluster: Cluster,
  node: ClusterNode,
  baseFolder: string,
): Promise<(SslOptions | undefined)[] | string> {
  if (cluster.tls !== undefined) {
    try {
      return [await toSslOptions(cluster.tls, baseFolder)];
    } catch (error) {
      return `a certificate of tls: can't be read: ${(error as Error).message}. Correct the path in the cluster inventory.`;
    }
  }
  const unchecked: SslOptions = { rejectUnauthorized: false };
  return isLocal(node) ? [undefined, unchecked] : [unchecked, undefined];
}

function baseOptions(node: ClusterNode, credentials: Credentials, connectTimeout: number): ConnectionOptions {
  return {
    ...(node.socket === undefined
      ? { host: node.host, port: node.port }
      : { socketPath: node.socket, host: "localhost" }),
    user: credentials.user,
    ...(credentials.password === undefined ? {} : { password: credentials.password }),
    connectTimeout,
    // LOCAL_FILES lets the server ask for any of our files, IGNORE_SPACE makes every function's name a reserved word, and
    // FOUND_ROWS counts rows that were matched as affected: the mysql client sets none of them.
    flags: ["-LOCAL_FILES", "-IGNORE_SPACE", "-FOUND_ROWS", "-ODBC"],
    multipleStatements: false,
    authPlugins: { mysql_clear_password: refuseClearPassword },
    // Statements go out as they are: mysql2 must not look for placeholders in them.
    queryFormat: (sql: string) => sql,
    connectAttributes: { program_name: "dr-runbooks" },
    enableKeepAlive: true,
    keepAliveInitialDelay: 10_000,
  };
}

function refuseClearPassword(): never {
  throw Object.assign(new Error("mysql_clear_password is refused"), { code: "CLEAR_PASSWORD_REFUSED" });
}

async function attempt(
  cluster: Cluster,
  node: ClusterNode,
  config: ConnectionOptions,
  signal?: AbortSignal,
): Promise<ConnectOutcome> {
  // `stop` has no default: KILL QUERY must get through although the signal of the run has fired.
  const logIn = async (connectTimeout: number | undefined, stop: AbortSignal | undefined) => {
    const checkedHost = cluster.tls?.verify === "identity" ? node.host : undefined;
    const connection = await open(
      { ...config, ...(connectTimeout === undefined ? {} : { connectTimeout }) },
      checkedHost,
      stop,
    );
    try {
      const within = connectTimeout ?? config.connectTimeout ?? killTimeoutMs;
      return { connection, identity: await inTime(within, readIdentity(connection, node, cluster.flavor)) };
    } catch (error) {
      giveUp(connection);
      throw error;
    }
  };
  try {
    const { connection, identity } = await logIn(config.connectTimeout, signal);
    // Behind a moved address the same connection id may be somebody else's: only the same instance is told to kill.
    const kill = async () => {
      const other = await logIn(killTimeoutMs, undefined).catch(() => undefined);
      if (other === undefined) return false;
      const taken =
        other.identity.serverUuid === identity.serverUuid &&
        (await inTime(killTimeoutMs, killQuery(other.connection, identity.connectionId)).catch(() => false));
      giveUp(other.connection);
      return taken;
    };
    return { status: "connected", session: new MysqlSession(connection, identity, kill) };
  } catch (error) {
    const refusal = error as DriverError;
    const message = refusalMessage(refusal, cluster, node, String(config.user));
    const errno =
      refusal.code === "HANDSHAKE_NO_SSL_SUPPORT"
        ? noTls
        : typeof refusal.errno === "number" && refusal.errno > 0
          ? refusal.errno
          : undefined;
    return { status: "refused", message, ...(errno === undefined ? {} : { errno }) };
  }
}

/** Logs in. `checkedHost`: the name that the certificate must have. Rejects with the driver's error. */
function open(config: ConnectionOptions, checkedHost: string | undefined, signal?: AbortSignal): Promise<Connection> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(stopped());
    const connection = createConnection(config);
    const wasChecked = checkedHost === undefined ? () => true : checkIdentity(connection, checkedHost);
    const settle = (error?: Error) => {
      signal?.removeEventListener("abort", onAbort);
      connection.removeListener("connect", onConnect);
      if (error === undefined) return resolve(connection);
      giveUp(connection);
      reject(error);
    };
    const onAbort = () => settle(stopped());
    const onConnect = () => settle(wasChecked() ? undefined : new Error("The identity of the server was not checked"));
    signal?.addEventListener("abort", onAbort, { once: true });
    connection.on("connect", onConnect);
    // Stays for good: an error without a listener would end the process.
    connection.on("error", settle);
  });
}

function killQuery(connection: Connection, connectionId: number): Promise<boolean> {
  return new Promise((resolve) => {
    // Without a callback, so that rows of a server that answers with some are not collected.
    const query = connection.query(`KILL QUERY ${connectionId}`);
    query.on("error", () => resolve(false));
    query.on("end", () => resolve(true));
  });
}

/** Rejects when the server takes longer; a server that never ends its answer is no better than one that gives none. */
function inTime<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function stopped(): Error {
  return new Error("stopped while connecting");
}
