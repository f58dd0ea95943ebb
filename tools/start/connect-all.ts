import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parseInventory } from "../../core/cluster/inventory.ts";
import { createConnector } from "../../core/node/connector.ts";
import type { SandboxUp } from "../../core/node/sandbox/types.ts";
import type { Session } from "../../core/run/ports.ts";

/** One session to each instance of a sandbox, in the order of its nodes, by what its entry in clusters.yaml says. */
export async function connectAll(sandbox: SandboxUp): Promise<Session[]> {
  const inventory = parseInventory(await readFile(sandbox.inventory, "utf8"));
  const cluster = inventory.clusters.find((one) => one.name === sandbox.name);
  if (!cluster) throw new Error(`${sandbox.inventory} has no cluster ${sandbox.name}.`);
  const connector = createConnector({ baseFolder: dirname(sandbox.inventory) });
  return Promise.all(
    cluster.nodes.map(async (node) => {
      const outcome = await connector.connect(cluster, node);
      if (outcome.status === "refused") throw new Error(outcome.message);
      return outcome.session;
    }),
  );
}
