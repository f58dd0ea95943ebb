import { startSandbox } from "../../core/node/sandbox/start-sandbox.ts";
import type { Closers } from "../../tools/editor/processes.ts";
import type { EditorContext } from "./context.ts";

/** Starts three real servers, outside of the editor, as the cluster `sandbox` of the context's inventory. */
export async function startSandboxFor(
  context: EditorContext,
  closers: Closers,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  const sandbox = await startSandbox({ workspace: context.folder, name: "sandbox", parent: "watch", signal }, say);
  closers.add(() => sandbox.stop());
}
