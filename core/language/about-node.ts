import type { Cluster, ClusterNode } from "../cluster/inventory-types.ts";
import { formatTimeout } from "../text/duration.ts";
import { code } from "./runbook/words.ts";

/** Where a node is and what it is meant to be, in Markdown. */
export function aboutNode({ name, host, port, socket, role, site, version, priority, delayMs }: ClusterNode): string {
  return [
    `**${code(name)}**, ${socket ?? `${host}:${port}`}`,
    `intended role ${role ?? "not said"}`,
    ...(site ? [`site ${site}`] : []),
    ...(version ? [`version ${version}`] : []),
    ...(priority === undefined ? [] : [`priority ${priority}`]),
    ...(delayMs === undefined ? [] : [`${formatTimeout(delayMs)} behind on purpose`]),
  ].join(", ");
}

export function aboutCluster({ name, flavor, version, production, nodes }: Cluster): string {
  const server = `${flavor === "mariadb" ? "MariaDB" : "MySQL"}${version ? ` ${version}` : ""}`;
  const list = nodes.map((node) => `\n- ${aboutNode(node)}`).join("");
  return `**${code(name)}**: ${server}${production ? ", in production" : ""}\n${list}`;
}
