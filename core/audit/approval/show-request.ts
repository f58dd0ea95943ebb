import { formatDuration } from "../../text/duration.ts";
import { visible, visibleLines } from "../../text/visible.ts";
import { asEntry } from "../read-entry.ts";
import type { Json } from "../types.ts";
import type { ApprovalRequest, ListedApprover } from "./request.ts";

const risks: Readonly<Record<string, string>> = {
  reads: "only reads",
  changes: "CHANGES data, settings or replication",
  destroys: "DESTROYS what only a backup brings back",
};

/** The number of a request for people. */
export function shortHash(hash: string): string {
  return hash.slice(0, 8);
}

/**
 * A request for the person who is to approve it, or to read of it later. It comes from somebody else: every line is safe to
 * show. `now`: milliseconds since the epoch, while it is open.
 */
export function requestLines(request: ApprovalRequest, hash: string, now?: number): string[] {
  const { step, operator, runbook, needed } = request;
  const left = Date.parse(request.expires) - (now ?? 0);
  const until =
    now === undefined
      ? ""
      : left > 0
        ? ` (${formatDuration(left)} left by this machine's clock)`
        : " (over by this machine's clock; the operator's counts)";
  const facts: (readonly [string, string])[] = [
    ["Step", `${step.name} (step ${step.index + 1}, ${step.kind})`],
    ["Risk", risks[step.risk] ?? "UNKNOWN: it can't be told from its text"],
    ["Cluster", request.cluster],
    ...request.targets.map(({ node, at }) => ["Runs on", `${node}, ${at}`] as const),
    ["Asked by", `${operator.user} on ${operator.host}, ${request.created}`],
    ["Good till", `${request.expires}${until}`],
    ["Runbook", `${runbook.path} (SHA-256 ${runbook.sha256.slice(0, 16)}…)`],
    ["Run", `log ${request.log}, attempt ${request.attempt}`],
    ...Object.entries(request.settings).map(([name, value]) => ["With", `${name} ${value}`] as const),
    ["Approvals", `${needed}, from ${request.approvers.map(describeListed).join(", ")}`],
  ];
  const replaced = asEntry(request as unknown as Json)?.["redactions"];
  const variables = Object.entries(request.variables).flatMap(([name, value]) => {
    const [first = "", ...rest] = visibleLines(value);
    return [`  $ ${visible(name)} = ${first}`, ...rest.map((line) => `  $   ${line}`)];
  });
  return [
    `Request ${shortHash(hash)}`,
    ...facts.map(([word, fact]) => `  ${word.padEnd(10)} ${visible(fact)}`),
    ...(Array.isArray(replaced) ? [`  ${"Secrets".padEnd(10)} ${replaced.length} replaced`] : []),
    ...(variables.length > 0 ? ["", "Its variables:", ...variables] : []),
    "",
    "It would run:",
    ...request.text.flatMap(visibleLines).map((line) => `  │ ${line}`),
    ...(now === undefined
      ? []
      : ["", `It starts as soon as it has ${needed === 1 ? "the approval" : `all ${needed} approvals`}.`]),
  ];
}

function describeListed({ name, key, user }: ListedApprover): string {
  return `${name} (${[...(key === undefined ? [] : ["key"]), ...(user === undefined ? [] : [`user ${user}`])].join(" or ")})`;
}
