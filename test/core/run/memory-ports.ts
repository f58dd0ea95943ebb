import type { EntryBody, Trail } from "../../../core/audit/types.ts";
import { TrailError } from "../../../core/audit/types.ts";
import { parseInventory } from "../../../core/cluster/inventory.ts";
import type { Cluster } from "../../../core/cluster/inventory-types.ts";
import { parseVersion } from "../../../core/mysql/flavor.ts";
import { systemClock } from "../../../core/node/clock.ts";
import { sha256 } from "../../../core/node/sha256.ts";
import type { RunEvent } from "../../../core/run/events.ts";
import type {
  Connector,
  Operator,
  ProcessOutcome,
  QueryOutcome,
  ServerIdentity,
  Session,
} from "../../../core/run/ports.ts";
import type { Run, RunOptions, RunPorts } from "../../../core/run/run-types.ts";
import { openRun } from "../../../core/run/runner.ts";
import type { Value } from "../../../core/run/value.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";

/** Answers of one node; what it does not answer is an empty OK. */
export type Answer = (
  statement: string,
  signal: AbortSignal | undefined,
) => QueryOutcome | undefined | Promise<QueryOutcome | undefined>;

export function rows(columns: readonly string[], ...cells: readonly (readonly Value[])[]): QueryOutcome {
  return {
    status: "ok",
    resultSets: [{ columns, rows: cells, rowCount: cells.length }],
    affectedRows: 0,
    warnings: [],
    durationUs: 10,
  };
}

export const done: QueryOutcome = { status: "ok", resultSets: [], affectedRows: 1, warnings: [], durationUs: 10 };

export const syntaxError: QueryOutcome = {
  status: "error",
  errno: 1064,
  sqlState: "42000",
  message: "You have an error in your SQL syntax",
  durationUs: 10,
};

export class MemoryNode {
  readonly name: string;
  readonly statements: string[] = [];
  uuid: string;
  readOnly = false;
  /** Name of the node it replicates from. */
  follows: MemoryNode | undefined;
  receiving = true;
  reachable = true;
  answer: Answer = () => undefined;
  readonly sessions: MemorySession[] = [];

  constructor(name: string) {
    this.name = name;
    this.uuid = `uuid-${name}`;
  }

  /** Without what the runner asks to learn who is who. */
  get asked(): string[] {
    return this.statements.filter(
      (statement) =>
        !/^SELECT @@global\.(?:read_only|gtid_executed)$|^SELECT @@character_set_client$|^SHOW REPLICA STATUS$|replication_group|group_replication/.test(
          statement,
        ),
    );
  }
}

class MemorySession implements Session {
  readonly identity: ServerIdentity;
  open = true;
  transaction = { open: false, autocommit: true };
  readonly #node: MemoryNode;

  constructor(node: MemoryNode) {
    this.#node = node;
    const version = parseVersion("9.7.4") ?? { flavor: "mysql", major: 9, minor: 7, patch: 4 };
    this.identity = {
      node: node.name,
      host: "127.0.0.1",
      port: 3306,
      serverUuid: node.uuid,
      serverId: 1,
      version,
      versionText: "9.7.4",
      user: "root@localhost",
      connectionId: 1,
      readOnly: false,
      superReadOnly: false,
      autocommit: true,
    };
  }

  async query(statement: string, options: { signal?: AbortSignal } = {}): Promise<QueryOutcome> {
    const node = this.#node;
    if (options.signal?.aborted) return { status: "aborted", effect: "none", message: "", durationUs: 0 };
    if (!this.open) return { status: "lost", message: "gone", durationUs: 0 };
    node.statements.push(statement);
    const own = await node.answer(statement, options.signal);
    if (own?.status === "lost") this.open = false;
    if (/^(?:BEGIN|START TRANSACTION)$/.test(statement)) this.transaction = { open: true, autocommit: true };
    if (/^(?:COMMIT|ROLLBACK)$/.test(statement)) this.transaction = { open: false, autocommit: true };
    if (own !== undefined) return own;
    if (statement === "SELECT @@character_set_client") return rows(["@@character_set_client"], ["utf8mb4"]);
    if (statement === "SELECT @@global.read_only") return rows(["@@global.read_only"], [node.readOnly ? 1n : 0n]);
    if (statement === "SHOW REPLICA STATUS") {
      const running = node.receiving ? "Yes" : "No";
      return node.follows
        ? rows(["Source_UUID", "Replica_IO_Running", "Replica_SQL_Running"], [node.follows.uuid, running, running])
        : rows([]);
    }
    return statement.includes("replication_group_members") ? rows(["MEMBER_ROLE"]) : done;
  }

  async close(): Promise<void> {
    this.open = false;
  }
}

export class MemoryTrail implements Trail {
  readonly logId: string;
  readonly location = "memory";
  readonly entries: EntryBody[] = [];
  closed = false;
  /** From this entry on nothing can be written. */
  failsAt = Number.POSITIVE_INFINITY;

  constructor(logId = "log-1") {
    this.logId = logId;
  }

