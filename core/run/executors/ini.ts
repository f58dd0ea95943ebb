import type { ClusterNode } from "../../cluster/inventory-types.ts";
import { readsGroup } from "../../option-file/groups.ts";
import { parseOptionFile } from "../../option-file/parse.ts";
import { resolveSetting } from "../../option-file/resolve.ts";
import type { Setting } from "../../option-file/types.ts";
import { sameOptionValue } from "../option-values.ts";
import type { StatementEvidence } from "../outcome.ts";
import type { Session } from "../ports.ts";
import { type Round, runRoundsOn } from "../rounds.ts";
import type { Ended, StepContext, StepExecutor, TargetResult } from "../step-executor.ts";
import type { Value } from "../value.ts";

const statement = "SHOW GLOBAL VARIABLES";
const columns = ["setting", "written", "live", "state"];
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
  const different = result.evidence.statements[0]?.resultSets[0]?.rows.filter(([, , , state]) => state === "differs");
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
  const rows = settingsOf(context, session).map((setting) => compareSetting(setting, live));
  const shown = rows.map((row) => row.map((cell) => (typeof cell === "string" ? redactor.text(cell) : cell)));
  const evidence: StatementEvidence = {
    statement,
    resultSets: [{ columns, rows: shown, rowCount: rows.length, vertical: false }],
    affectedRows: 0,
    warnings: [],
    durationUs: outcome.durationUs,
  };
  const named = rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])));
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

function compareSetting(setting: Setting, live: ReadonlyMap<string, string>): Value[] {
  const { base, prefixes, known } = resolveSetting(setting.key, (name) => live.has(name));
  const off = prefixes.includes("skip") || prefixes.includes("disable");
  const written = setting.value?.value ?? (off ? "OFF" : "ON");
  const value = live.get(base);
  if (!known || value === undefined) return [setting.name.value, written, null, "not a variable"];
  return [setting.name.value, written, value, sameOptionValue(written, value) ? "same" : "differs"];
}
