import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { ReviewedApprovers } from "../../../core/audit/approval/verify-approvals.ts";
import type { LogVerdict } from "../../../core/audit/verdict.ts";
import type { Anchor } from "../../../core/audit/verify-seals.ts";
import { parseInventory } from "../../../core/cluster/inventory.ts";
import { crossReferences, readAnchors } from "../../../core/node/trail-anchors.ts";
import { logFile, logIds } from "../../../core/node/trail-files.ts";
import { missingLogs, strayFiles } from "../../../core/node/trail-missing.ts";
import { verifyLogFile } from "../../../core/node/trail-verify.ts";
import { command } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { writeVerdict } from "../../reporters/audit-text.ts";
import { toJson } from "../../reporters/json.ts";
import { folderOf, folderOption, format, keyOption, locate, logNote, trustedKeys } from "./shared.ts";

/** The gravest first: of several verdicts the first that occurs decides. */
const codes: readonly (readonly [LogVerdict["verdict"], number])[] = [
  ["TAMPERED", 1],
  ["UNVERIFIABLE", 4],
  ["INCOMPLETE", 3],
  ["VERIFIED", 0],
];

export const main = command(
  {
    name: "audit verify",
    summary: "Check that nothing in a log was changed, removed or added.",
    operands: { text: "[LOG]", min: 0, max: 1 },
    options: {
      format,
      all: { type: "boolean", help: "Verify every log, and that none is missing." },
      anchor: {
        type: "string",
        value: "FILE",
        multiple: true,
        help: "Checkpoints that were kept elsewhere: what `audit head` printed.",
      },
      key: keyOption,
      inventory: {
        type: "string",
        value: "FILE",
        help: "The clusters.yaml as the team reviewed it: approvals by anybody whom it does not list are none.",
      },
      folder: folderOption,
    },
    examples: [
      "dr-runbooks audit verify",
      "dr-runbooks audit verify --all --format json",
      "dr-runbooks audit verify --all --anchor heads.txt",
      "dr-runbooks audit verify latest --inventory reviewed/clusters.yaml",
    ],
    notes: [
      logNote,
      "The verdict is VERIFIED (exit code 0), TAMPERED (1), INCOMPLETE (3) or UNVERIFIABLE (4). Of several the gravest counts: TAMPERED, UNVERIFIABLE, INCOMPLETE.",
      "Trusts the keys that this machine's own installations wrote with in the folder (audit key), never one that only lies there; a folder from elsewhere needs --key.",
      "Needs no network. Who can write to the folder and read the installation's key can write it anew as a whole: only a checkpoint that was kept elsewhere shows that.",
    ],
  },
  async (args, io) => {
    if (args.flag("all") && args.operands.length > 0) throw new CliError("Give either a log or --all.");
    const folder = folderOf(args, io);
    const given = args.list("key").length > 0 ? await trustedKeys(args, io, folder) : undefined;
    const anchors = await givenAnchors(args.list("anchor"), io.cwd);
    const reviewed = await reviewedApprovers(args.text("inventory"), io.cwd);
    const locations = args.flag("all")
      ? (await logIds(folder)).reverse().map((id) => logFile(id, folder))
      : [await locate(args.operands[0], io.cwd, folder)];
    const seen = new Set<LogVerdict["verdict"]>();
    const report = (log: string, verdict: LogVerdict) => {
      seen.add(verdict.verdict);
      if (args.text("format") === "json") io.out.write(`${JSON.stringify(toJson({ log, ...verdict }))}\n`);
      else writeVerdict(log, verdict, io.out);
    };
    const trust = {
      ...(given ? { keys: given } : {}),
      anchors,
      ...(reviewed ? { reviewed } : {}),
      ...(args.flag("all") ? { references: await crossReferences(folder) } : {}),
    };
    for (const location of locations) {
      if (io.signal.aborted) return 130;
      report(location, await verifyLogFile(location, trust));
    }
    if (args.flag("all"))
      for (const { logId, verdict } of [...(await missingLogs(folder, trust)), ...(await strayFiles(folder))])
        report(logId, verdict);
    if (seen.size === 0) io.err.write("No runs are recorded yet: there is nothing to verify.\n");
    return codes.find(([verdict]) => seen.has(verdict))?.[1] ?? 0;
  },
);

async function reviewedApprovers(file: string | undefined, cwd: string): Promise<ReviewedApprovers | undefined> {
  if (file === undefined) return undefined;
  const text = await readFile(resolve(cwd, file), "utf8").catch((error: Error) => {
    throw new CliError(`--inventory ${file} can't be read: ${error.message}.`);
  });
  const { clusters, problems } = parseInventory(text);
  const [problem] = problems;
  if (problem !== undefined) throw new CliError(`--inventory ${file}: ${problem.message}`);
  return new Map(clusters.map(({ name, approvers = [] }) => [name, approvers]));
}

async function givenAnchors(files: readonly string[], cwd: string): Promise<Anchor[]> {
  const all: Anchor[] = [];
  for (const file of files) {
    const found = await readAnchors(resolve(cwd, file)).catch((error: Error) => {
      throw new CliError(`--anchor ${file} can't be read: ${error.message}.`);
    });
    if (found.length === 0) throw new CliError(`--anchor ${file} holds no checkpoint. Give what audit head printed.`);
    all.push(...found);
  }
  return all;
}
