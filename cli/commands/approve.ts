import { readdir, readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { requestLines, shortHash } from "../../core/audit/approval/show-request.ts";
import { decodeRequest, type FoundRequest } from "../../core/node/approval-codes.ts";
import { defaultExchange, readOwned } from "../../core/node/approval-exchange.ts";
import { giveAnswer, liesIn, proofFor } from "../../core/node/approve.ts";
import { openInstallation, readInstallation } from "../../core/node/keys.ts";
import { auditFolder } from "../../core/node/trail-files.ts";
import { uidOf } from "../../core/node/users.ts";
import { visible } from "../../core/text/visible.ts";
import type { Arguments } from "../args.ts";
import { command } from "../command.ts";
import { CliError } from "../errors.ts";
import type { Io } from "../io.ts";
import { askTerminal, canAsk } from "../operator.ts";
import { paintFor } from "../terminal/colour.ts";
import { openOwnTrail } from "./audit/shared.ts";

export const main = command(
  {
    name: "approve",
    summary: "Show a step that somebody else wants to run, and approve or deny it as yourself.",
    operands: { text: "[REQUEST]", min: 0, max: 1 },
    options: {
      deny: { type: "boolean", help: "Deny it: the step is then refused, with your name." },
      reason: { type: "string", value: "TEXT", help: "With --deny: why." },
      name: {
        type: "string",
        value: "NAME",
        help: "The step's or the cluster's name, as typed: without a terminal it can't be asked for.",
      },
      "key-file": {
        type: "string",
        value: "FILE",
        help: "Sign with the key in this file, not with this installation's.",
      },
      approvals: {
        type: "string",
        value: "DIR",
        help: `Folder of the exchange. Default: ${defaultExchange ?? "none"}.`,
      },
    },
    examples: [
      "dr-runbooks approve",
      "dr-runbooks approve drq1_…",
      'dr-runbooks approve request.txt --deny --reason "not before the backup"',
    ],
    notes: [
      "REQUEST is the line that the run shows, a file that holds it, `-` for standard input, or the beginning of the number of one that waits on this machine. Without it: the one that waits on this machine.",
      "What is printed is the approval: hand it to whoever runs the step, who pastes it. On the same machine the run takes it by itself.",
      "It is good for one attempt of this step in this run, with this text, and recorded in your own trail too.",
      "To be listed under approvers: in clusters.yaml, give your team the line of `dr-runbooks audit key`.",
    ],
  },
  async (args, io) => {
    const reason = args.text("reason");
    if (reason !== undefined && !args.flag("deny")) throw new CliError("--reason goes with --deny.");
    const operand = args.operands[0];
    const exchange = exchangeOf(operand, args.text("approvals"), io.cwd);
    const found = await findRequest(operand, exchange, io);
    const keyPath = args.text("key-file");
    const opening = keyPath ? readInstallation(resolve(io.cwd, keyPath)) : openInstallation(auditFolder());
    const installation = await opening.catch((error: Error) => {
      throw new CliError(error.message, { exitCode: 1 });
    });
    const decision = args.flag("deny") ? "deny" : "approve";
    const { request, hash } = found;
    io.err.write(`${requestLines(request, hash, Date.now()).join("\n")}\n\n`);
    const proof = await proofFor(found, installation);
    if (proof.how === "none") throw new CliError(proof.message, { exitCode: 1 });
    const isHere = await liesIn(exchange, hash);
    if (proof.how === "user" && !isHere)
      throw new CliError(
        `${proof.approver} approves as a user of the machine that runs the step, and the request is not in ${exchange ?? "a folder"} here. Approve it there, before it expires.`,
        { exitCode: 1 },
      );
    await confirmName(found, decision, args, io);
    const trail = await openOwnTrail(auditFolder());
    const folder = isHere ? exchange : undefined;
    const answer = { decision, ...(reason === undefined ? {} : { reason }) } as const;
    const given = await giveAnswer(found, answer, proof, { installation, folder, trail });
    const paint = paintFor(io.err);
    const did = decision === "approve" ? "approved" : "denied";
    io.err.write(
      `${paint("green", "✔")} ${visible(proof.approver)} ${did} ${visible(request.step.name)} (request ${shortHash(hash)}).\n`,
    );
    if (given.file !== undefined) io.err.write("The run on this machine has it.\n");
    if (given.code !== undefined) {
      const whom = visible(`${request.operator.user} on ${request.operator.host}`);
      if (given.file === undefined) io.err.write(`Hand this line to ${whom}:\n`);
      io.out.write(`${given.code}\n`);
    }
    return 0;
  },
);

/** The answer to a request that lies in an exchange folder is left beside it. */
function exchangeOf(operand: string | undefined, named: string | undefined, cwd: string): string | undefined {
  if (named !== undefined) return resolve(cwd, named);
  return operand?.endsWith(".request") ? dirname(resolve(cwd, operand)) : defaultExchange;
}

async function confirmName({ request }: FoundRequest, decision: string, args: Arguments, io: Io): Promise<void> {
  const { name } = request.step;
  const given = args.text("name");
  const typed =
    given ?? (await askTerminal(io, `Type the name of the step (${visible(name)}) or of the cluster to ${decision}: `));
  if (typed === undefined)
    throw new CliError("Nothing was signed: nobody could be asked.", {
      advice: canAsk(io) ? [] : ["Run it in a terminal, or give the name of the step with --name."],
      exitCode: 1,
    });
  if (typed.trim() === name || typed.trim() === request.cluster) return;
  throw new CliError(`Nothing was signed: ${typed.trim() === "" ? "no name" : `"${typed.trim()}"`} is not the name.`, {
    exitCode: 1,
  });
}

async function findRequest(given: string | undefined, exchange: string | undefined, io: Io): Promise<FoundRequest> {
  const wrong = (what: string) =>
    new CliError(`${what} is no approval request that is whole.`, {
      advice: ["Copy the whole line that the run shows: it begins with drq1_."],
    });
  if (given === "-" || (given === undefined && io.stdin.isTTY !== true)) {
    const found = decodeRequest(await readAll(io.stdin));
    if (found) return found;
    if (given === "-") throw wrong("Standard input");
  }
  if (given?.startsWith("drq1_")) {
    const found = decodeRequest(given);
    if (found) return found;
    throw wrong("That");
  }
  const waiting = await waitingIn(exchange);
  if (given !== undefined && !/^[0-9a-f]{4,64}$/.test(given)) {
    const text = await readFile(resolve(io.cwd, given), "utf8").catch((error: Error) => {
      throw new CliError(`The request ${given} can't be read: ${error.message}.`);
    });
    const found = decodeRequest(text);
    if (found) return found;
    throw wrong(given);
  }
  const wanted = waiting.filter(({ hash }) => hash.startsWith(given ?? ""));
  const [only] = wanted;
  if (only && wanted.length === 1) return only;
  throw new CliError(
    wanted.length === 0
      ? `No request ${given ?? ""} waits on this machine${exchange === undefined ? "" : ` (in ${exchange})`}.`.replace(
          "  ",
          " ",
        )
      : `${wanted.length} requests wait on this machine. Give the number of one.`,
    {
      advice: waiting.map(({ hash, request: { step, cluster, operator } }) =>
        visible(`${shortHash(hash)}  ${step.name} on cluster ${cluster}, asked by ${operator.user}`),
      ),
    },
  );
}

/** On one machine the file has to be the operator's whom the request names. */
async function isFrom(found: FoundRequest | undefined, uid: number): Promise<boolean> {
  const operator = found?.request.operator;
  if (operator === undefined || operator.host !== hostname() || process.getuid === undefined) return true;
  return operator.user === `uid ${uid}` || (await uidOf(operator.user)) === uid;
}

/** What others left there; anything that is no request, or another's than it says, is passed over. */
async function waitingIn(exchange: string | undefined): Promise<FoundRequest[]> {
  const names = exchange === undefined ? [] : await readdir(exchange).catch(() => []);
  const found: FoundRequest[] = [];
  for (const name of names.filter((one) => /^[0-9a-f]{64}\.request$/.test(one)).slice(0, 200)) {
    const file = await readOwned(join(exchange ?? "", name));
    const request = decodeRequest(file?.text ?? "");
    if (file === undefined || !(await isFrom(request, file.uid))) continue;
    if (request && name === `${request.hash}.request` && Date.parse(request.request.expires) > Date.now())
      found.push(request);
  }
  return found;
}
