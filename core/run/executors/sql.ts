import { secretCell, secretCells } from "../../audit/redaction/columns.ts";
import { formatVersion } from "../../mysql/flavor.ts";
import { isCommentFor } from "../../mysql/sql/executed.ts";
import type { SqlOptions } from "../../mysql/sql/token.ts";
import { tokenizeSql } from "../../mysql/sql/tokenize.ts";
import type { Risk, Step } from "../../runbook/types.ts";
import { oneLine } from "../../text/one-line.ts";
import { hiddenChannels } from "../hidden-channels.ts";
import type { Effect, FailureCode, ResultSet, StatementEvidence } from "../outcome.ts";
import type { QueryOutcome, RawResultSet, Session } from "../ports.ts";
import type { Redactor } from "../redactor.ts";
import { toRows } from "../result-row.ts";
import { type Round, runRoundsOn } from "../rounds.ts";
import {
  dependsOnCharset,
  dependsOnMode,
  planSql,
  type RenderedStatement,
  readOtherwise,
  renderStatement,
  splitStep,
} from "../sql-code.ts";
import { type Ended, type StepContext, type StepExecutor, worstEffect } from "../step-executor.ts";
import type { Value } from "../value.ts";

const maxRows = 1000;

export const sqlExecutor: StepExecutor = {
  kind: "sql",
  plan: planSql,
  async execute(context) {
    const results = await Promise.all(
      context.targets.map((node) => runRoundsOn(context, node, (session) => runBlock(context, session))),
    );
    const captured = Object.assign({}, ...results.map((result) => result.captured)) as Record<string, Value>;
    return { status: "executed", targets: results, captured };
  },
};

/** All statements in order; the first that does not succeed ends the block. */
async function runBlock(context: StepContext, session: Session): Promise<Round | Ended> {
  const { step, scope, redactor } = context;
  const statements: StatementEvidence[] = [];
  const effects: Effect[] = [];
  // As the server sent it: the evidence has secrets replaced.
  let last: Omit<ResultSet, "vertical"> | undefined;
  let executed = 0;
  /** Channels that are not among the rows that are judged. */
  let hidden: readonly string[] = [];
  const stop = (message: string, code: FailureCode = "statement-error"): Ended => ({
    status: "ended",
    how: "failed",
    code,
    message,
    effect: worstEffect(effects),
    statements,
  });
  const parts = splitStep(step, scope);
  // Before the first is sent; and again before each, as a statement may set the mode for those after it.
  const mode = await sqlMode(step.code, context, session);
  const [otherwise] = parts.flatMap((part) => readOtherwise(part.text, mode) ?? []);
  if (otherwise !== undefined) return stop(`${otherwise} Nothing of it was sent.`);
  for (const part of parts) {
    const options = await sqlMode(part.text, context, session);
    const statement =
      readOtherwise(part.text, options) ??
      (await charsetProblem(part.text, context, session)) ??
      renderStatement(part, step, scope, redactor, options);
    if (typeof statement === "string") return stop(statement);
    const outcome = await session.query(statement.text, {
      signal: context.signal,
      maxRows,
      ...(redactor.hasSecrets ? { redact: (text: string) => redactor.known(text) } : {}),
    });
    const evidence = toEvidence(statement, outcome, redactor);
    const isComment = isCommentFor(part.text, session.identity.version);
    const channels = await hiddenChannels(part.text, outcome, session, context.signal);
    const notes = [
      ...(isComment ? [commentMessage(session)] : []),
      ...(channels.length > 0 ? [hiddenMessage(channels)] : []),
    ];
    statements.push(
      notes.length === 0
        ? evidence
        : {
            ...evidence,
            warnings: [...evidence.warnings, ...notes.map((message) => ({ level: "Note", code: 0, message }))],
          },
    );
    if (!isComment) executed++;
    effects.push(isComment ? "none" : effectOf(outcome, statement.risk, statement.text));
    if (outcome.status !== "ok") return toEnded(outcome, statement, context, statements, worstEffect(effects));
    if (outcome.resultSets.length > 0) hidden = channels;
    last = outcome.resultSets.at(-1) ?? last;
  }
  // What is expected of every row has to see every channel.
  if (hidden.length > 0 && isJudged(step)) return stop(hiddenMessage(hidden), "expectation-failed");
  // A USE of database= is not what was asked for.
  const asked = parts.length - (step.attributes.database === undefined ? 0 : 1);
  if (asked > 0 && executed <= parts.length - asked) return stop(commentMessage(session), "not-executable");
  return {
    status: "done",
    statements,
    effect: worstEffect(effects),
    rows: last ? toRows(last) : [],
    ...(last ? { rowCount: last.rowCount } : {}),
  };
}

function isJudged({ expectations, captures, until }: Step): boolean {
  return expectations.length > 0 || captures.length > 0 || until !== undefined;
}

function hiddenMessage(channels: readonly string[]): string {
  return `MariaDB shows one replication channel here and has more: ${channels.join(", ")}. Say SHOW ALL REPLICAS STATUS (SHOW ALL SLAVES STATUS before 10.5), or name the channel: SHOW REPLICA 'name' STATUS.`;
}

function commentMessage({ identity }: Session): string {
  const { flavor } = identity.version;
  return `${flavor === "mariadb" ? "MariaDB" : "MySQL"} ${formatVersion(identity.version)} reads this as a comment for other servers: nothing was executed. Take it out of /*! … */ where it is to be.`;
}

