import { classifyRisk, worstRisk } from "../../mysql/sql/risk.ts";
import { splitStatements } from "../../mysql/sql/statements.ts";
import { whoApproves } from "../../run/approvers.ts";
import { Scope } from "../../run/scope.ts";
import { confirmQuestion, rollbacksOf, timeoutOf } from "../../run/step-facts.ts";
import { resolveTargets, writtenTarget } from "../../run/targets.ts";
import type { Risk, Runbook, Step } from "../../runbook/types.ts";
import { formatTimeout } from "../../text/duration.ts";
import type { RunbookSurroundings } from "./surroundings.ts";

import { code } from "./words.ts";

const RISKS: Readonly<Record<Risk, string>> = {
  reads: "reads only",
  changes: "changes data, settings or replication",
  destroys: "destroys what only a backup brings back, or stops the server",
  unknown: "what it does can't be told from its text",
};

/** Where it will run, what it can do and why, how long it may take, and how it is undone. */
export function aboutStep(runbook: Runbook, step: Step, around: RunbookSurroundings): string {
  const { risk, why } = riskOf(step);
  const rollbackOf = rollbacksOf(runbook).get(step.name);
  const { when, retry, needs, rollback, approve } = step.attributes;
  const question = confirmQuestion(step, { risk, statements: [], problems: [] }, [], around.context.cluster);
  const lines = [
    `**${code(step.name)}**, step ${step.index + 1} of ${runbook.steps.length}`,
    `- runs ${targetText(runbook, step, around)}`,
    `- risk: **${risk}** (${step.attributes.risk ? "as written" : RISKS[risk]})${why}`,
    `- timeout: ${formatTimeout(timeoutOf(step))}${step.attributes.timeoutMs ? "" : " (default)"}`,
    ...(when ? [`- only when ${code(when.value)}`] : []),
    ...(retry ? [`- tried again ${retry.value.times} times, ${formatTimeout(retry.value.pauseMs)} apart`] : []),
    ...(needs?.length ? [`- needs ${needs.map(({ value }) => code(value)).join(", ")}`] : []),
    ...(approve ? [approvalText(step, approve.value, around)] : []),
    ...(question === undefined ? [] : ["- asks before it runs"]),
    rollback
      ? rollback.value === "never"
        ? "- from here on nothing can be undone"
        : `- undone by ${code(rollback.value)}`
      : "- no rollback",
    ...(rollbackOf === undefined ? [] : [`- rollback of ${code(rollbackOf)}: no part of the order`]),
    ...step.problems.slice(0, 3).map(({ message }) => `- does not run: ${message}`),
  ];
  return lines.join("\n");
}

function approvalText(step: Step, needed: number, { context: { cluster } }: RunbookSurroundings): string {
  const who = cluster && whoApproves(step, cluster);
  const from = typeof who === "object" ? ` of ${who.approvers.map(({ name }) => code(name)).join(", ")}` : "";
  return `- needs ${needed} ${needed === 1 ? "approval" : "approvals"} by other people${from}${typeof who === "string" ? `; the cluster lists too few` : ""}`;
}

function riskOf(step: Step): { readonly risk: Risk; readonly why: string } {
  const written = step.attributes.risk?.value;
  if (written) return { risk: written, why: "" };
  if (step.kind === "manual" || step.kind === "ini") return { risk: "reads", why: "" };
  if (step.kind === "failover") return { risk: "changes", why: "" };
  if (step.kind === "shell") return { risk: "unknown", why: "" };
  const all = splitStatements(step.code).statements.map(({ text }) => ({ text, risk: classifyRisk(text) }));
  const risk = worstRisk(all.map((each) => each.risk));
  const worst = all.find((each) => each.risk === risk);
  return { risk, why: worst && risk !== "reads" ? `, because of ${code(firstWords(worst.text))}` : "" };
}

function firstWords(statement: string): string {
  const words = statement.replace(/\s+/g, " ").split(" ").slice(0, 4).join(" ");
  return words.length < statement.trim().length ? `${words} …` : words;
}

/** The nodes by their intended roles, where the inventory tells. */
function targetText(runbook: Runbook, step: Step, { context: { cluster } }: RunbookSurroundings): string {
  const written = writtenTarget(step);
  const resolved = resolveTargets(step, defaults(runbook), cluster, []);
  if (resolved.status === "local") return "on this machine";
  if (resolved.status === "nodes") {
    const names = resolved.nodes.map(({ name }) => code(name)).join(", ");
    return resolved.nodes.length === 1 && resolved.nodes[0]?.name === written
      ? `on ${names}`
      : `on ${names} (${written}, as the inventory intends it)`;
  }
  return `on ${code(written)}`;
}

/** The names of nodes that inputs have by default. */
function defaults({ frontMatter }: Runbook): Scope {
  const scope = new Scope();
  for (const input of frontMatter.inputs)
    if (input.type === "node" && input.default !== undefined) scope.bind(input.name, input.default);
  return scope;
}
