import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { checkInclusion, toInclusionProof } from "../../../core/audit/inclusion.ts";
import type { Json } from "../../../core/audit/types.ts";
import { checkSignature } from "../../../core/node/keys.ts";
import { sha256 } from "../../../core/node/sha256.ts";
import { proveInclusion } from "../../../core/node/trail-proof.ts";
import type { Arguments } from "../../args.ts";
import { command } from "../../command.ts";
import { CliError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import { entryLines } from "../../reporters/audit-entry.ts";
import { paintFor } from "../../terminal/colour.ts";
import { folderOf, folderOption, keyOption, locate, logNote, trustedKeys } from "./shared.ts";

export const main = command(
  {
    name: "audit proof",
    summary: "Prove that one entry is in a log, without showing the others; or check such a proof.",
    operands: { text: "LOG SEQ", min: 0, max: 2 },
    options: {
      check: { type: "string", value: "FILE", help: "Check the proof in this file." },
      key: keyOption,
      folder: folderOption,
    },
    examples: ["dr-runbooks audit proof latest 7 > proof.json", "dr-runbooks audit proof --check proof.json"],
    notes: [logNote, "Checking: exit code 0 when it is proved, 1 when refuted, 4 when the key is not known."],
  },
  async (args, io) => {
    const file = args.text("check");
    if (file !== undefined) return check(file, args, io);
    const [log, seq] = args.operands;
    if (log === undefined || seq === undefined || !/^\d+$/.test(seq))
      throw new CliError("audit proof needs a log and the number of an entry.");
    const location = await locate(log, io.cwd, folderOf(args, io));
    const outcome = await proveInclusion(location, Number(seq));
    if (outcome.status === "none") throw new CliError(outcome.message, { exitCode: 1 });
    io.out.write(`${JSON.stringify(outcome.proof, undefined, 2)}\n`);
    return 0;
  },
);

async function check(file: string, args: Arguments, io: Io): Promise<number> {
  if (args.operands.length > 0) throw new CliError("Give either a log and an entry, or --check FILE.");
  let value: Json;
  try {
    value = JSON.parse(await readFile(resolve(io.cwd, file), "utf8")) as Json;
  } catch (error) {
    throw new CliError(`${file} can't be read as a proof: ${(error as Error).message}.`);
  }
  const proof = toInclusionProof(value);
  if (proof === undefined) throw new CliError(`${file} holds no proof. Give what audit proof printed.`);
  const keys = await trustedKeys(args, io, folderOf(args, io));
  const answer = checkInclusion(proof, keys, { sha256, checkSignature });
  if (answer.status !== "proved") {
    io.out.write(`${answer.status === "refuted" ? "REFUTED" : "UNVERIFIABLE"}  ${answer.message}\n`);
    return answer.status === "refuted" ? 1 : 4;
  }
  const paint = paintFor(io.out);
  io.out.write(`${paint("green", "PROVED")}  entry ${proof.seq} of the ${answer.size} that the log ${proof.log} had\n`);
  io.out.write(`${paint("dim", `  certified by ${answer.key}`)}\n`);
  io.out.write(`${entryLines(answer.entry, io.out.columns, paint).join("\n")}\n`);
  return 0;
}
