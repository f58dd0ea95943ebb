import { existsSync } from "node:fs";
import { join } from "node:path";
import { productName } from "../../core/node/instances/fetch-server.ts";
import type { FoundServers } from "../../core/node/instances/find-servers.ts";
import type { NodeStatus, SandboxStatus } from "../../core/node/sandbox/status.ts";
import type { SandboxUp } from "../../core/node/sandbox/types.ts";
import type { Paint } from "../terminal/colour.ts";
import { padEnd } from "../terminal/width.ts";

/** Whether every server of a sandbox runs and replicates as it should. */
export function isWell({ phase, nodes }: SandboxStatus): boolean {
  return (
    phase !== "broken" &&
    nodes.every(
      ({ status, replica, member }) =>
        status === "running" &&
        (!replica || (replica.receiver === "Yes" && replica.applier === "Yes")) &&
        (!member || member.state === "ONLINE"),
    )
  );
}

/** What was started, where it is and how to go on. */
export function upText(sandbox: SandboxUp, paint: Paint): string {
  const seconds = Object.values(sandbox.timings).reduce((sum, ms) => sum + ms, 0) / 1000;
  const stages = Object.entries(sandbox.timings).map(([stage, ms]) => `${stage} ${(ms / 1000).toFixed(1)} s`);
  const lines = [
    `${paint("green", "✓")} ${paint("bold", sandbox.name)}: ${sandbox.nodes.length} × ${productName(sandbox.flavor)} ${sandbox.versionText}, ${replicationText(sandbox)}, in ${seconds.toFixed(1)} s ${paint("dim", `(${stages.join(", ")})`)}`,
    ...sandbox.nodes.map((node) => `  ${node.name}  ${padEnd(node.role, 7)}  127.0.0.1:${node.port}`),
    `  Entry "${sandbox.name}" in ${sandbox.inventory}`,
    `  Log in:    ${clientProgram(sandbox)} --defaults-file=${sandbox.admin.file} --protocol=tcp --port=${sandbox.nodes[0]?.port}`,
    `  End it:    dr-runbooks sandbox down${sandbox.name === "sandbox" ? "" : ` --name ${sandbox.name}`}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** The client that belongs to the server, where it does; else whatever the shell finds. */
function clientProgram({ programs, flavor }: SandboxUp): string {
  const names = flavor === "mysql" ? ["mysql"] : ["mariadb", "mysql"];
  return names.map((name) => join(programs, name)).find((path) => existsSync(path)) ?? "mysql";
}

function replicationText({
  replication,
  semiSync,
  nodes,
}: Pick<SandboxUp, "replication" | "semiSync" | "nodes">): string {
  if (replication === "none" || nodes.length === 1) return "no replication";
  const how = {
    gtid: "replicating by GTID",
    position: "replicating by file and position",
    group: "a replication group with one primary",
  }[replication];
  return semiSync ? `${how}, semi-synchronously` : how;
}

/** Without passwords: the option files have them. */
export function sandboxJson(sandbox: SandboxUp): unknown {
  const { admin, replicationAccount, nodes, stop: _stop, ...rest } = sandbox;
  return {
    ...rest,
    admin: { user: admin.user, file: admin.file },
    ...(replicationAccount
      ? { replicationAccount: { user: replicationAccount.user, file: replicationAccount.file } }
      : {}),
    nodes: nodes.map(({ process: server, ...node }) => ({ ...node, pid: server?.pid })),
  };
}

export function statusText(sandboxes: readonly SandboxStatus[], paint: Paint): string {
  if (sandboxes.length === 0) return "There is no sandbox. Start one with: dr-runbooks sandbox up\n";
  return sandboxes
    .flatMap((sandbox) => [...statusLines(sandbox, paint)])
    .map((line) => `${line}\n`)
    .join("");
}

function* statusLines(sandbox: SandboxStatus, paint: Paint): Generator<string> {
  const { state } = sandbox;
  const what = state
    ? `${productName(state.flavor)} ${state.versionText}, ${replicationText(state)}`
    : "its state cannot be read";
  if (sandbox.phase === "broken")
    yield `${paint("red", "✗")} ${paint("bold", sandbox.name)}: left behind (${what}). Remove it with: dr-runbooks sandbox down --name ${sandbox.name}`;
  else
    yield `${sandbox.phase === "up" ? paint("green", "●") : "…"} ${paint("bold", sandbox.name)}: ${sandbox.phase === "up" ? "" : "starting, "}${what}`;
  for (const node of sandbox.nodes) yield `  ${node.name}  127.0.0.1:${node.port}  ${nodeText(node, paint)}`;
  if (state && sandbox.phase !== "broken") yield `  Entry "${sandbox.name}" in ${state.inventory}`;
}

function nodeText(node: NodeStatus, paint: Paint): string {
  if (node.status === "stopped") return paint("red", "stopped");
  if (node.status === "unreachable") return `${paint("red", "does not answer")}: ${node.message ?? ""}`;
  const mode = node.readOnly ? "read-only" : "writable";
  if (node.member)
    return `${mode}, ${node.member.state === "ONLINE" ? `${node.member.role.toLowerCase()} of the group` : paint("red", `${node.member.state.toLowerCase()} in the group`)}`;
  if (!node.replica) return mode;
  const { source, receiver, applier, lagSeconds, error } = node.replica;
  if (receiver === "Yes" && applier === "Yes")
    return `${mode}, follows ${source}, ${lagSeconds === null ? "lag unknown" : `${lagSeconds} s behind`}`;
  return `${mode}, ${paint("red", `does not replicate from ${source}`)} (receiver ${receiver}, applier ${applier})${error ? `: ${error}` : ""}`;
}

export function foundServersText({ servers, problems }: FoundServers, paint: Paint): string {
  const width = Math.max(0, ...servers.map((server) => server.versionText.length));
  const lines = servers.map(
    (server) =>
      `${padEnd(productName(server.flavor), 7)}  ${padEnd(server.versionText, width)}  ${padEnd(server.origin, 11)}  ${server.binary}`,
  );
  if (servers.length === 0)
    lines.push(
      'No server was found. "dr-runbooks sandbox up" fetches one where that is possible, or says what to install.',
    );
  return [...lines, ...problems.map((problem) => paint("yellow", problem))].map((line) => `${line}\n`).join("");
}
