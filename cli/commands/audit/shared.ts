import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseVerifierKey, type VerifierKey } from "../../../core/audit/note.ts";
import type { Trail } from "../../../core/audit/types.ts";
import { currentActor } from "../../../core/node/actor.ts";
import { systemClock } from "../../../core/node/clock.ts";
import { trustedInstallations } from "../../../core/node/keys.ts";
import { sha256 } from "../../../core/node/sha256.ts";
import { auditFolder } from "../../../core/node/trail-files.ts";
import { findLog } from "../../../core/node/trail-reader.ts";
import { openTrail } from "../../../core/node/trail-writer.ts";
import type { Arguments, OptionSpec } from "../../args.ts";
import { CliError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import { version } from "../../version.ts";

export const format: OptionSpec = {
  type: "string",
  choices: ["text", "json"],
  help: "How to write the answer. Default: text.",
};

export const folderOption: OptionSpec = {
  type: "string",
  value: "DIR",
  help: "Another audit folder, such as one that was exported. Default: this machine's own.",
};

export const keyOption: OptionSpec = {
  type: "string",
  value: "KEY",
  multiple: true,
  help: "Trust this installation's key (or the keys in this file) alone, not those of this machine.",
};

export const logNote =
  "LOG is the id of a log or an unmistakable part of its beginning or end, the path of a log file, or `latest` (the default).";

export function folderOf(args: Arguments, io: Io): string {
  const given = args.text("folder");
  if (given === undefined) return auditFolder();
  const folder = resolve(io.cwd, given);
  if (existsSync(folder)) return folder;
  throw new CliError(`There is no folder ${given}.`);
}

/** The file of the log that a person named. Throws `CliError` when there is none. */
export async function locate(name: string | undefined, cwd: string, folder: string): Promise<string> {
  const advice = ["List the logs with: dr-runbooks audit list"];
  const wanted = name ?? "latest";
  const path = resolve(cwd, wanted);
  if (/[/\\]/.test(wanted) || (wanted.endsWith(".jsonl") && existsSync(path))) {
    if (existsSync(path)) return path;
    throw new CliError(`There is no log file ${wanted}.`, { advice });
  }
  const found = await findLog(wanted, folder);
  if ("location" in found) return found.location;
  throw new CliError(wanted === "latest" ? `No runs are recorded yet in ${folder}.` : found.message, { advice });
}

/** Keys to trust: those given, else those that this machine's own installations wrote with in the folder. */
export async function trustedKeys(args: Arguments, io: Io, folder: string): Promise<VerifierKey[]> {
  const given = args.list("key");
  if (given.length === 0) return [...(await trustedInstallations(folder)).keys];
  const found: VerifierKey[] = [];
  for (const text of given) {
    const path = resolve(io.cwd, text);
    const lines = existsSync(path) ? (await readFile(path, "utf8")).split("\n") : [text];
    const keys = lines.flatMap((line) => parseVerifierKey(line, sha256) ?? []);
    if (keys.length === 0)
      throw new CliError(`--key ${text}: that is neither a key nor a file of keys.`, {
        advice: ["Ask for it where the log was written: dr-runbooks audit key"],
      });
    found.push(...keys);
  }
  return found;
}

/** A log of its own for what is done to the trail itself. */
export function openOwnTrail(folder: string): Promise<Trail> {
  return openTrail({ folder, actor: currentActor("cli", version), clock: systemClock });
}
