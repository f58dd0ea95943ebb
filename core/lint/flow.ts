import type { Runbook, Step, StepKind } from "../runbook/types.ts";
import { keepByText } from "../text/keep.ts";
import type { Span } from "../text/span.ts";
import { spanOf } from "../text/span.ts";
import {
  assignmentsOf,
  begins,
  type Code,
  callsOf,
  codeSpan,
  commandsOf,
  type Statement,
  statementsIn,
  statementsOf,
} from "./code.ts";
import { detoursOf, eachStep } from "./each.ts";
import type { LintContext } from "./rule.ts";

/** What a step does to the roles of the instances. */
export type MoveKind =
  | "fence"
  | "promote"
  | "catch-up"
  | "lag-wait"
  | "stop-replication"
  | "start-replication"
  | "configure"
  | "forget"
  | "shutdown"
  | "whole-flow"
  | "verify";

export interface Move {
  readonly kind: MoveKind;
  readonly step: Step;
  readonly statement?: Statement;
  readonly span: Span;
}

const isOn = /^(?:ON|1|TRUE)$/;
const isOff = /^(?:OFF|0|FALSE)$/;
const waits = [
  "WAIT_FOR_EXECUTED_GTID_SET",
  "WAIT_UNTIL_SQL_THREAD_AFTER_GTIDS",
  "SOURCE_POS_WAIT",
  "MASTER_POS_WAIT",
  "MASTER_GTID_WAIT",
];
const byWords: readonly (readonly [string, MoveKind])[] = [
  ["FLUSH TABLES WITH READ LOCK", "fence"],
  ["STOP REPLICA", "stop-replication"],
  ["STOP SLAVE", "stop-replication"],
  ["START REPLICA", "start-replication"],
  ["START SLAVE", "start-replication"],
  ["CHANGE REPLICATION SOURCE TO", "configure"],
  ["CHANGE MASTER TO", "configure"],
  ["SHUTDOWN", "shutdown"],
];
const actions: Readonly<Record<string, MoveKind>> = {
  fence: "fence",
  promote: "promote",
  "wait-caught-up": "catch-up",
  verify: "verify",
  switchover: "whole-flow",
  failover: "whole-flow",
};

/** The moves of a runbook in the order of its text. Steps that run only when another one fails are left out. */
export function flowOf(runbook: Runbook, context: LintContext): readonly Move[] {
  const known = flows.get(runbook);
  if (known?.context === context) return known.moves;
  const moves = readFlow(runbook, context);
  flows.set(runbook, { context, moves });
  return moves;
}

/** Several rules ask for the same. */
const flows = new WeakMap<Runbook, { readonly context: LintContext; readonly moves: readonly Move[] }>();

function readFlow(runbook: Runbook, context: LintContext): readonly Move[] {
  const detours = detoursOf(runbook);
  const moves: Move[] = [];
  for (const { step } of eachStep(runbook, context)) if (!detours.has(step.name)) moves.push(...movesOf(step));
  return moves;
}

/** Most code moves nothing, and says so without being taken apart. */
const mayMove =
  /read_only|offline_mode|slave|replica|source|master|wait_|_wait|account|shutdown|read\s+lock|stop|stonith|iptables|nft|destroy|deallocate|poweroff|action|seconds_behind|fenc|isolat|power|shut/i;

/** A move as the code alone tells it. */
interface CodeMove {
  readonly kind: MoveKind;
  /** The number of the statement. */
  readonly statement?: number;
  /** In the code; all of the block when absent. */
  readonly span?: Span;
}

const movesIn: Readonly<Record<StepKind, (code: string) => readonly CodeMove[]>> = {
  sql: keepByText((code) => [...readMoves({ kind: "sql", code })]),
  shell: keepByText((code) => [...readMoves({ kind: "shell", code })]),
  failover: keepByText((code) => [...readMoves({ kind: "failover", code })]),
  manual: keepByText((code) => [...readMoves({ kind: "manual", code })]),
  ini: () => [],
};

