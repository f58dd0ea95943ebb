import type { SwitchoverAction } from "./action.ts";
import { allOf, column, type Field, type Instance, isOn, MoveFailed } from "./field.ts";
import { executedSet, inspect, type Situation } from "./situation.ts";

const FENCE_DEADLINE_MS = 10_000;
const FREEZE_CHECKS = 3;
const FREEZE_PAUSE_MS = 100;
const VERIFY_POLL_MS = 100;

export interface SwitchoverReport {
  readonly oldSource: string;
  readonly newSource: string;
  /** Milliseconds from the moment the fence was asked for to the return of the statement that lifted read-only on the new source. */
  readonly readOnlyMs: number;
  /** Everything that the old source had executed when it was fenced; the new source had executed exactly this. */
  readonly gtids: string;
}

/** How the flow ended when it did not succeed. */
export interface SwitchoverFailure {
  readonly message: string;
  /** `restored`: writes are back on the old source, seen to be. `dirty`: they may not be, a person must look. `promoted`: the new source has the writes, what follows is unfinished. `untouched`: nothing was changed. */
  readonly left: "untouched" | "restored" | "dirty" | "promoted";
}

export type SwitchoverOutcome =
  | { readonly status: "done"; readonly report: SwitchoverReport }
  | { readonly status: "failed"; readonly failure: SwitchoverFailure };

interface Undo {
  readonly name: string;
  readonly instance: Instance;
  readonly act: () => Promise<void>;
}

/** A planned switchover by GTID. Undoes its changes in reverse order when a move before the promotion fails. */
export async function switchover(action: SwitchoverAction, field: Field): Promise<SwitchoverOutcome> {
  const undo: Undo[] = [];
  let promoted = false;
  try {
    const situation = await field.move("preflight", field.instances, () => inspect(field, action.to));
    await field.move("pre-sync", replicasOf(situation), () => preSync(field, situation, action.wait));
    const fencedAt = field.monotonic();
    await fence(field, situation.oldSource, undo);
    const gtids = await field.move("frozen", [situation.oldSource], () => frozenSet(field, situation.oldSource));
    await field.move("catch-up", [situation.newSource], () => catchUp(field, situation, gtids, action.wait));
    await stopReplication(field, situation.newSource, undo);
    await field.move("promote", [situation.newSource], async () => {
      await field.query(situation.newSource, situation.newSource.dialect.promote, { timeoutMs: FENCE_DEADLINE_MS });
      promoted = true;
      await mustBe(field, situation.newSource, false);
    });
    const readOnlyMs = field.monotonic() - fencedAt;
    await follow(field, situation, action);
    await field.move("verify", field.instances, () => verify(field, situation, action.wait));
    return {
      status: "done",
      report: { oldSource: situation.oldSource.name, newSource: situation.newSource.name, readOnlyMs, gtids },
    };
  } catch (error) {
    if (!(error instanceof MoveFailed)) throw error;
    if (promoted) return failed(error.message, "promoted");
    if (undo.length === 0) return failed(error.message, "untouched");
    const dirty = await takeBack(field, undo);
    return dirty.length === 0
      ? failed(error.message, "restored")
      : failed(`${error.message} Taking it back failed too: ${dirty.join(" ")}`, "dirty");
  }
}

const failed = (message: string, left: SwitchoverFailure["left"]): SwitchoverOutcome => ({
  status: "failed",
  failure: { message, left },
});

const replicasOf = (situation: Situation) => [situation.newSource, ...situation.others];

async function preSync(field: Field, situation: Situation, wait: number): Promise<void> {
  const set = await executedSet(field, situation.oldSource);
  await allOf(replicasOf(situation).map((replica) => waitFor(field, replica, set, wait)));
}

async function waitFor(field: Field, replica: Instance, set: string, seconds: number): Promise<void> {
  const [row] = await field.query(replica, replica.dialect.waitFor(`'${set}'`, seconds), {
    timeoutMs: (seconds + 5) * 1000,
  });
  if (row?.result !== 0n) throw new MoveFailed(`${replica.name} did not catch up within ${seconds} s.`);
}

async function fence(field: Field, source: Instance, undo: Undo[]): Promise<void> {
  await field.move("fence", [source], async () => {
    await field.query(source, "SET SESSION lock_wait_timeout = 5");
    // Before the statement: a fence whose end was not seen may still be in force.
    undo.push({
      name: "unfence",
      instance: source,
      act: async () => {
        await field.query(source, source.dialect.unfence, { always: true, timeoutMs: FENCE_DEADLINE_MS });
        await mustBe(field, source, false, true);
      },
    });
    await field.query(source, source.dialect.fence, { timeoutMs: FENCE_DEADLINE_MS });
    const [facts] = await field.query(source, source.dialect.facts);
    if (!isOn(facts?.fenced)) throw new MoveFailed(`${source.name} still takes writes after the fence.`);
  });
}

