import { createConnection, type Connection } from "mysql2/promise";
import type { Account, SandboxNode } from "./types.ts";

export interface AdminConnection {
  /** Rows of the (first) result; an empty list for statements without one. Rejects with the server's error. */
  query(statement: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** A connection of the sandbox's own account for what `up` and `status` have to do, never for runbooks. */
export async function connectAdmin(node: Pick<SandboxNode, "host" | "port">, admin: Pick<Account, "user" | "password">, timeoutMs = 10_000): Promise<AdminConnection> {
  const connection: Connection = await createConnection({
    host: node.host,
    port: node.port,
    user: admin.user,
    password: admin.password,
    connectTimeout: timeoutMs,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
  });
  connection.on("error", () => {}); // the next query reports it
  return {
    async query(statement) {
      const [result] = await connection.query(statement);
      return Array.isArray(result) ? (result as Record<string, unknown>[]) : [];
    },
    async close() {
      connection.destroy();
    },
  };
}
