import type { QueryOutcome, Session } from "./ports.ts";

/**
 * Names of the replication channels that MariaDB leaves out of SHOW REPLICA STATUS: it shows one, where MySQL shows all.
 * Empty for any other statement and server.
 */
export async function hiddenChannels(
  statement: string,
  outcome: QueryOutcome,
  session: Session,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (session.identity.version.flavor !== "mariadb" || outcome.status !== "ok") return [];
  if (!/^SHOW\s+(?:REPLICA|SLAVE)\s+STATUS$/i.test(statement)) return [];
  const all = await session.query("SHOW ALL SLAVES STATUS", { signal });
  const [set] = all.status === "ok" ? all.resultSets : [];
  if (set === undefined || set.rowCount <= (outcome.resultSets[0]?.rowCount ?? 0)) return [];
  const at = set.columns.indexOf("Connection_name");
  return set.rows.map((row) => String(row[at] ?? "")).filter((name) => name !== "");
}
