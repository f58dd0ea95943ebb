import { isOperator, type OperatorIdentity } from "../audit/approval/judge.ts";
import type { Approver, Cluster } from "../cluster/inventory-types.ts";
import type { Step } from "../runbook/types.ts";

/** Who may approve a step. */
export interface WhoApproves {
  readonly needed: number;
  readonly approvers: readonly Approver[];
}

/** Undefined for a step that needs nobody; a message when there are too few, with `operator` not counting that one. */
export function whoApproves(
  step: Step,
  cluster: Cluster | undefined,
  operator?: OperatorIdentity,
): WhoApproves | string | undefined {
  const needed = step.attributes.approve?.value ?? 0;
  if (needed === 0) return undefined;
  if (cluster === undefined)
    return `approve=${needed}: who may approve is listed under approvers: of a cluster in clusters.yaml, and no cluster is chosen. Name one in the front matter (cluster:).`;
  const listed = cluster.approvers ?? [];
  if (listed.length < needed) {
    const has = listed.length === 0 ? "no approvers" : `${listed.length} of them: ${names(listed)}`;
    return `approve=${needed}: the cluster ${cluster.name} lists ${has}. List enough people under its approvers: in clusters.yaml.`;
  }
  const others = operator ? listed.filter((one) => isOperator(one, operator) === undefined) : listed;
  if (others.length >= needed) return { needed, approvers: others };
  const left = others.length === 0 ? "nobody else" : `only ${names(others)}`;
  return `approve=${needed} means other people than the operator, and ${left} is listed under approvers: of the cluster ${cluster.name}. List more, or let somebody else run it.`;
}

/** `alice (key)`, `bob (user bob on this machine)`. */
export function describeApprover({ name, key, user }: Approver): string {
  const proofs = [
    ...(key === undefined ? [] : ["key"]),
    ...(user === undefined ? [] : [`user ${user} on this machine`]),
  ];
  return `${name} (${proofs.join(" or ")})`;
}

function names(approvers: readonly Approver[]): string {
  return approvers.map(({ name }) => name).join(", ");
}
