import { startSandbox } from "../../core/node/sandbox/start-sandbox.ts";
import type { Closers } from "../../tools/editor/processes.ts";
import type { EditorContext } from "./context.ts";

/**
 * Starts three real servers, outside of the editor, as the cluster `sandbox` of the context's inventory. When they do not
 * start, the suites that need none go on, and the others say what they miss.
 */
export async function startSandboxFor(
  context: EditorContext,
  closers: Closers,
  say: (line: string) => void,
): Promise<void> {
  const sandbox = await startSandbox({ workspace: context.folder, name: "sandbox", parent: "watch" }, say);
  closers.add(() => sandbox.stop());
}
