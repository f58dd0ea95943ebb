import type { Json } from "../audit/types.ts";
import type { GtidChange } from "./gtid.ts";
import type { Outcome, ResultSet, RoundEvidence, StatementEvidence, TargetEvidence } from "./outcome.ts";
import { cut, fits } from "./record.ts";
import { showValue } from "./shown-value.ts";

type Fields = Readonly<Record<string, Json>>;

/** Characters of output that an entry holds itself: of the rows of a statement, of each stream of a process. */
export interface Detail {
  readonly rows: number;
  readonly stream: number;
}

const more: readonly Detail[] = [
  { rows: 4000, stream: 4800 },
  { rows: 600, stream: 4800 },
  { rows: 120, stream: 960 },
];
const least: Detail = { rows: 0, stream: 0 };

const outcomeNames = {
  succeeded: "success",
  failed: "failure",
  refused: "refused",
  cancelled: "cancelled",
  "timed-out": "timeout",
  skipped: "skipped",
} as const;

/** `detail` says how much of the output the fields hold: the most that fits into an entry. */
export function outcomeFields(outcome: Outcome, intent: number): { fields: Fields; detail: Detail } {
  const head: Fields = { intent, outcome: outcomeNames[outcome.status] };
  if (outcome.status === "refused")
    return { fields: { ...head, code: outcome.code, message: cut(outcome.because, 4000) }, detail: least };
  if (outcome.status === "skipped") return { fields: head, detail: least };
  const { evidence } = outcome;
  const verdict: Fields =
    outcome.status === "succeeded"
      ? {}
      : {
          effect: outcome.effect,
          message: cut(outcome.message, 4000),
          ...(outcome.status === "failed" ? { code: outcome.code } : {}),
        };
  const common = { ...head, ...verdict, duration_us: Math.round(evidence.durationMs * 1000) };
  for (const detail of [...more, least]) {
    const fields = { ...common, targets: evidence.targets.map((target) => targetResult(target, detail)) };
    if (fits(fields)) return { fields, detail };
  }
  const targets = evidence.targets.slice(0, 100).map(({ node, status }) => ({ node: cut(node, 64), status }));
  return { fields: { ...common, targets }, detail: least };
}

function targetResult(target: TargetEvidence, detail: Detail): Fields {
  const { process } = target;
  const kept = detail.rows > 0 ? target.statements : target.statements.slice(-5);
  return {
    node: target.node,
    status: target.status,
    attempts: target.attempts,
    ...(target.rounds === undefined ? {} : { rounds: target.rounds }),
    ...(target.earlier === undefined ? {} : { earlier: earlierRounds(target.earlier, detail) }),
    ...(target.gtid ? { gtid: gtidField(target.gtid) } : {}),
    ...(target.identity
      ? { server_uuid: target.identity.serverUuid, connection_id: target.identity.connectionId }
      : {}),
    ...(target.message === undefined ? {} : { message: cut(target.message, 2000) }),
    ...(target.statements.length > 0
      ? { statements: target.statements.length, results: kept.map((statement) => statementResult(statement, detail)) }
      : {}),
    ...(process
      ? {
          exit: process.exitCode,
          signal: process.signal,
          duration_us: process.durationUs,
          output: { stdout: cutFront(process.stdout, detail.stream), stderr: cutFront(process.stderr, detail.stream) },
          ...(process.output ? { written: { ...process.output } } : {}),
          ...(process.left ? { left: process.left.slice(0, 50).map(({ pid, name }) => ({ pid, name })) } : {}),
        }
      : {}),
    ...(target.expectations.length > 0
      ? {
          expectations: target.expectations.map(({ expression, held, detail }) => ({
            expression: cut(expression, 300),
            held,
            ...(detail === undefined ? {} : { detail: cut(detail, 500) }),
          })),
        }
      : {}),
  };
}

/** The first and the last of them, where not all have room. */
function earlierRounds(rounds: readonly RoundEvidence[], { rows }: Detail): Json {
  const each = rows > 0 ? 50 : 5;
  const shown = rounds.length <= 2 * each ? rounds : [...rounds.slice(0, each), ...rounds.slice(-each)];
  return shown.map(({ round, attempt, effect, statements, exitCode, message }) => ({
    round,
    attempt,
    effect,
    ...(statements.length > 0
      ? { results: statements.slice(-10).map((one) => ({ ...one, rows: one.rows.slice(0, 10) })) }
      : {}),
    ...(exitCode === undefined ? {} : { exit: exitCode }),
    ...(message === undefined ? {} : { message: cut(message, 200) }),
  }));
}

function gtidField({ before, after }: GtidChange): Fields {
  return { ...(before ? { before: { ...before } } : {}), ...(after ? { after: { ...after } } : {}) };
}

function statementResult(statement: StatementEvidence, { rows }: Detail): Fields {
  const { error } = statement;
  const head = cut(headOf(statement, rows), rows);
  return {
    rows: statement.resultSets.map(({ rowCount }) => rowCount),
    ...outputFields(statement.resultSets),
    affected: statement.affectedRows,
    duration_us: statement.durationUs,
    ...(statement.warnings.length > 0
      ? { warnings: statement.warnings.slice(0, 5).map(({ code, message }) => ({ code, message: cut(message, 200) })) }
      : {}),
    ...(error ? { error: { errno: error.errno, sqlstate: error.sqlState, message: cut(error.message, 1000) } } : {}),
    ...(head === "" ? {} : { head }),
    ...(statement.compared ? { compared: { ...statement.compared } } : {}),
  };
}

/** What came over the wire, all of it: the head shows a part. */
function outputFields(sets: readonly ResultSet[]): Fields {
  const output = sets.flatMap(({ bytes, sha256 }) =>
    bytes === undefined || sha256 === undefined ? [] : [{ bytes, sha256 }],
  );
  return output.length === 0 ? {} : { output: output.slice(0, 20) };
}

/** The rows of a statement as tab-separated lines; not much more of them than `limit` characters. */
export function headOf({ resultSets }: StatementEvidence, limit: number): string {
  const lines: string[] = [];
  let length = 0;
  for (const { columns, rows } of resultSets) {
    for (const row of [columns, ...rows]) {
      if (length > limit) return lines.join("\n");
      const line = row.map((cell) => showValue(cell).text).join("\t");
      lines.push(line);
      length += line.length + 1;
    }
  }
  return lines.join("\n");
}

function cutFront(text: string, length: number): string {
  return (text.length <= length ? text : `…${text.slice(text.length - Math.max(0, length - 1))}`).toWellFormed();
}
