import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { SandboxUp } from "../../core/node/sandbox/types.ts";
import { root } from "../../tools/root.ts";

/** What the editor tests have in common. All paths are absolute. */
export interface EditorContext {
  /** Temporary folder of this run. */
  readonly folder: string;
  /** Where pictures go. */
  readonly screenshots: string;
  /** `clusters.yaml` with the cluster `sandbox`: three MySQL nodes that run. */
  readonly inventory: string;
  readonly sandbox: SandboxUp;
}

/** Makes a workspace: the fixtures of that name if there are any, the shipped runbooks, and the inventory of the sandbox. */
export function makeWorkspace(context: EditorContext, name: string): string {
  const workspace = join(context.folder, "workspaces", name);
  mkdirSync(workspace, { recursive: true });
  const fixtures = join(root, "test", "fixtures", "workspaces", name);
  if (existsSync(fixtures)) cpSync(fixtures, workspace, { recursive: true });
  for (const file of readdirSync(join(root, "runbooks"))) cpSync(join(root, "runbooks", file), join(workspace, file));
  if (existsSync(context.inventory)) cpSync(context.inventory, join(workspace, "clusters.yaml"));
  return workspace;
}
