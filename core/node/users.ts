import { execFile } from "node:child_process";

/** Number of a user of this machine, as the system's `id` says; undefined when there is none of that name. */
export async function uidOf(user: string): Promise<number | undefined> {
  const text = await id("-u", user);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

export function userOf(uid: number): Promise<string | undefined> {
  return id("-un", String(uid));
}

function id(option: string, who: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    // A name that is all digits would be taken for a number by some systems: the answer is then the same user or none.
    execFile("id", [option, "--", who], { timeout: 5000, windowsHide: true }, (error, stdout) =>
      resolve(error ? undefined : stdout.trim()),
    );
  });
}
