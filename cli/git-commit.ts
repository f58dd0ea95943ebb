import { execFile } from "node:child_process";

/** Commit of the work tree that a folder belongs to; `undefined` outside of one, without git, or after two seconds. */
export function gitCommit(folder: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(
      "git",
      ["-C", folder, "rev-parse", "--verify", "HEAD"],
      { timeout: 2000, windowsHide: true },
      (error, stdout) => {
        const commit = stdout.trim();
        resolve(error || !/^[0-9a-f]{40,64}$/.test(commit) ? undefined : commit);
      },
    );
  });
}
