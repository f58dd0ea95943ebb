import { dirname } from "node:path";
import type { Cluster } from "../core/cluster/inventory-types.ts";
import { keptInputs } from "../core/node/kept-inputs.ts";
import { findPastRun } from "../core/node/past-runs.ts";
import type { PastRun } from "../core/run/past-run.ts";
import { planRunbook } from "../core/run/plan.ts";
import type { Plan, PlannedStep } from "../core/run/plan-types.ts";
import type { StepSelection } from "../core/run/run-types.ts";
import { nearest } from "../core/text/nearest.ts";
import type { Arguments } from "./args.ts";
import { CliError } from "./errors.ts";
import { givenInputs } from "./inputs.ts";
import { chooseCluster } from "./inventory.ts";
import type { Io } from "./io.ts";
import { type RunbookFile, readRunbook } from "./runbook-file.ts";

/** All that is settled before a run is opened. */
export interface Prepared extends RunbookFile {
  readonly cluster: Cluster | undefined;
  readonly inventoryPath: string | undefined;
  readonly inputs: Map<string, string>;
  readonly plan: Plan;
  readonly selection: StepSelection;
  readonly selected: readonly PlannedStep[];
  /** The run to go on with. */
  readonly resume: PastRun | undefined;
}

/** Throws `CliError` when the run can't be what was asked for. Connects to nothing. */
export async function prepareRun(name: string, args: Arguments, io: Io): Promise<Prepared> {
  const file = await readRunbook(name, io.cwd);
  const { document, runbook } = file;
  if (runbook.steps.length === 0)
    throw new CliError(`${name} has no step: no fenced sql, shell, ini, manual or failover block.`);
  const given = givenInputs(runbook, args.list("input"), io.env);
  const resume = await pastRun(document.path, args);
  const choice = await chooseCluster({
    documentPath: document.path,
    cwd: io.cwd,
    inventoryFile: args.text("inventory"),
    named: args.text("cluster") ?? resume?.cluster,
    frontMatter: runbook.frontMatter.cluster?.value,
  });
  if (choice.status === "wrong") throw choice.error;
  const cluster = choice.status === "chosen" ? choice.cluster : undefined;
  const folder = choice.status === "chosen" ? dirname(choice.inventoryPath) : io.cwd;
  if (resume && resume.cluster !== cluster?.name)
    throw new CliError(
      `The run ${resume.log.id} is on ${resume.cluster ?? "no cluster"}, and this would be on ${cluster?.name ?? "none"}. Leave out --cluster.`,
    );
  const before = resume ? restoredInputs(resume, runbook, given) : [];
  const inputs = new Map([...(await keptInputs(runbook.frontMatter.inputs, cluster, folder)), ...given, ...before]);
  const plan = planRunbook({ runbook, inputs, ...(cluster ? { cluster } : {}) });
  const selection = resume?.selection ?? selectionOf(args, plan);
  const selected = selectSteps(plan, selection);
  const remote = selected.find((planned) => planned.targets.some((target) => target !== "local"));
  if (choice.status === "none" && remote) {
    const where = remote.targets.join(", ");
    throw new CliError(`Step ${remote.step.name} runs on ${where}, and no cluster is chosen. ${choice.error.message}`, {
      advice: choice.error.advice,
    });
  }
  if (cluster) checkProduction(cluster, selected, args);
  return {
    ...file,
    cluster,
    inventoryPath: choice.status === "chosen" ? choice.inventoryPath : undefined,
    inputs,
    plan,
    selection,
    selected,
    resume,
  };
}

async function pastRun(path: string, args: Arguments): Promise<PastRun | undefined> {
  const wanted = args.text("resume");
  if (wanted === undefined) {
    if (args.text("in-flight") !== undefined) throw new CliError("--in-flight goes with --resume.");
    return undefined;
  }
  if (args.text("step") !== undefined || args.text("from") !== undefined)
    throw new CliError("--resume goes on with the steps of the run that stopped. Leave out --step and --from.");
  const found = await findPastRun(wanted, path);
  if (found.status === "none") throw new CliError(found.message, { exitCode: 1 });
  return found.run;
}

/** A run keeps the values that it began with. */
function restoredInputs(past: PastRun, runbook: RunbookFile["runbook"], given: ReadonlyMap<string, string>) {
  return runbook.frontMatter.inputs.flatMap(({ name }): [string, string][] => {
    const text = past.texts.get(name);
    const now = given.get(name);
    if (text !== undefined && now !== undefined && now !== text)
      throw new CliError(`The run ${past.log.id} has ${name}=${text}. It can't be resumed with another value.`);
    return text === undefined ? [] : [[name, text]];
  });
}

function selectionOf(args: Arguments, plan: Plan): StepSelection {
  const step = args.text("step");
  const from = args.text("from");
  if (step !== undefined && from !== undefined) throw new CliError("Give either --step or --from.");
  const names = plan.steps.map((planned) => planned.step.name);
  for (const [option, wanted] of [
    ["--step", step],
    ["--from", from],
  ] as const) {
    if (wanted === undefined || names.includes(wanted)) continue;
    const [meant] = nearest(wanted, names);
    throw new CliError(`${option} ${wanted}: the runbook has no such step.${meant ? ` Did you mean ${meant}?` : ""}`, {
      advice: [`It has: ${names.join(", ")}.`],
    });
  }
  return { ...(step === undefined ? {} : { step }), ...(from === undefined ? {} : { from }) };
}

function selectSteps(plan: Plan, { step, from }: StepSelection): PlannedStep[] {
  if (step !== undefined) return plan.steps.filter((planned) => planned.step.name === step);
  const order = plan.steps.filter((planned) => planned.rollbackOf === undefined);
  if (from === undefined) return order;
  const start = order.findIndex((planned) => planned.step.name === from);
  if (start < 0)
    throw new CliError(
      `--from ${from}: it is a rollback step, which is not part of the order. Run it with --step ${from}.`,
    );
  return order.slice(start);
}

export function mutates(planned: PlannedStep): boolean {
  return planned.risk !== "reads";
}

function checkProduction(cluster: Cluster, selected: readonly PlannedStep[], args: Arguments): void {
  const typed = args.text("confirm-production");
  if (typed !== undefined && typed !== cluster.name) {
    throw new CliError(`--confirm-production ${typed}: the run is on cluster ${cluster.name}. Nothing was run.`);
  }
  const first = selected.find(mutates);
  if (!cluster.production || !args.flag("yes") || !first || typed !== undefined) return;
  throw new CliError(
    `Cluster ${cluster.name} is in production, and step ${first.step.name} is not a mere reader: --yes alone does not run it.`,
    {
      advice: [`Leave out --yes to be asked step by step, or add: --confirm-production ${cluster.name}`],
    },
  );
}
