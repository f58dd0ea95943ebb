import { isAbsolute, join } from "node:path";
import type { Cluster } from "../cluster/inventory-types.ts";
import { parseOptionFile } from "../option-file/parse.ts";
import type { Input } from "../runbook/types.ts";
import { readTextFile } from "./files.ts";

const GROUP = "dr-runbooks";

/**
 * Values of inputs kept for a cluster in the group [dr-runbooks] of its `defaults-file`, beside the password in [client]:
 * a replication password, say, that nobody should have to type at night. `folder` is the inventory's. A file that can't
 * be read keeps nothing; opening the first session then tells what is wrong with it.
 */
export async function keptInputs(
  inputs: readonly Input[],
  cluster: Cluster | undefined,
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const kept = new Map<string, string>();
  if (!cluster?.defaultsFile) return kept;
  const path = isAbsolute(cluster.defaultsFile) ? cluster.defaultsFile : join(folder, cluster.defaultsFile);
  const file = await readTextFile(path);
  if (file.status !== "read") return kept;
  const wanted = new Map(inputs.map((input) => [input.name.replaceAll("-", "_").toLowerCase(), input.name]));
  for (const line of parseOptionFile(file.text).lines) {
    if (line.kind !== "setting" || line.group?.name.value !== GROUP || !line.value) continue;
    const name = wanted.get(line.key);
    if (name !== undefined) kept.set(name, line.value.value);
  }
  return kept;
}
