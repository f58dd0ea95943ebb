import { isOperator } from "../audit/approval/judge.ts";
import { parseVerifierKey } from "../audit/note.ts";
import type { Approver, Cluster } from "../cluster/inventory-types.ts";
import type { Step } from "../runbook/types.ts";
import type { ApprovalDesk, OperatorFacts } from "./ports.ts";
import type { RunPorts } from "./run-types.ts";

/** Who may approve a step. */
export interface WhoApproves {
  readonly needed: number;
  readonly approvers: readonly Approver[];
}

/** Those of them who can, in this run. */
export interface Reachable extends WhoApproves {
  readonly desk: ApprovalDesk;
  readonly operator: OperatorFacts;
  /** Numbers of the users of this machine whose files count. */
  readonly uids: ReadonlyMap<string, number>;
}

/** As the inventory says it. Undefined for a step that needs nobody; a message when it lists too few. */
export function whoApproves(step: Step, cluster: Cluster | undefined): WhoApproves | string | undefined {
  const needed = step.attributes.approve?.value ?? 0;
  if (needed === 0) return undefined;
  if (cluster === undefined)
    return `approve=${needed}: who may approve is listed under approvers: of a cluster in clusters.yaml, and no cluster is chosen. Name one in the front matter (cluster:).`;
  const approvers = cluster.approvers ?? [];
  if (approvers.length >= needed) return { needed, approvers };
  const has = approvers.length === 0 ? "no approvers" : `${approvers.length} of them: ${names(approvers)}`;
  return `approve=${needed}: the cluster ${cluster.name} lists ${has}. List enough people under its approvers: in clusters.yaml.`;
}

/** The same without the operator, and without those whose approval could not come in; a message when too few are left. */
export async function reachableApprovers(
  step: Step,
  cluster: Cluster | undefined,
  { approvals: desk, operator: person }: Pick<RunPorts, "approvals" | "operator">,
): Promise<Reachable | string | undefined> {
  const who = whoApproves(step, cluster);
  if (who === undefined || typeof who === "string") return who;
  const { needed } = who;
  if (desk === undefined) return `approve=${needed}: nothing here can receive approvals.`;
  const operator = await desk.operator();
  const others = who.approvers.filter((one) => isOperator(one, operator) === undefined);
  if (others.length < needed)
    return `approve=${needed} means other people than the operator, and ${others.length === 0 ? "nobody else" : `only ${names(others)}`} is listed under approvers: of the cluster ${cluster?.name}. List more, or let somebody else run it.`;
  const uids = new Map<string, number>();
  for (const { user } of operator.uids.includes(0) ? [] : others) {
    const uid = user === undefined ? undefined : await desk.uidOf(user);
    if (user !== undefined && uid !== undefined && !operator.uids.includes(uid)) uids.set(user, uid);
  }
  // A signed answer has to be pasted by somebody, or left in a folder that somebody named.
  const takesKeys = person.approvals !== undefined || desk.isNamed;
  const isMistyped = (key: string | undefined) => key !== undefined && parseVerifierKey(key, desk.sha256) === undefined;
  const approvers = others.filter(
    ({ key, user }) => (takesKeys && key !== undefined && !isMistyped(key)) || uids.has(user ?? ""),
  );
  if (approvers.length >= needed) return { needed, approvers, desk, operator, uids };
  const reasons = [
    ...others
      .filter(({ key }) => isMistyped(key))
      .map(({ name }) => `The key of ${name} is mistyped: its hash is another's.`),
    ...(takesKeys
      ? []
      : [
          "Nobody can paste a signed approval here: run it in a terminal or in the editor, or name a folder that the approvers reach, with --approvals.",
        ]),
    ...(operator.uids.includes(0) && others.some(({ user }) => user !== undefined)
      ? [
          "Root runs this, and can give a file to any user: users of this machine can't approve it. Run it as another user, or list keys.",
        ]
      : []),
    ...others
      .filter(({ user }) => user !== undefined && !uids.has(user) && !operator.uids.includes(0))
      .map(({ name, user }) => `${name}: this machine has no other user ${user}.`),
  ];
  const left = approvers.length === 0 ? "no approval can" : `only that of ${names(approvers)} can`;
  return `approve=${needed}: ${left} come in. ${reasons.join(" ")}`;
}

/** `alice (key)`, `bob (user bob on this machine)`. */
export function describeApprover({ name, key, user }: Approver): string {
  const proofs = [
    ...(key === undefined ? [] : ["key"]),
    ...(user === undefined ? [] : [`user ${user} on the machine that runs it`]),
  ];
  return `${name} (${proofs.join(" or ")})`;
}

function names(approvers: readonly Approver[]): string {
  return approvers.map(({ name }) => name).join(", ");
}
