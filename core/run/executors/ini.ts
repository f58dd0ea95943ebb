import { secretCell, secretCells } from "../../audit/redaction/columns.ts";
import type { ClusterNode } from "../../cluster/inventory-types.ts";
import { readsGroup } from "../../option-file/groups.ts";
import { parseOptionFile } from "../../option-file/parse.ts";
import { resolveSetting } from "../../option-file/resolve.ts";
import type { Setting } from "../../option-file/types.ts";
import { isSwitch, sameBinaryLog, sameOptionValue } from "../option-values.ts";
import type { StatementEvidence } from "../outcome.ts";
import type { Session } from "../ports.ts";
import { type Round, runRoundsOn } from "../rounds.ts";
import type { Ended, StepContext, StepExecutor, TargetResult } from "../step-executor.ts";
import type { Value } from "../value.ts";
import { readOrigins } from "./value-origins.ts";

const statement = "SHOW GLOBAL VARIABLES";
const columns = ["setting", "written", "live", "origin", "state"];
/** More than any server has. */
const maxRows = 5000;

/** Compares an option-file fragment with the live server and changes nothing. */
export const iniExecutor: StepExecutor = {
  kind: "ini",
  plan: () => ({ statements: [{ text: statement, risk: "reads" }], risk: "reads", problems: [] }),
  async execute(context) {
    const results = await Promise.all(context.targets.map((node) => compareOnNode(context, node)));
    return { status: "executed", targets: results, captured: Object.assign({}, ...results.map((one) => one.captured)) };
  },
};

async function compareOnNode(
  context: StepContext,
  node: ClusterNode,
): Promise<TargetResult & { readonly captured: Readonly<Record<string, Value>> }> {
  const result = await runRoundsOn(context, node, (session) => compare(context, session));
  const different = result.evidence.statements[0]?.resultSets[0]?.rows.filter((row) => row.at(-1) === "differs");
  if (different && different.length > 0) {
    context.notice(
      `${node.name}: ${different.map(([name]) => String(name)).join(", ")} differ from what is written here. Nothing was changed.`,
    );
  }
  return result;
}

async function compare(context: StepContext, session: Session): Promise<Round | Ended> {
  const outcome = await session.query(statement, { signal: context.signal, maxRows });
  if (outcome.status !== "ok") {
    const stopped = outcome.status === "aborted" ? (context.stopped() ?? "cancelled") : undefined;
    const code = outcome.status === "lost" ? ("connection-lost" as const) : ("statement-error" as const);
    const ended = {
      status: "ended",
      message: `${statement}: ${outcome.message}`,
      effect: "none",
      statements: [],
    } as const;
    return stopped === undefined ? { ...ended, how: "failed", code } : { ...ended, how: stopped };
  }
  const live = new Map(
    outcome.resultSets[0]?.rows.map(([name, value]) => [String(name).toLowerCase(), String(value ?? "")]),
  );
  const { redactor } = context;
  const origins = await readOrigins(session, context.signal);
  const rows = settingsOf(context, session).map((setting) => compareSetting(setting, live, origins));
  const isSecret = secretCells(columns);
  const shown = rows.map((row) =>
    row.map((cell, index) => {
      if (isSecret(row, index)) return secretCell;
      return typeof cell === "string" ? redactor.text(cell) : cell;
    }),
  );
  const differ = rows.filter((row) => row.at(-1) === "differs").length;
  const evidence: StatementEvidence = {
    statement,
    resultSets: [{ columns, rows: shown, rowCount: rows.length, vertical: false }],
    affectedRows: 0,
    warnings: [],
    durationUs: outcome.durationUs,
    compared: { settings: rows.length, differ },
  };
  // `drift` is the same on each row: an author demands `drift == 0`.
  const named = rows.map((row) => ({
    ...Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])),
    drift: BigInt(differ),
  }));
  return { status: "done", statements: [evidence], effect: "none", rows: named, rowCount: named.length };
}

/** Those that this server reads; a fragment without a group is for the server. */
function settingsOf(context: StepContext, session: Session): Setting[] {
  return parseOptionFile(context.step.code).lines.filter(
    (line): line is Setting =>
      line.kind === "setting" &&
      (line.group === undefined || readsGroup(line.group.name.value, session.identity.version)),
  );
}

function compareSetting(
  setting: Setting,
  live: ReadonlyMap<string, string>,
  origins: ReadonlyMap<string, string>,
): Value[] {
  const { base, prefixes, known } = resolveSetting(setting.key, (name) => live.has(name));
  const off = prefixes.includes("skip") || prefixes.includes("disable");
  const name = setting.name.value;
  const value = live.get(base);
  const bare = off ? "OFF" : "ON";
  if (!known || value === undefined) return [name, setting.value?.value ?? bare, null, null, "not a variable"];
  const origin = origins.get(base) ?? null;
  const written = setting.value?.value;
  if (written === undefined) {
    // Only a switch may be written without a value.
    if (!/^(?:ON|OFF)$/i.test(value)) return [name, null, value, origin, "no value written"];
    return [name, bare, value, origin, sameOptionValue(bare, value) ? "same" : "differs"];
  }
  // With a name, log_bin is on, and the name stands in a variable of its own.
  const basename = base === "log_bin" && !isSwitch(written) ? live.get("log_bin_basename") : undefined;
  if (basename !== undefined && basename !== "")
    return [name, written, basename, origin, sameBinaryLog(written, basename) ? "same" : "differs"];
  return [name, written, value, origin, sameOptionValue(written, value) ? "same" : "differs"];
}