/** How the session reads the text: a runbook may have set it. Asked only where it matters. */
async function sqlMode(text: string, context: StepContext, session: Session): Promise<SqlOptions> {
  if (!dependsOnMode(text, context.scope)) return {};
  const [mode] = await ask(session, "SELECT @@sql_mode", context.signal);
  const modes = (mode ?? "").split(",");
  return {
    noBackslashEscapes: modes.includes("NO_BACKSLASH_ESCAPES"),
    ansiQuotes: modes.includes("ANSI_QUOTES"),
  };
}

/** Quoting counts on UTF-8: in gbk, say, a quote can be the second half of a character. A message when it is not. */
async function charsetProblem(text: string, context: StepContext, session: Session): Promise<string | undefined> {
  if (!dependsOnCharset(text, context.scope)) return undefined;
  const [charset] = await ask(session, "SELECT @@character_set_client", context.signal);
  if (charset === undefined) return "The session's character set can't be read, so nothing is put into the statement.";
  if (/^utf8(?:mb[34])?$/.test(charset)) return undefined;
  return `The session's character set is ${charset}, and a variable can be put in safely only with utf8mb4. Say SET NAMES utf8mb4 before this statement.`;
}

async function ask(session: Session, statement: string, signal: AbortSignal): Promise<readonly string[]> {
  const outcome = await session.query(statement, { signal });
  return outcome.status === "ok" ? (outcome.resultSets[0]?.rows[0] ?? []).map(String) : [];
}

/** What reads leaves nothing behind, however it ended. */
function effectOf(outcome: QueryOutcome, risk: Risk, text: string): Effect {
  if (risk === "reads") return "none";
  // A routine may have done, and committed, a part of its work before it failed.
  if (outcome.status === "error" && startsRoutine(text)) return "unknown";
  switch (outcome.status) {
    case "ok":
      return "done";
    case "error":
      return "none";
    case "aborted":
      return outcome.effect;
    case "lost":
      return "unknown";
  }
}

function startsRoutine(text: string): boolean {
  const [word] = tokenizeSql(text).filter(({ kind }) => kind === "word");
  return word !== undefined && /^(?:call|execute)$/i.test(word.text);
}

function toEnded(
  outcome: Exclude<QueryOutcome, { status: "ok" }>,
  statement: RenderedStatement,
  context: StepContext,
  statements: readonly StatementEvidence[],
  effect: Effect,
): Ended {
  const what = shorten(statement.shown);
  switch (outcome.status) {
    case "error": {
      const message = `ERROR ${outcome.errno} (${outcome.sqlState}) in ${what}: ${outcome.message}`;
      return {
        status: "ended",
        how: "failed",
        code: "statement-error",
        message: statement.redact(message),
        effect,
        statements,
      };
    }
    case "lost": {
      const known =
        effect === "unknown" ? "Whether it took effect is not known: look at the server before you do it again." : "";
      const message = `the connection broke during ${what} (${outcome.message}). ${known}`.trim();
      return {
        status: "ended",
        how: "failed",
        code: "connection-lost",
        message: statement.redact(message),
        effect,
        statements,
      };
    }
    case "aborted": {
      const how = context.stopped() ?? "cancelled";
      const why = how === "timed-out" ? `was stopped after ${context.timeoutMs / 1000} s` : "was cancelled";
      return {
        status: "ended",
        how,
        message: statement.redact(`${what} ${why}. ${outcome.message}`),
        effect,
        statements,
      };
    }
  }
}

function toEvidence(statement: RenderedStatement, outcome: QueryOutcome, redactor: Redactor): StatementEvidence {
  const common = { statement: statement.shown, durationUs: outcome.durationUs };
  const returned = (sets: readonly RawResultSet[]): ResultSet[] =>
    sets.map(({ origins, ...set }) => ({
      ...set,
      rows: redactRows(set, origins, redactor),
      vertical: statement.vertical,
    }));
  if (outcome.status === "ok") {
    return {
      ...common,
      resultSets: returned(outcome.resultSets),
      affectedRows: outcome.affectedRows,
      warnings: outcome.warnings.map((warning) => ({ ...warning, message: statement.redact(warning.message) })),
    };
  }
  const empty = { ...common, resultSets: [], affectedRows: 0, warnings: [] };
  if (outcome.status !== "error") return { ...empty, unanswered: true };
  const { errno, sqlState, message, resultSets = [] } = outcome;
  return { ...empty, resultSets: returned(resultSets), error: { errno, sqlState, message: statement.redact(message) } };
}

/** So many secrets of results are looked for in all that follows; a table of accounts may hold thousands. */
const maxLearned = 20;

function redactRows(
  { columns, rows }: Omit<ResultSet, "vertical">,
  origins: readonly string[] | undefined,
  redactor: Redactor,
): Value[][] {
  const isSecret = secretCells(columns, origins);
  let learned = 0;
  return rows.map((cells) =>
    cells.map((cell, index) => {
      if (!isSecret(cells, index)) return typeof cell === "string" ? redactor.text(cell) : cell;
      // An expectation that fails and a captured value would tell it.
      if (typeof cell === "string" && cell.length >= 6 && learned++ < maxLearned) redactor.add(cell);
      return secretCell;
    }),
  );
}

function shorten(statement: string): string {
  const line = oneLine(statement);
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
