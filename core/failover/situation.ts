import type { Row } from "../run/value.ts";
import { column, type Field, type Instance, isOn, MoveFailed } from "./field.ts";

/** Who is who, as the live servers say. */
export interface Situation {
  readonly oldSource: Instance;
  readonly newSource: Instance;
  /** The remaining replicas. */
  readonly others: readonly Instance[];
}

interface Seen {
  readonly instance: Instance;
  readonly facts: Row;
  readonly channels: readonly Row[];
}

/** Finds the source and checks that a switchover to `to` can succeed. Throws `MoveFailed` with everything that speaks against it. */
export async function inspect(field: Field, to: string): Promise<Situation> {
  const seen: Seen[] = await Promise.all(
    field.instances.map(async (instance) => {
      const [facts] = await field.query(instance, instance.dialect.facts);
      if (!facts) throw new MoveFailed(`${instance.name} did not answer with its settings.`);
      return { instance, facts, channels: await field.query(instance, instance.dialect.replicaStatus) };
    }),
  );
  const writable = seen.filter((one) => !isOn(one.facts.read_only));
  if (writable.length === 0) throw new MoveFailed("No instance takes writes: this is a failover, not a switchover.");
  if (writable.length > 1)
    throw new MoveFailed(
      `${names(writable)} take writes at the same time (split brain). Make all but the right one read-only, then check their data.`,
    );
  const source = writable[0] as Seen;
  const candidate = seen.find((one) => one.instance.name === to);
  if (!candidate)
    throw new MoveFailed(`There is no instance \`${to}\` in this cluster. Its instances are ${names(seen)}.`);
  if (candidate === source) throw new MoveFailed(`${to} is the source already.`);

  const replicas = seen.filter((one) => one !== source);
  const against = [
    ...sourceObstacles(source),
    ...replicas.flatMap((replica) => replicaObstacles(replica, source)),
    ...candidateObstacles(candidate),
    ...duplicateIds(seen),
    ...(await workloadObstacles(field, source.instance)),
    ...(await setObstacles(field, candidate, replicas, source)),
  ];
  if (against.length > 0) throw new MoveFailed(against.join(" "));
  return {
    oldSource: source.instance,
    newSource: candidate.instance,
    others: replicas.filter((one) => one !== candidate).map((one) => one.instance),
  };
}

const names = (seen: readonly Seen[]) => seen.map((one) => one.instance.name).join(", ");

function sourceObstacles({ instance, channels, facts }: Seen): string[] {
  const found: string[] = [];
  if (channels.length > 0) found.push(`${instance.name} takes writes but is a replica itself.`);
  if (!isOn(facts.gtid)) found.push(`${instance.name} does not use GTIDs (gtid_mode, gtid_strict_mode).`);
  return found;
}

function replicaObstacles({ instance, channels }: Seen, source: Seen): string[] {
  const [channel] = channels;
  if (!channel) return [`${instance.name} is no replica.`];
  if (channels.length > 1) return [`${instance.name} replicates from ${channels.length} sources.`];
  const found: string[] = [];
  if (column(channel, "Source_Server_Id") !== source.facts.server_id)
    found.push(`${instance.name} does not replicate directly from ${source.instance.name}.`);
  for (const thread of ["Replica_IO_Running", "Replica_SQL_Running"])
    if (column(channel, thread) !== "Yes")
      found.push(`${instance.name}: ${thread} is ${String(column(channel, thread))}.`);
  for (const kind of ["IO", "SQL"]) {
    const error = column(channel, `Last_${kind}_Error`);
    if (error) found.push(`${instance.name}: ${String(error)}`);
  }
  const filters = ["Do_DB", "Ignore_DB", "Do_Table", "Ignore_Table", "Wild_Do_Table", "Wild_Ignore_Table"];
  if (filters.some((filter) => channel[`Replicate_${filter}`]))
    found.push(`${instance.name} filters what it replicates.`);
  if (Number(channel.SQL_Delay ?? 0) > 0) found.push(`${instance.name} is a delayed replica.`);
  return found;
}

function candidateObstacles({ instance, facts }: Seen): string[] {
  const found: string[] = [];
  const must = (name: string, holds: boolean) => {
    if (!holds) found.push(`${instance.name} must not become a source: ${name}.`);
  };
  must("log_bin is off", isOn(facts.log_bin));
  must("it does not log what it replicates (log_replica_updates, log_slave_updates)", isOn(facts.log_updates));
  must("it does not use GTIDs (gtid_mode, gtid_strict_mode)", isOn(facts.gtid));
  must("sync_binlog is not 1", isOn(facts.sync_binlog));
  must("innodb_flush_log_at_trx_commit is not 1", isOn(facts.flush_log));
  return found;
}

function duplicateIds(seen: readonly Seen[]): string[] {
  const ids = seen.map((one) => String(one.facts.server_id));
  return new Set(ids).size === ids.length ? [] : [`Two instances have the same server_id (${ids.join(", ")}).`];
}

async function workloadObstacles(field: Field, source: Instance): Promise<string[]> {
  const long = await field.query(
    source,
    "SELECT trx_mysql_thread_id AS thread FROM information_schema.innodb_trx WHERE trx_started < NOW() - INTERVAL 30 SECOND",
  );
  const prepared = await field.query(source, "XA RECOVER");
  return [
    ...(long.length > 0
      ? [
          `${source.name} has ${long.length} transactions open for more than 30 s (connections ${long.map((row) => String(row.thread)).join(", ")}).`,
        ]
      : []),
    ...(prepared.length > 0 ? [`${source.name} has ${prepared.length} prepared XA transactions.`] : []),
  ];
}

/** Errant transactions and purged ones; MySQL can compute both, MariaDB is compared behind the fence. */
async function setObstacles(field: Field, candidate: Seen, replicas: readonly Seen[], source: Seen): Promise<string[]> {
  if (source.instance.dialect.name !== "mysql-8.0") return [];
  const found: string[] = [];
  const executed = new Map<Seen, string>();
  // Replicas first: what the source executes in between must not look errant.
  for (const replica of replicas) executed.set(replica, await executedSet(field, replica.instance));
  const sourceSet = await executedSet(field, source.instance);
  for (const replica of [...replicas, source]) {
    const own = executed.get(replica) ?? sourceSet;
    const [sets] = await field.query(
      source.instance,
      `SELECT GTID_SUBTRACT('${own}', '${sourceSet}') AS errant, GTID_SUBTRACT('${String(candidate.facts.purged)}', '${own}') AS unreachable`,
    );
    if (sets?.errant)
      found.push(
        `${replica.instance.name} has transactions that ${source.instance.name} does not have: ${String(sets.errant)}.`,
      );
    if (sets?.unreachable)
      found.push(
        `${replica.instance.name} could not follow ${candidate.instance.name}, which has purged ${String(sets.unreachable)}.`,
      );
  }
  return found;
}

/** A GTID set as the server prints it: hexadecimal digits, letters of tags, and punctuation; never a quote. */
export async function executedSet(field: Field, instance: Instance, always = false): Promise<string> {
  const [row] = await field.query(instance, instance.dialect.executed, { always });
  const set = String(row?.gtids ?? "").replaceAll("\n", "");
  if (!/^[\w:,\- ]*$/.test(set))
    throw new MoveFailed(`${instance.name} returned a GTID set that cannot be read: ${set}`);
  return set;
}
