import type { Row, Value } from "../../run/value.ts";
import { spanOf } from "../../text/span.ts";
import { createConnector } from "../connector.ts";
import type { Account, SandboxNode } from "./types.ts";

export interface AdminConnection {
  /** Rows of the first result, integers as text; an empty list for statements without one. Rejects with an error that has the server's `errno`. */
  query(statement: string): Promise<Row[]>;
  close(): Promise<void>;
}

type Target = Pick<SandboxNode, "name" | "host" | "port">;

/** A connection of the sandbox's own account for what `up` and `status` have to do, never for runbooks. Passwords in the environment are not for it. */
export async function connectAdmin(
  node: Target,
  admin: Pick<Account, "user" | "file">,
  timeoutMs = 10_000,
  signal?: AbortSignal,
): Promise<AdminConnection> {
  const connector = createConnector({ connectTimeoutMs: timeoutMs, environment: {} });
  const target = { name: node.name, host: node.host, port: node.port, span: spanOf(0, 0) };
  // The flavor is only a guess for servers that do not tell; both of ours do.
  const cluster = {
    name: "sandbox",
    flavor: "mysql" as const,
    user: admin.user,
    defaultsFile: admin.file,
    production: false,
    nodes: [target],
    span: spanOf(0, 0),
  };
  const outcome = await connector.connect(cluster, target, signal);
  if (outcome.status === "refused") throw new Error(outcome.message);
  const { session } = outcome;
  return {
    async query(statement) {
      const answer = await session.query(statement);
      if (answer.status !== "ok")
        throw Object.assign(new Error(answer.message), answer.status === "error" ? { errno: answer.errno } : {});
      const [result] = answer.resultSets;
      if (!result) return [];
      return result.rows.map((row) =>
        Object.fromEntries(result.columns.map((column, index) => [column, plain(row[index])])),
      );
    },
    close: () => session.close(),
  };
}

function plain(value: Value | undefined): Value {
  return typeof value === "bigint" ? String(value) : (value ?? null);
}
