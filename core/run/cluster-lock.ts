import type { Json } from "../audit/types.ts";
import type { Cluster } from "../cluster/inventory-types.ts";
import { startDeadline } from "./deadline.ts";
import type { Journal } from "./journal.ts";
import type { HeldLockFile, LockHolder, Session } from "./ports.ts";
import { cut } from "./record.ts";
import type { RunOptions } from "./run-types.ts";
import type { SessionPool } from "./session-pool.ts";

/** Milliseconds for a node to answer about its lock. */
const answerMs = 3000;

interface Lost {
  readonly message: string;
}

/**
 * Keeps a second run off a cluster: a file on this machine, and on every node that answers a lock that lasts as long as
 * the run's observing session to it. Whoever breaks it makes the next step of this run a refusal.
 */
export class ClusterLock {
  readonly #options: RunOptions;
  readonly #cluster: Cluster;
  readonly #journal: Journal;
  /** Absent where nothing of the run is done on a server. */
  readonly #observers: SessionPool | undefined;
  #file: HeldLockFile | undefined;
  /** The session of each node that has the lock. */
  readonly #sessions = new Map<string, Session>();
  /** Sessions of nodes that have no such lock: they were asked once. */
  readonly #without = new WeakSet<Session>();
  /** Whoever typed the name for the file means the nodes too. */
  #mayBreakAll = false;

  constructor(options: RunOptions, cluster: Cluster, journal: Journal, observers: SessionPool | undefined) {
    this.#options = options;
    this.#cluster = cluster;
    this.#journal = journal;
    this.#observers = observers;
  }

  /** Before anything is connected to. Undefined when it is ours, else why not. Rejects with TrailError. */
  async takeFile(): Promise<string | undefined> {
    const { locks, sha256, trail } = this.#options.ports;
    if (locks === undefined) return undefined;
    const name = fileName(this.#cluster, sha256);
    const about = { logId: trail.logId, runbook: this.#options.path };
    let outcome = await locks.acquire(name, about);
    if (outcome.status === "refused" && (await this.#mayBreak(describe(outcome.holder))))
      outcome = await locks.acquire(name, { ...about, breakIt: true });
    if (outcome.status === "failed") return this.#refused(outcome.message, {});
    if (outcome.status === "refused") {
      const holder = describe(outcome.holder);
      return this.#refused(`Another run is on the cluster ${this.#cluster.name}: ${holder}.`, {
        holder: { ...outcome.holder },
      });
    }
    this.#file = outcome.lock;
    const { brokenFrom, takenOverFrom } = outcome.lock;
    if (brokenFrom)
      await this.#journal.write("lock.broken", { cluster: this.#cluster.name, on: "local", holder: { ...brokenFrom } });
    await this.#journal.write("lock.acquired", {
      cluster: this.#cluster.name,
      on: "local",
      ...(takenOverFrom ? { left_by: { ...takenOverFrom } } : {}),
    });
    return undefined;
  }