function* movesOf(step: Step): Iterable<Move> {
  for (const { kind, statement: at, span } of movesIn[step.kind](step.code)) {
    const statement = at === undefined ? undefined : statementsOf(step)[at];
    const place = span ? codeSpan(step, span) : step.block.span;
    yield { kind, step, ...(statement ? { statement } : {}), span: place };
  }
  if (step.expectations.length === 0 && !step.until) return;
  for (const { expression, span } of [...step.expectations, ...(step.until ? [step.until] : [])])
    if (/\bSeconds_Behind_(?:Source|Master)\b/i.test(expression)) yield { kind: "lag-wait", step, span };
}

function* readMoves(step: Code): Iterable<CodeMove> {
  if (!mayMove.test(step.code)) return;
  if (step.kind === "failover") {
    const match = /^[ \t]*action[ \t]*:[ \t]*["']?([\w-]+)/m.exec(step.code);
    const kind = actions[match?.[1] ?? ""];
    if (match && kind) yield { kind, span: spanOf(match.index, match.index + match[0].length) };
  }
  if (
    step.kind === "manual" &&
    /\bfenc|\bstop\w* (?:all |the )?writ|isolat|stonith|power(?:ed)? off|shut(?:s|ting)? ?down/i.test(step.code)
  )
    yield { kind: "fence" };
  for (const command of commandsOf(step)) {
    const words = command.words.map(({ value }) => value).join(" ");
    if (
      /^(?:systemctl stop|service \S+ stop|mysqladmin\b.* shutdown|mariadb-admin\b.* shutdown|\S*stonith|pcs stonith|iptables|nft|aws ec2 stop-|gcloud compute instances stop|az vm (?:stop|deallocate)|virsh destroy|poweroff|shutdown)\b/.test(
        words,
      )
    )
      yield {
        kind: /shutdown|stop (?:mysql|mariadb)|service/.test(words) ? "shutdown" : "fence",
        span: command.span,
      };
  }
  for (const [index, statement] of statementsIn(step).entries()) {
    const spanOfTokens = (first: number, last: number): Span =>
      spanOf(statement.tokens[first]?.start ?? 0, statement.tokens[last]?.end ?? 0);
    const whole = { statement: index, span: spanOfTokens(0, Math.min(2, statement.tokens.length - 1)) };
    for (const [words, kind] of byWords) if (begins(statement, words)) yield { kind, ...whole };
    if (begins(statement, "RESET REPLICA ALL") || begins(statement, "RESET SLAVE ALL"))
      yield { kind: "forget", ...whole };
    if (begins(statement, "ALTER USER") && statement.words.join(" ").includes("ACCOUNT LOCK"))
      yield { kind: "fence", ...whole };
    const settings = assignmentsOf(statement).filter(({ scope }) => scope !== "session");
    for (const { name, text, at, value } of settings) {
      const place = { statement: index, span: spanOfTokens(at, value[1]) };
      if (/^(?:super_)?read_only$|^offline_mode$/.test(name) && isOn.test(text)) yield { kind: "fence", ...place };
      if (/^(?:super_)?read_only$/.test(name) && isOff.test(text)) yield { kind: "promote", ...place };
    }
    for (const name of waits)
      for (const { at, end } of callsOf(statement, name))
        yield { kind: "catch-up", statement: index, span: spanOfTokens(at, end) };
  }
}

/** Where a step runs, as far as its text says: equal texts are the same instance. */
export function placeOf({ kind, attributes }: Step): string {
  return attributes.on?.value ?? (kind === "sql" ? "source" : "local");
}

/** Whether the writes move from one instance to another here, as against a switch that is only set for a while. */
export function changesSource(runbook: Runbook, moves: readonly Move[]): boolean {
  if (!moves.some(({ kind }) => kind === "promote")) return false;
  const title = runbook.frontMatter.title?.value ?? runbook.headings[0]?.text ?? "";
  return (
    /switch-?over|fail-?over|promot/i.test(title) ||
    moves.some(({ kind }) => kind === "forget") ||
    moves.some(
      ({ kind, step }) =>
        kind === "stop-replication" &&
        moves.some((other) => other.kind === "promote" && placeOf(other.step) === placeOf(step)),
    )
  );
}
