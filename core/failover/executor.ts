import { parseVersion } from "../mysql/flavor.ts";
import type { Scope } from "../run/scope.ts";
import { toText } from "../run/scope.ts";
import type { Execution, StepContext, StepExecutor, StepPlan, TargetResult } from "../run/step-executor.ts";
import type { Step } from "../runbook/types.ts";
import { type ActionOutcome, parseAction, type SwitchoverAction } from "./action.ts";
import { type Dialect, dialectFor, type SourceLiteral } from "./dialect.ts";
import type { Instance } from "./field.ts";
import { effectOf, liveField } from "./live-field.ts";
import { switchover } from "./switchover.ts";

/** Runs a `failover` step on all nodes of the cluster. */
export const failoverExecutor: StepExecutor = {
  kind: "failover",
  plan(step, scope): StepPlan {
    const parsed = parse(step, scope);
    if (parsed.status === "invalid")
      return { statements: [], risk: "unknown", problems: inDocument(step, parsed.problems) };
    const flavor = scope.valueOf({ name: "flavor" }) === "mariadb" ? "mariadb" : "mysql";
    const version = parseVersion(String(scope.valueOf({ name: "version" }) ?? ""), flavor);
    const dialect = (version && dialectFor(version)) ?? dialectFor(newest[flavor]);
    return { statements: dialect ? outline(parsed.action, dialect) : [], risk: "destroys", problems: [] };
  },
  async execute(context): Promise<Execution> {
    const parsed = parse(context.step, context.scope);
    if (parsed.status === "invalid")
      return {
        status: "refused",
        code: "invalid-step",
        because: parsed.problems.map(({ message }) => message).join(" "),
      };
    return { status: "executed", targets: await run(context, parsed.action), captured: {} };
  },
};

const newest = {
  mysql: { flavor: "mysql", major: 9, minor: 7, patch: 0 },
  mariadb: { flavor: "mariadb", major: 11, minor: 8, patch: 0 },
} as const;

function parse(step: Step, scope: Scope): ActionOutcome {
  return parseAction(step.code, (name) => {
    const value = scope.valueOf({ name });
    return value === undefined ? undefined : toText(value);
  });
}

function inDocument(step: Step, problems: StepPlan["problems"]): StepPlan["problems"] {
  const at = (offset: number) => step.codeOffsets[offset] ?? step.block.contentSpan.end;
  return problems.map((problem) => ({
    ...problem,
    span: { start: at(problem.span.start), end: at(problem.span.end) },
  }));
}

/** What a person wants to see before saying yes: every statement that changes something. */
function outline(action: SwitchoverAction, dialect: Dialect): StepPlan["statements"] {
  const source: SourceLiteral = { host: `'<${action.to}>'`, port: "<port>" };
  const on = (where: string, statement: string) => ({ text: `${where}: ${statement}`, risk: "changes" as const });
  return [
    { text: "all: preflight checks", risk: "reads" },
    on("old source", dialect.fence),
    { text: `${action.to}: ${dialect.waitFor("<all that the old source has executed>", action.wait)}`, risk: "reads" },
    on(action.to, dialect.stopReplication),
    on(action.to, dialect.promote),
    { text: `${action.to}: ${dialect.forgetSource}`, risk: "destroys" },
    on("other replicas", `${dialect.stopReplication}; ${dialect.repoint(source)}; ${dialect.startReplication}`),
    on(
      "old source",
      `${dialect.demote(source, { user: `'${action.replicationUser}'`, password: "'<redacted>'" })}; ${dialect.startReplication}`,
    ),
    { text: "all: verification", risk: "reads" },
  ];
}

async function run(context: StepContext, action: SwitchoverAction): Promise<readonly TargetResult[]> {
  const opened = context.targets.map((node) => ({ node, session: context.sessions.get(node.name) }));
  const missing = opened.flatMap(({ node, session }) =>
    session?.status === "ready" ? [] : [session?.message ?? `${node.name} has no session.`],
  );
  if (missing.length > 0)
    return failEach(
      context,
      "connection-refused",
      "none",
      `Nothing was changed: every instance has to answer. ${missing.join(" ")}`,
    );
  const members: { instance: Instance; session: Parameters<typeof liveField>[1][number]["session"] }[] = [];
  for (const { node, session } of opened) {
    if (session?.status !== "ready") continue;
    const { identity } = session.session;
    const dialect = dialectFor(identity.version);
    if (!dialect)
      return failEach(
        context,
        "not-executable",
        "none",
        `${node.name} runs ${identity.versionText}: a switchover needs MySQL 8.0.23 or MariaDB 10.10.`,
      );
    members.push({
      instance: { name: node.name, host: node.host, port: node.port, identity, dialect },
      session: session.session,
    });
  }
  const { field, statements } = liveField(context, members);
  const outcome = await switchover(action, field);
  const evidence = (name: string) => ({
    node: name,
    statements: statements.get(name) ?? [],
    expectations: [],
    attempts: 1,
  });
  if (outcome.status === "done") {
    const { newSource, oldSource, readOnlyMs, gtids } = outcome.report;
    context.notice(
      `${newSource} is the source, ${oldSource} a replica. Nobody could write for ${readOnlyMs.toFixed(0)} ms. Transactions moved: ${gtids}`,
    );
    return members.map(({ instance }) => ({
      evidence: { ...evidence(instance.name), identity: instance.identity, status: "succeeded" },
      effect: "done",
    }));
  }
  const { message, left } = outcome.failure;
  const status = context.stopped() ?? "failed";
  return members.map(({ instance }) => ({
    evidence: {
      ...evidence(instance.name),
      identity: instance.identity,
      status,
      message: `${message} ${afterwards[left]}`,
    },
    effect: effectOf(left),
    ...(status === "failed" ? { code: "action-failed" } : {}),
  }));
}

const afterwards = {
  untouched: "Nothing was changed.",
  restored: "Everything was taken back: the old source takes writes again.",
  dirty: "The cluster may be without a source: look at it now.",
  promoted: "The new source has the writes; finish repointing the others to it. Do not go back.",
} as const;

function failEach(
  context: StepContext,
  code: "connection-refused" | "not-executable",
  effect: "none",
  message: string,
): TargetResult[] {
  return context.targets.map((node) => ({
    evidence: { node: node.name, statements: [], expectations: [], attempts: 0, status: "failed", message },
    effect,
    code,
  }));
}
