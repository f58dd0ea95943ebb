import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { endProcess, whenOver } from "./processes.ts";

const XVFB = "/usr/bin/Xvfb";

export interface VirtualDisplay {
  /** Variables for programs that shall draw on it. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * A display for programs that need one: the one that is there, else Xvfb's. Throws an Error that says what to install
 * when there is neither.
 */
export async function startVirtualDisplay(): Promise<VirtualDisplay> {
  const needed = process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  if (!needed) return { environment: {}, close: async () => {} };
  if (!existsSync(XVFB)) throw new Error("There is no display for VS Code. Set DISPLAY, or install xvfb.");
  // With -displayfd the server picks a free display and writes its number once it can be used.
  const child = spawn(XVFB, ["-displayfd", "3", "-screen", "0", "1440x900x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const number = new Promise<string>((resolve) => {
    child.stdio[3]?.once("data", (chunk: Buffer) => resolve(chunk.toString("utf8").trim()));
  });
  const failed = whenOver(child, "Xvfb").then((reason): never => {
    throw new Error(reason);
  });
  const display = await Promise.race([number, failed]);
  failed.catch(() => {}); // It ends when it is closed.
  return { environment: { DISPLAY: `:${display}` }, close: () => endProcess(child) };
}