/** What the fenced source has executed. Where the fence does not stop everybody, it has to stand still. */
async function frozenSet(field: Field, source: Instance): Promise<string> {
  let set = await executedSet(field, source);
  if (source.dialect.fenceStopsEverybody) return set;
  for (let i = 0; i < FREEZE_CHECKS; i++) {
    await field.sleep(FREEZE_PAUSE_MS);
    const next = await executedSet(field, source);
    if (next !== set)
      throw new MoveFailed(`An account on ${source.name} still writes: one with READ_ONLY ADMIN or SUPER.`);
    set = next;
  }
  return set;
}

async function catchUp(field: Field, situation: Situation, set: string, wait: number): Promise<void> {
  await waitFor(field, situation.newSource, set, wait);
  const reached = await executedSet(field, situation.newSource);
  if (reached !== set)
    throw new MoveFailed(
      `${situation.newSource.name} has executed ${reached}, ${situation.oldSource.name} ${set}: they differ.`,
    );
  const again = await executedSet(field, situation.oldSource);
  if (again !== set) throw new MoveFailed(`${situation.oldSource.name} was written to behind the fence: ${again}.`);
}

async function stopReplication(field: Field, instance: Instance, undo: Undo[]): Promise<void> {
  await field.move("stop-replication", [instance], async () => {
    undo.push({
      name: "resume-replication",
      instance,
      act: async () => {
        await field.query(instance, instance.dialect.startReplication, { always: true });
      },
    });
    await field.query(instance, instance.dialect.stopReplication);
  });
}

/** Behind the point of no return: a cancelled step still finishes this, for a half-repointed cluster is worse. */
async function follow(field: Field, situation: Situation, action: SwitchoverAction): Promise<void> {
  const { newSource, oldSource, others } = situation;
  const query = (instance: Instance, statement: string, shown = statement) =>
    field.query(instance, statement, { always: true, timeoutMs: action.wait * 1000, shown });
  await field.move("forget-old-source", [newSource], () => query(newSource, newSource.dialect.forgetSource));
  await allOf([
    ...others.map((replica) =>
      field.move("repoint", [replica], async () => {
        const host = await field.literal(replica, newSource.host);
        await query(replica, replica.dialect.stopReplication);
        await query(replica, replica.dialect.repoint({ host, port: newSource.port }));
        await query(replica, replica.dialect.startReplication);
      }),
    ),
    field.move("demote", [oldSource], async () => {
      const source = { host: await field.literal(oldSource, newSource.host), port: newSource.port };
      const user = await field.literal(oldSource, action.replicationUser);
      const password = await field.literal(oldSource, action.replicationPassword);
      const { demote, startReplication } = oldSource.dialect;
      await query(oldSource, demote(source, { user, password }), demote(source, { user, password: "'<redacted>'" }));
      await query(oldSource, startReplication);
    }),
  ]);
}

/** Every other instance is read-only, replicates from the new source and has all of it; the new source alone takes writes. */
async function verify(field: Field, situation: Situation, wait: number): Promise<void> {
  const { newSource, oldSource, others } = situation;
  await mustBe(field, newSource, false);
  const set = await executedSet(field, newSource);
  await allOf(
    [...others, oldSource].map(async (replica) => {
      await mustBe(field, replica, true);
      const deadline = field.monotonic() + wait * 1000;
      for (;;) {
        const [channel] = await field.query(replica, replica.dialect.replicaStatus);
        const error = channel && (column(channel, "Last_IO_Error") || column(channel, "Last_SQL_Error"));
        if (
          channel &&
          Number(column(channel, "Source_Server_Id")) === newSource.identity.serverId &&
          column(channel, "Replica_IO_Running") === "Yes" &&
          column(channel, "Replica_SQL_Running") === "Yes"
        )
          break;
        if (field.monotonic() > deadline)
          throw new MoveFailed(
            `${replica.name} does not replicate from ${newSource.name}${error ? `: ${String(error)}` : "."}`,
          );
        await field.sleep(VERIFY_POLL_MS);
      }
      await waitFor(field, replica, set, wait);
    }),
  );
}

async function mustBe(field: Field, instance: Instance, readOnly: boolean, always = false): Promise<void> {
  const [facts] = await field.query(instance, instance.dialect.facts, { always });
  if (isOn(facts?.read_only) !== readOnly)
    throw new MoveFailed(`${instance.name} is ${readOnly ? "not " : "still "}read-only.`);
}

/** Newest first. Returns what could not be taken back. */
async function takeBack(field: Field, undo: readonly Undo[]): Promise<string[]> {
  const left: string[] = [];
  for (const { name, instance, act } of [...undo].reverse()) {
    try {
      await field.move(name, [instance], act);
    } catch (error) {
      if (!(error instanceof MoveFailed)) throw error;
      left.push(error.message);
    }
  }
  return left;
}
