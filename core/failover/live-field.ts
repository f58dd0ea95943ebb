import { quoteLiteral } from "../mysql/sql/quote.ts";
import type { Effect, StatementEvidence } from "../run/outcome.ts";
import type { QueryOutcome, Session } from "../run/ports.ts";
import type { StepContext } from "../run/step-executor.ts";
import type { Row, Value } from "../run/value.ts";
import { type Field, type Instance, MoveFailed, type QueryLimits } from "./field.ts";

/** The field of one step on the live cluster, and what was seen on it. */
export interface LiveField {
  readonly field: Field;
  /** By node, in the order in which they ended. */
  readonly statements: ReadonlyMap<string, readonly StatementEvidence[]>;
}

export function liveField(
  context: StepContext,
  opened: readonly { instance: Instance; session: Session }[],
): LiveField {
  const sessions = new Map(opened.map(({ instance, session }) => [instance, session]));
  const statements = new Map<string, StatementEvidence[]>(opened.map(({ instance }) => [instance.name, []]));

  async function run(instance: Instance, statement: string, limits: QueryLimits): Promise<QueryOutcome> {
    const session = sessions.get(instance);
    if (!session) throw new MoveFailed(`${instance.name} has no session.`);
    const limit = new AbortController();
    const answered = new AbortController();
    if (limits.timeoutMs !== undefined)
      void context.clock.sleep(limits.timeoutMs, answered.signal).then(() => {
        if (!answered.signal.aborted) limit.abort();
      });
    const signal = limits.always ? limit.signal : AbortSignal.any([context.signal, limit.signal]);
    const outcome = await session.query(statement, { signal, maxRows: 1000 });
    answered.abort();
    const evidence = toEvidence(context, limits.shown ?? statement, outcome);
    statements.get(instance.name)?.push(evidence);
    context.statementFinished(instance.name, evidence);
    return outcome;
  }

  const field: Field = {
    instances: opened.map(({ instance }) => instance),
    monotonic: () => context.clock.monotonic(),
    sleep: (ms) => context.clock.sleep(ms, context.signal),
    async query(instance, statement, limits = {}) {
      const outcome = await run(instance, statement, limits);
      if (outcome.status !== "ok")
        throw new MoveFailed(
          `${instance.name}: ${context.redactor.text(outcome.message)} (${shorten(limits.shown ?? statement)})`,
        );
      const last = outcome.resultSets.at(-1);
      return last ? last.rows.map((cells) => toRow(last.columns, cells)) : [];
    },
    async literal(instance, text) {
      const [row] = await field.query(instance, "SELECT @@SESSION.sql_mode AS sql_mode", { always: true });
      const noBackslashEscapes = String(row?.sql_mode ?? "").includes("NO_BACKSLASH_ESCAPES");
      return quoteLiteral(text, { noBackslashEscapes });
    },
    async move(name, instances, act) {
      context.progress(`${name} on ${instances.map((instance) => instance.name).join(", ")}`);
      return context.recordMove(name, { nodes: instances.map((instance) => instance.name) }, act);
    },
  };
  return { field, statements };
}

/** What a failed flow left behind, in the words of an outcome. */
export function effectOf(left: "untouched" | "restored" | "dirty" | "promoted"): Effect {
  if (left === "dirty") return "unknown";
  return left === "promoted" ? "done" : "none";
}

function toRow(columns: readonly string[], cells: readonly Value[]): Row {
  const row: Record<string, Value> = Object.create(null);
  for (const [index, name] of columns.entries()) row[name] = cells[index] ?? null;
  return row;
}

function toEvidence({ redactor }: StepContext, shown: string, outcome: QueryOutcome): StatementEvidence {
  const common = { statement: redactor.text(shown), durationUs: outcome.durationUs };
  const nothing = { ...common, resultSets: [], affectedRows: 0, warnings: [] };
  if (outcome.status === "ok") {
    const { resultSets, affectedRows, warnings } = outcome;
    return {
      ...common,
      resultSets: resultSets.map((set) => ({ ...set, vertical: set.columns.length > 8 })),
      affectedRows,
      warnings,
    };
  }
  if (outcome.status !== "error") return nothing;
  const { errno, sqlState, message } = outcome;
  return { ...nothing, error: { errno, sqlState, message: redactor.text(message) } };
}

function shorten(statement: string): string {
  return statement.length > 80 ? `${statement.slice(0, 79)}…` : statement;
}
