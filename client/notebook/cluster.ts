import { isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import { parseInventory } from "../../core/cluster/inventory.ts";
import type { Cluster } from "../../core/cluster/inventory-types.ts";
import { readTextFile } from "../../core/node/files.ts";
import { settings } from "../contributions.ts";
import { checkEntry, chooseCluster, type FoundInventory } from "./cluster-choice.ts";

/** The inventory that the settings name for a document; undefined when the file does not exist. Rejects when it can't be read. */
export async function findInventory(document: vscode.Uri): Promise<FoundInventory | undefined> {
  const name = vscode.workspace.getConfiguration(undefined, document).get<string>(settings.inventory, "clusters.yaml");
  const folder = vscode.workspace.getWorkspaceFolder(document)?.uri ?? vscode.Uri.joinPath(document, "..");
  const path = isAbsolute(name) ? name : join(folder.fsPath, name);
  const file = await readTextFile(path);
  if (file.status === "missing") return undefined;
  if (file.status !== "read") throw new Error(file.message);
  return { path, text: file.text, inventory: parseInventory(file.text) };
}

export type Target =
  | { readonly status: "chosen"; readonly cluster: Cluster; readonly inventoryPath: string }
  | { readonly status: "none" | "wrong"; readonly message: string };

/** The cluster for a runbook; asks when there are several to choose from. Never rejects. */
export async function resolveTarget(document: vscode.Uri, named: string | undefined): Promise<Target> {
  let found: FoundInventory | undefined;
  try {
    found = await findInventory(document);
  } catch (error) {
    return { status: "wrong", message: (error as Error).message };
  }
  let choice = chooseCluster(found, named);
  if (choice.status === "ask" && found) {
    const items = choice.clusters.map((cluster) => ({
      label: cluster.name,
      description: [
        cluster.flavor,
        cluster.version,
        cluster.production ? "production" : "",
        cluster.sandbox ? "sandbox" : "",
      ]
        .filter(Boolean)
        .join(" · "),
      detail: cluster.nodes.map((node) => node.name).join(", "),
      cluster,
    }));
    const picked = await vscode.window.showQuickPick(items, { title: "Run on which cluster?", ignoreFocusOut: true });
    if (!picked)
      return {
        status: "wrong",
        message: "No cluster was chosen. Run the cell again, or name one in the front matter: cluster: NAME.",
      };
    choice = checkEntry(found, picked.cluster);
  }
  if (choice.status === "chosen" && found) return { ...choice, inventoryPath: found.path };
  return choice.status === "none" || choice.status === "wrong"
    ? choice
    : { status: "none", message: "No cluster was chosen." };
}
