import { resolve } from "node:path";
import type { Flavor } from "../../core/mysql/flavor.ts";
import { productName } from "../../core/node/instances/fetch-server.ts";
import { findServers } from "../../core/node/instances/find-servers.ts";
import { startSandbox } from "../../core/node/sandbox/start-sandbox.ts";
import { sandboxStatus } from "../../core/node/sandbox/status.ts";
import { stopSandbox } from "../../core/node/sandbox/stop-sandbox.ts";
import { REPLICATIONS, type Replication, SandboxError } from "../../core/node/sandbox/types.ts";
import type { OptionSpec } from "../args.ts";
import { command, group } from "../command.ts";
import { CliError } from "../errors.ts";
import type { Io } from "../io.ts";
import { toJson } from "../reporters/json.ts";
import { foundServersText, isWell, sandboxJson, statusText, upText } from "../reporters/sandbox-text.ts";
import { paintFor } from "../terminal/colour.ts";
import { ProgressLine } from "../terminal/progress-line.ts";

const format: OptionSpec = {
  type: "string",
  choices: ["text", "json"],
  help: "How to write the answer. Default: text.",
};
const name: OptionSpec = {
  type: "string",
  value: "NAME",
  help: "Name of the sandbox and of its cluster. Default: sandbox.",
};

const up = command(
  {
    name: "sandbox up",
    summary: "Start real servers on this machine that replicate, and add them to clusters.yaml of this folder.",
    operands: { text: "", min: 0, max: 0 },
    options: {
      flavor: {
        type: "string",
        choices: ["mysql", "mariadb"],
        help: "Which server. Default: that of --server, else mysql.",
      },
      server: {
        type: "string",
        value: "PATH",
        help: "mysqld, mariadbd, or a folder that holds one. Default: one that is found.",
      },
      nodes: { type: "string", value: "N", help: "How many, 1 to 9. Default: 3." },
      replication: { type: "string", choices: REPLICATIONS, help: "How db2, db3 … follow db1. Default: gtid." },
      "semi-sync": { type: "boolean", help: "A commit waits until one replica has it." },
      name,
      format,
    },
    examples: ["dr-runbooks sandbox up", "dr-runbooks sandbox up --flavor mariadb --nodes 2 --name maria"],
    notes: [
      "The servers listen on 127.0.0.1 alone and run until: dr-runbooks sandbox down",
      "Without a server on this machine, one is fetched from Debian's archive where that is possible. Nothing is installed.",
    ],
  },
  async (args, io) => {
    const progress = new ProgressLine(io.err);
    try {
      const sandbox = await startSandbox(
        {
          workspace: io.cwd,
          nodes: count(args.text("nodes")),
          semiSync: args.flag("semi-sync"),
          signal: io.signal,
          ...optional("name", args.text("name")),
          ...optional("flavor", args.text("flavor") as Flavor | undefined),
          ...optional("replication", args.text("replication") as Replication | undefined),
          ...optional("server", pathOf(args.text("server"), io)),
        },
        (text) => progress.show(text),
      );
      progress.clear();
      if (args.text("format") === "json") io.out.write(`${JSON.stringify(toJson(sandboxJson(sandbox)))}\n`);
      else io.out.write(upText(sandbox, paintFor(io.out)));
      return 0;
    } catch (error) {
      progress.clear();
      return report(error, io);
    }
  },
);

const status = command(
  {
    name: "sandbox status",
    summary: "Show the sandboxes of this user and what their servers say.",
    operands: { text: "", min: 0, max: 0 },
    options: { name: { ...name, help: "Only this one. Default: all." }, format },
    examples: ["dr-runbooks sandbox status"],
    notes: [
      "The exit code is 1 when a server of a sandbox does not run or does not replicate, or when the one named does not exist.",
    ],
  },
  async (args, io) => {
    const wanted = args.text("name");
    const sandboxes = await sandboxStatus(optional("name", wanted));
    if (args.text("format") === "json") io.out.write(`${JSON.stringify(toJson({ sandboxes }))}\n`);
    else io.out.write(statusText(sandboxes, paintFor(io.out)));
    if (wanted !== undefined && sandboxes.length === 0) return 1;
    return sandboxes.every(isWell) ? 0 : 1;
  },
);

const down = command(
  {
    name: "sandbox down",
    summary: "End the servers of a sandbox and remove everything of it, however it was left.",
    operands: { text: "", min: 0, max: 0 },
    options: { name: { ...name, help: "Which one. Default: sandbox." }, format },
    examples: ["dr-runbooks sandbox down", "dr-runbooks sandbox down --name maria"],
  },
  async (args, io) => {
    const wanted = args.text("name") ?? "sandbox";
    const progress = new ProgressLine(io.err);
    progress.show(`Ending the sandbox "${wanted}"`);
    try {
      const result = await stopSandbox({ name: wanted, inventory: resolve(io.cwd, "clusters.yaml") });
      progress.clear();
      if (args.text("format") === "json") io.out.write(`${JSON.stringify(toJson(result))}\n`);
      else
        io.out.write(
          `The sandbox "${result.name}" is gone: ${result.servers} server${result.servers === 1 ? "" : "s"} ended, its folder and its entry in clusters.yaml removed.\n`,
        );
      return 0;
    } catch (error) {
      progress.clear();
      return report(error, io);
    }
  },
);

const listServers = command(
  {
    name: "sandbox list-servers",
    summary: "List the MySQL and MariaDB servers that a sandbox can be made of, the preferred one first.",
    operands: { text: "", min: 0, max: 0 },
    options: { server: { type: "string", value: "PATH", help: "Look at this program or folder alone." }, format },
    examples: ["dr-runbooks sandbox list-servers"],
    notes: ["Looked at, in this order: --server, the variable DR_RUNBOOKS_SERVER, PATH, the usual folders, the cache."],
  },
  async (args, io) => {
    const found = await findServers({ env: io.env, ...optional("server", pathOf(args.text("server"), io)) });
    if (args.text("format") === "json") io.out.write(`${JSON.stringify(toJson(found))}\n`);
    else io.out.write(foundServersText(found, paintFor(io.out)));
    return found.servers.length > 0 ? 0 : 1;
  },
);

export const main = group({
  name: "dr-runbooks sandbox",
  summary: "Start and stop a practice cluster on this machine.",
  commands: [
    { name: "up", summary: "Start real servers that replicate.", load: () => Promise.resolve(up) },
    { name: "status", summary: "Show the sandboxes and what their servers say.", load: () => Promise.resolve(status) },
    { name: "down", summary: "End a sandbox and remove everything of it.", load: () => Promise.resolve(down) },
    {
      name: "list-servers",
      summary: "List the servers that a sandbox can be made of.",
      load: () => Promise.resolve(listServers),
    },
  ],
  notes: [`Servers: ${productName("mysql")} and ${productName("mariadb")}; they listen on 127.0.0.1 alone.`],
});

function report(error: unknown, io: Io): number {
  if (!(error instanceof SandboxError)) throw error;
  if (error.code === "cancelled") {
    io.err.write(`${error.message}\n`);
    return 130;
  }
  const failed = error.code === "start-failed" || error.code === "no-server" || error.code === "not-found";
  throw new CliError(error.message, { exitCode: failed ? 1 : 2 });
}

function count(text: string | undefined): number {
  if (text === undefined) return 3;
  if (!/^\d+$/.test(text)) throw new CliError(`--nodes ${text}: write a number from 1 to 9.`);
  return Number(text);
}

function pathOf(text: string | undefined, io: Io): string | undefined {
  return text === undefined ? undefined : resolve(io.cwd, text);
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