  /** On every node that answered. Undefined when all are ours, else why not. Rejects with TrailError. */
  async takeNodes(signal: AbortSignal): Promise<string | undefined> {
    if (this.#options.ports.locks === undefined) return undefined;
    const results = await Promise.all(this.#cluster.nodes.map((node) => this.#takeNode(node.name, signal)));
    const taken = [...this.#sessions.keys()];
    const held = results.filter((result) => result !== undefined);
    const twin = held.find(({ twin }) => twin !== undefined);
    if (twin !== undefined) {
      const message = `${twin.twin} and ${twin.node} are the same instance: what runs on several nodes would run there twice. Take one of them out of the inventory.`;
      await this.#journal.write("lock.refused", { cluster: this.#cluster.name, because: message });
      return message;
    }
    if (held.length > 0) {
      const holders = held.map(({ node, holder }) => `on ${node} ${holder}`).join(", ");
      if (!(await this.#mayBreak(holders)))
        return this.#refused(`Another run is on the cluster ${this.#cluster.name}: ${holders}.`, {
          nodes: held.map(({ node, holder }) => ({ node, holder })),
        });
      for (const { node, holder } of held) {
        const problem = await this.#breakNode(node, signal);
        await this.#journal.write("lock.broken", {
          cluster: this.#cluster.name,
          on: node,
          holder,
          ...(problem === undefined ? {} : { failed: cut(problem, 1000) }),
        });
        if (problem !== undefined)
          return this.#refused(`The lock on ${node}, held by ${holder}, could not be broken: ${problem}`, {});
        taken.push(node);
      }
    }
    if (taken.length > 0)
      await this.#journal.write("lock.acquired", { cluster: this.#cluster.name, on: "servers", nodes: taken });
    return undefined;
  }

  /**
   * Before each step: whether the lock is still ours. A node that came back has forgotten it, so it is taken there once
   * more. Rejects with TrailError.
   */
  async check(signal: AbortSignal): Promise<Lost | undefined> {
    const gone = await this.#file?.lost();
    if (gone !== undefined)
      return { message: `The lock on the cluster ${this.#cluster.name} was broken. ${gone} Look at that run first.` };
    if (this.#file === undefined) return undefined;
    for (const { name } of this.#cluster.nodes) {
      const now = this.#observers?.current(name);
      if (now === undefined || this.#without.has(now)) continue;
      if (now.open && this.#sessions.get(name) === now) continue;
      const held = await this.#takeNode(name, signal);
      // One that is down is asked once; a new session to it is another object.
      if (!now.open) this.#without.add(now);
      if (held !== undefined)
        return {
          message: `The lock on ${name} went to another run: ${held.holder} has it. Look at that run first.`,
        };
      if (this.#sessions.get(name) !== now && this.#sessions.has(name))
        await this.#journal.write("lock.acquired", { cluster: this.#cluster.name, on: "servers", nodes: [name] });
    }
    return undefined;
  }

  /** The locks on the nodes go with their sessions. */
  async release(): Promise<void> {
    const deadline = startDeadline(this.#options.ports.clock, 1000, new AbortController().signal);
    await Promise.all(
      [...this.#sessions.values()].map((session) => session.query(RELEASE, { signal: deadline.signal })),
    );
    deadline.dispose();
    this.#sessions.clear();
    await this.#file?.release();
    this.#file = undefined;
  }

  /** Takes the lock of one node; who has it when somebody does. A node that does not answer or knows no locks has none. */
  /** `twin`: the node under whose name this run has the lock of the same instance already. */
  async #takeNode(
    name: string,
    signal: AbortSignal,
  ): Promise<{ node: string; holder: string; twin?: string } | undefined> {
    const node = this.#cluster.nodes.find((one) => one.name === name);
    const observers = this.#observers;
    if (node === undefined || observers === undefined) return undefined;
    const deadline = startDeadline(this.#options.ports.clock, answerMs, signal);
    try {
      // A node that has never answered is not waited for here.
      if (observers.current(name) === undefined) return undefined;
      const opened = await observers.get(node, deadline.signal);
      if (opened.status === "refused") return undefined;
      const { session } = opened;
      const got = await first(session, TAKE, deadline.signal);
      if (got === 1n) {
        this.#sessions.set(name, session);
        return undefined;
      }
      if (got !== 0n) {
        this.#without.add(session);
        return undefined;
      }
      const id = await first(session, HOLDER, deadline.signal);
      const twin = this.#cluster.nodes.find((other) => {
        const own = other.name === name ? undefined : observers.current(other.name)?.identity;
        return own?.serverUuid === session.identity.serverUuid && BigInt(own.connectionId) === id;
      });
      const holder = await holderOn(session, deadline.signal);
      return { node: name, holder, ...(twin === undefined ? {} : { twin: twin.name }) };
    } finally {
      deadline.dispose();
    }
  }

  /** Ends the session that has the lock, then takes it. What went wrong, if anything. */
  async #breakNode(name: string, signal: AbortSignal): Promise<string | undefined> {
    const session = this.#observers?.current(name);
    if (session === undefined) return "the node does not answer.";
    const id = await first(session, HOLDER, signal);
    if (typeof id === "bigint") {
      const killed = await session.query(`KILL ${id}`, { signal });
      if (killed.status === "error") return `${killed.message}. End the session ${id} there.`;
    }
    const until = this.#options.ports.clock.monotonic() + answerMs;
    for (;;) {
      const held = await this.#takeNode(name, signal);
      if (held === undefined) return undefined;
      if (this.#options.ports.clock.monotonic() > until || signal.aborted)
        return `${held.holder} has it still. End that session there.`;
      await this.#options.ports.clock.sleep(50, signal);
    }
  }

  async #mayBreak(holders: string): Promise<boolean> {
    if (this.#mayBreakAll) return true;
    if (this.#options.breakLock !== true) return false;
    const { name } = this.#cluster;
    const typed = await this.#options.ports.operator.ask(
      `Another run is on the cluster ${name}: ${holders}. Two runs at once can harm it. Type the cluster's name to break its lock:`,
      { secret: false },
    );
    this.#mayBreakAll = typed?.trim() === name;
    return this.#mayBreakAll;
  }

  async #refused(message: string, fields: Readonly<Record<string, Json>>): Promise<string> {
    const advice = this.#options.breakLock
      ? "Its lock was not broken."
      : "Wait for it, or break its lock (--break-lock on the command line) when you are sure that it is dead.";
    await this.#journal.write("lock.refused", { cluster: this.#cluster.name, because: cut(message, 4000), ...fields });
    return `${message} ${advice}`;
  }
}

// One name for all clusters: an instance belongs to one, whatever an inventory calls it.
const LOCK_NAME = "'dr-runbooks:run'";
const TAKE = `SELECT GET_LOCK(${LOCK_NAME}, 0)`;
const HOLDER = `SELECT IS_USED_LOCK(${LOCK_NAME})`;
const RELEASE = `DO RELEASE_LOCK(${LOCK_NAME})`;

async function first(session: Session, statement: string, signal: AbortSignal): Promise<unknown> {
  const outcome = await session.query(statement, { signal });
  return outcome.status === "ok" ? outcome.resultSets[0]?.rows[0]?.[0] : undefined;
}

async function holderOn(session: Session, signal: AbortSignal): Promise<string> {
  const id = await first(session, HOLDER, signal);
  if (typeof id !== "bigint") return "a session that ended just now";
  const statement = `SELECT CONCAT(USER, ' from ', HOST) FROM information_schema.PROCESSLIST WHERE ID = ${id}`;
  const who = await first(session, statement, signal);
  return typeof who === "string" ? `session ${id} of ${who}` : `session ${id}`;
}

/** The same cluster under whatever name or inventory: what counts is where its nodes are. */
function fileName(cluster: Cluster, sha256: (text: string) => string): string {
  const places = cluster.nodes.map(({ host, port, socket }) => socket ?? `${host.toLowerCase()}:${port}`);
  return `cluster-${sha256(places.toSorted().join("\n")).slice(0, 32)}`;
}

function describe({ user, host, pid, client, runbook, since }: LockHolder): string {
  return `${user}@${host} runs ${runbook} since ${since} (${client}, process ${pid})`;
}