  /** Entries are on disk only when this resolves, in their order; by default at once. */
  flushed: (entry: EntryBody) => Promise<void> = async () => undefined;

  async append(body: EntryBody): Promise<{ seq: number; hash: string }> {
    if (this.entries.length >= this.failsAt)
      throw new TrailError("The audit trail can't be written: the disk is full.");
    const seq = this.entries.push(body) - 1;
    await this.flushed(body);
    return { seq, hash: sha256(JSON.stringify(body)) };
  }

  async close(): Promise<void> {
    if (this.entries.length >= this.failsAt)
      throw new TrailError("The audit trail can't be written: the disk is full.");
    this.closed = true;
  }

  get types(): string[] {
    return this.entries.map(({ type }) => type);
  }

  of(type: EntryBody["type"]): EntryBody[] {
    return this.entries.filter((entry) => entry.type === type);
  }
}

export interface World {
  readonly nodes: { readonly db1: MemoryNode; readonly db2: MemoryNode; readonly db3: MemoryNode };
  readonly trail: MemoryTrail;
  readonly events: RunEvent[];
  readonly scripts: { script: string; environment: Readonly<Record<string, string>> }[];
  /** Answers to questions, by the question's beginning; nobody answers the others. */
  readonly answers: Map<string, boolean | string>;
  readonly questions: string[];
  script: (script: string, signal: AbortSignal) => ProcessOutcome | Promise<ProcessOutcome>;
  /** All ports, with these instead of its own. */
  ports(own?: Partial<RunPorts>): RunPorts;
  /** All events, trail entries and evidence as one text. */
  everything(): string;
  open(text: string, options?: Partial<RunOptions>): Promise<Run>;
  /** Opens, runs all, finishes. */
  run(text: string, options?: Partial<RunOptions>): ReturnType<Run["finish"]>;
}

export const cluster: Cluster = orders(false);

export function orders(production: boolean): Cluster {
  const text = `orders:\n  flavor: mysql\n  production: ${production}\n  nodes:\n    db1: { host: 127.0.0.1, port: 3306, role: source }\n    db2: { host: 127.0.0.1, port: 3307, role: replica }\n    db3: { host: 127.0.0.1, port: 3308, role: replica }\n`;
  const [only] = parseInventory(text).clusters;
  if (only === undefined) throw new Error("The inventory of the tests has no cluster.");
  return only;
}

/** One source and two replicas in memory. */
export function world(): World {
  const [db1, db2, db3] = [new MemoryNode("db1"), new MemoryNode("db2"), new MemoryNode("db3")];
  for (const replica of [db2, db3]) Object.assign(replica, { follows: db1, readOnly: true });
  const byName = new Map([db1, db2, db3].map((node) => [node.name, node]));
  const connector: Connector = {
    async connect(_cluster, { name }) {
      const node = byName.get(name);
      if (!node?.reachable) return { status: "refused", message: `${name} (127.0.0.1): nothing listens there.` };
      const session = new MemorySession(node);
      node.sessions.push(session);
      return { status: "connected", session };
    },
  };
  const answerTo = (question: string) => [...self.answers].find(([start]) => question.startsWith(start))?.[1];
  const operator: Operator = {
    async confirm(question) {
      self.questions.push(question);
      const answer = answerTo(question);
      return typeof answer === "boolean" ? answer : undefined;
    },
    async ask(question) {
      self.questions.push(question);
      const answer = answerTo(question);
      return typeof answer === "string" ? answer : undefined;
    },
  };
  const self: World = {
    nodes: { db1, db2, db3 },
    trail: new MemoryTrail(),
    events: [],
    scripts: [],
    answers: new Map(),
    questions: [],
    script: () => ({ status: "exited", exitCode: 0, signal: null, stdout: "", stderr: "", durationUs: 1 }),
    ports: (own = {}) => ({
      clock: systemClock,
      connector,
      processes: {
        async run({ script, environment, onOutput }, signal) {
          self.scripts.push({ script, environment });
          const outcome = await self.script(script, signal);
          if (outcome.status !== "not-started")
            for (let i = 0; i < outcome.stdout.length; i += 3) onOutput("stdout", outcome.stdout.slice(i, i + 3));
          return outcome;
        },
      },
      trail: self.trail,
      operator,
      sha256,
      onEvent: (event) => self.events.push(event),
      ...own,
    }),
    everything: () =>
      JSON.stringify([self.events, self.trail.entries], (_, value: unknown) =>
        typeof value === "bigint" ? String(value) : value,
      ),
    async open(text, options = {}) {
      const opened = await openRun({
        runbook: parseRunbook(text),
        path: "/runbooks/test.runbook.md",
        cluster,
        inputs: new Map(),
        assumeYes: false,
        workingDirectory: "/",
        ports: self.ports(),
        ...options,
      });
      if (opened.status !== "open") throw new Error(`${opened.code}: ${opened.message}`);
      return opened.run;
    },
    async run(text, options) {
      const run = await self.open(text, options);
      await run.runAll({}, new AbortController().signal);
      return run.finish();
    },
  };
  return self;
}

export type { MemorySession };
