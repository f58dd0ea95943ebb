import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { resolve } from "node:path";
import { checkServerIdentity, type PeerCertificate, TLSSocket } from "node:tls";
import type { Connection, SslOptions } from "mysql2";
import type { ClusterNode, ClusterTls } from "../../cluster/inventory-types.ts";

/** Rejects with the file system's error when a certificate can't be read. */
export async function toSslOptions(tls: ClusterTls, baseFolder: string): Promise<SslOptions> {
  const read = (path: string | undefined) =>
    path === undefined ? undefined : readFile(resolve(baseFolder, path), "utf8");
  const [ca, cert, key] = await Promise.all([read(tls.ca), read(tls.cert), read(tls.key)]);
  return {
    rejectUnauthorized: tls.verify !== "none",
    minVersion: "TLSv1.2",
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

/** What mysql2 has beside its typed surface. */
interface StartsTls {
  stream: unknown;
  startTLS(onSecure: (error?: Error) => void): void;
}

/**
 * Checks the certificate's name before the password is sent. mysql2 accepts any name with `ssl.ca` alone, and with
 * `verifyIdentity` checks an IP address against the name `localhost` (3.24.6). Returns whether the check was made.
 */
export function checkIdentity(connection: Connection, host: string): () => boolean {
  const internals = connection as unknown as StartsTls;
  const startTls = internals.startTLS.bind(connection);
  let checked = false;
  internals.startTLS = (onSecure) => {
    startTls((error) => {
      if (error) return onSecure(error);
      const certificate = internals.stream instanceof TLSSocket ? internals.stream.getPeerCertificate() : undefined;
      const problem = certificate ? nameProblem(host, certificate) : new Error("the server showed no certificate");
      checked = problem === undefined;
      onSecure(problem);
    });
  };
  return () => checked;
}

/** The protocol of the connection, such as TLSv1.3; undefined in clear text. */
export function tlsProtocol(connection: Connection): string | undefined {
  const { stream } = connection as unknown as StartsTls;
  return stream instanceof TLSSocket ? (stream.getProtocol() ?? "TLS") : undefined;
}

/** SHA-256 of the certificate that the server showed, lower-case hex. */
export function peerCertificateHash(connection: Connection): string | undefined {
  const { stream } = connection as unknown as StartsTls;
  const fingerprint = stream instanceof TLSSocket ? stream.getPeerCertificate().fingerprint256 : undefined;
  return fingerprint?.replaceAll(":", "").toLowerCase();
}

export function isLocal(node: ClusterNode): boolean {
  if (node.socket !== undefined || node.host === "localhost" || node.host === "::1") return true;
  return isIP(node.host) === 4 && node.host.startsWith("127.");
}

function nameProblem(host: string, certificate: PeerCertificate): Error | undefined {
  return Object.keys(certificate).length === 0
    ? new Error("the server showed no certificate")
    : checkServerIdentity(host, certificate);
}
