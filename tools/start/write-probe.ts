import type { Session } from "../../core/run/ports.ts";

const PAUSE_MS = 2;
const SCHEMA = "dr_runbooks_demo";

interface Acknowledged {
  readonly id: number;
  readonly node: string;
  /** Monotonic milliseconds. */
  readonly at: number;
}

export interface ProbeResult {
  /** Writes that an instance acknowledged. */
  readonly acknowledged: number;
  /** The instance that acknowledged the last one. */
  readonly source: string;
  /** Of the acknowledged writes, those that `source` has. */
  readonly found: number;
  /** Longest time between two acknowledged writes around a change of the source, milliseconds; undefined when it never changed. */
  readonly gapMs: number | undefined;
}

export interface WriteProbe {
  stop(): Promise<ProbeResult>;
}

/**
 * An application that writes one row after the other to whichever instance takes it, and remembers what was
 * acknowledged: what it sees of a switchover is what an application would see. The first session is the source's.
 */
export async function startWriteProbe(sessions: readonly Session[]): Promise<WriteProbe> {
  const [first] = sessions;
  if (!first) throw new Error("A write probe needs a session.");
  await must(first, `CREATE DATABASE ${SCHEMA}`);
  await must(first, `CREATE TABLE ${SCHEMA}.writes (id BIGINT PRIMARY KEY)`);
  const written: Acknowledged[] = [];
  let stopping = false;
  let current = 0;
  let last: string | undefined;

  const loop = (async () => {
    for (let id = 1; !stopping; id++) {
      const session = sessions[current] as Session;
      const outcome = await session.query(`INSERT INTO ${SCHEMA}.writes VALUES (${id})`);
      if (outcome.status === "ok") written.push({ id, node: session.identity.node, at: performance.now() });
      else {
        last = outcome.message;
        current = (current + 1) % sessions.length;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  })();

  return {
    async stop() {
      stopping = true;
      await loop;
      const end = written.at(-1);
      if (!end) throw new Error(`No write was ever acknowledged: ${last ?? "no answer"}`);
      const session = sessions.find((one) => one.identity.node === end.node) as Session;
      const answer = await must(session, `SELECT id FROM ${SCHEMA}.writes`);
      const present = new Set((answer.resultSets[0]?.rows ?? []).map(([id]) => Number(id)));
      return {
        acknowledged: written.length,
        source: end.node,
        found: written.filter(({ id }) => present.has(id)).length,
        gapMs: gapOf(written),
      };
    },
  };
}

function gapOf(written: readonly Acknowledged[]): number | undefined {
  let gap: number | undefined;
  for (let i = 1; i < written.length; i++) {
    const [before, after] = [written[i - 1], written[i]] as [Acknowledged, Acknowledged];
    if (before.node !== after.node) gap = Math.max(gap ?? 0, after.at - before.at);
  }
  return gap;
}

async function must(session: Session, statement: string) {
  const outcome = await session.query(statement, { maxRows: 1_000_000 });
  if (outcome.status !== "ok") throw new Error(`${session.identity.node}: ${statement}: ${outcome.message}`);
  return outcome;
}
