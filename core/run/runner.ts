import { TrailError } from "../audit/types.ts";
import type { StepKind } from "../runbook/types.ts";
import { ClusterLock } from "./cluster-lock.ts";
import { executors as standardExecutors } from "./executors/registry.ts";
import { Journal } from "./journal.ts";
import { OpenRun } from "./open-run.ts";
import type { ServerIdentity } from "./ports.ts";
import { cut } from "./record.ts";
import { changedMessage, confirmChanged, RunLocks, recordResumption } from "./resume-open.ts";
import { Resumption } from "./resumption.ts";
import { RunState } from "./run-state.ts";
import type { OpenRunOutcome, RunOptions } from "./run-types.ts";
import { SessionLedger } from "./session-ledger.ts";
import { SessionPool } from "./session-pool.ts";
import type { StepExecutor } from "./step-executor.ts";
import { reachesOut, usesServers } from "./step-facts.ts";
import { Topology } from "./topology.ts";

/** Milliseconds for all nodes together to answer at the start. */
const openMs = 15_000;

/** Opens the log, connects to the cluster and reads who is who. Never rejects. */
export async function openRun(
  options: RunOptions,
  executors: ReadonlyMap<StepKind, StepExecutor> = standardExecutors,
): Promise<OpenRunOutcome> {
  const { ports, runbook, cluster } = options;
  const { trail } = ports;
  const runId = trail.logId;
  const journal = new Journal(trail);
  // A run that goes on does so on the instances on which it began.
  const identities = new Map<string, Pick<ServerIdentity, "serverUuid">>(
    [...(options.resume?.servers ?? [])].map(([node, serverUuid]) => [node, { serverUuid }]),
  );
  const notice = (text: string) => ports.onEvent({ type: "notice", text });
  const nodes =
    cluster === undefined || !usesServers(runbook)
      ? undefined
      : {
          sessions: new SessionPool(cluster, ports.connector, identities, notice, new SessionLedger()),
          observers: new SessionPool(cluster, ports.connector, identities, () => undefined),
        };
  const topology = nodes && cluster ? new Topology(cluster, nodes.observers, ports.clock) : undefined;
  const lock =
    cluster !== undefined && (nodes !== undefined || reachesOut(runbook))
      ? new ClusterLock(options, cluster, journal, nodes?.observers)
      : undefined;
  const runLocks = new RunLocks(options);
  const state = new RunState(
    options,
    journal,
    executors,
    nodes && topology ? { sessions: nodes.sessions, topology } : undefined,
    lock,
  );
  const close = async () => {
    await Promise.all([lock?.release(), runLocks.release()]);
    await Promise.all([nodes?.sessions.close(), nodes?.observers.close()]);
  };
  const halt = async (
    code: Extract<OpenRunOutcome, { status: "refused" }>["code"],
    message: string,
  ): Promise<OpenRunOutcome> => {
    await journal.write("run.halted", { because: cut(message, 8000) });
    await journal.close();
    await close();
    return { status: "refused", code, message };
  };
  try {
    await journal.write("run.started", {
      run: {
        id: runId,
        path: cut(options.path, 4000),
        title: cut(runbook.frontMatter.title?.value ?? "", 500),
        sha256: ports.sha256(runbook.text),
        mode: options.mode ?? options.resume?.mode ?? "live",
        ...(options.commit === undefined ? {} : { commit: options.commit }),
        ...(cluster === undefined ? {} : { cluster: cluster.name }),
      },
      assume_yes: options.assumeYes,
      // With the very first entry: a process that is killed before the next one must not look like a run of its own.
      ...(options.resume ? { resumes: { log: options.resume.log.id, seq: options.resume.log.seq } } : {}),
      ...(options.selection?.step === undefined && options.selection?.from === undefined
        ? {}
        : { selection: { ...options.selection } }),
    });
    ports.onEvent({
      type: "run-started",
      runId,
      logId: trail.logId,
      location: trail.location,
      runbook: options.path,
      ...(cluster ? { cluster: cluster.name } : {}),
    });
    const signal = options.signal ?? new AbortController().signal;
    const resumption = options.resume && new Resumption(state, options.resume);
    const underWay = await runLocks.take();
    if (underWay !== undefined) return await halt("not-resumable", underWay);
    if (resumption) {
      const changed = resumption.differences();
      const sure = changed.length === 0 || (await confirmChanged(resumption, changed, options, signal));
      if (!sure) return await halt("not-resumable", changedMessage(changed));
      await recordResumption(resumption, changed, journal);
    }
    const taken = await lock?.takeFile();
    if (taken !== undefined) return await halt("lock-held", taken);
    await state.observe(signal, openMs);
    if (signal.aborted) return await halt("cancelled", "Cancelled before the first step.");
    const unreachable = topology?.nodes.filter(({ role }) => role === "unreachable") ?? [];
    if (topology && topology.nodes.length > 0 && unreachable.length === topology.nodes.length) {
      return await halt(
        "cluster-unreachable",
        `No node of the cluster ${cluster?.name ?? ""} can be reached. ${unreachable.map((one) => one.message ?? one.node).join(" ")}`,
      );
    }
    const busy = await lock?.takeNodes(signal);
    if (busy !== undefined) return await halt("lock-held", busy);
    state.bindBuiltins();
    for (const text of differencesOf(options, state)) notice(text);
    return { status: "open", run: new OpenRun(state, runId, close, resumption) };
  } catch (error) {
    await close();
    if (error instanceof TrailError) return { status: "refused", code: "trail-unwritable", message: error.message };
    throw error;
  }
}

/** What an operator should know before the first step. */
function differencesOf({ cluster }: RunOptions, state: RunState): string[] {
  const nodes = state.topology?.nodes ?? [];
  const notices: string[] = [];
  for (const { node, role, identity } of nodes) {
    const configured = cluster?.nodes.find(({ name }) => name === node);
    if (configured?.role !== undefined && role !== "unreachable" && role !== configured.role) {
      notices.push(
        `${node} is ${role === "standalone" ? "neither source nor replica" : `a ${role}`}; the inventory says ${configured.role}. The live role counts.`,
      );
    }
    if (identity && identity.version.flavor !== cluster?.flavor)
      notices.push(
        `${node} runs ${identity.version.flavor}; the inventory says ${cluster?.flavor}. The live server counts.`,
      );
    if (identity && !identity.autocommit)
      notices.push(
        `${node} begins its sessions with autocommit off: what a step changes there is kept only if a COMMIT follows.`,
      );
    if (
      identity?.tls === undefined &&
      identity &&
      !/^(?:127\.|localhost$|::1$)/.test(identity.host) &&
      configured?.socket === undefined
    ) {
      notices.push(`The connection to ${node} is not encrypted. Set tls: in the cluster inventory.`);
    }
  }
  return notices;
}
