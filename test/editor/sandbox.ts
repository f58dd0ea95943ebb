import { startSandbox } from "../../core/node/sandbox/start-sandbox.ts";
import type { SandboxUp } from "../../core/node/sandbox/types.ts";
import type { Closers } from "../../tools/editor/processes.ts";

/** Starts three real servers, outside of the editor, as the cluster `sandbox` of the folder's inventory. */
export async function startSandboxFor(
  folder: string,
  closers: Closers,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<SandboxUp> {
  const sandbox = await startSandbox({ workspace: folder, name: "sandbox", parent: "watch", signal }, say);
  closers.add(() => sandbox.stop());
  return sandbox;
}
