import { sinkSchema } from "../../../core/audit/sink-schema.ts";
import { sinksFileName } from "../../../core/node/trail-files.ts";
import { configuredSinks } from "../../../core/node/trail-sinks.ts";
import { command } from "../../command.ts";
import { folderOf, folderOption } from "./shared.ts";

export const main = command(
  {
    name: "audit sink",
    summary: "Show the second places of the trail, or the statements that make a database one.",
    operands: { text: "", min: 0, max: 0 },
    options: {
      "print-sql": {
        type: "boolean",
        help: "Print the statements that create the tables and accounts of a MySQL sink. Put two passwords in before you run them.",
      },
      folder: folderOption,
    },
    examples: ["dr-runbooks audit sink", "dr-runbooks audit sink --print-sql > trail.sql"],
    notes: [
      `Sinks are listed in ${sinksFileName} in the audit folder:`,
      "  - { kind: mysql, inventory: /etc/dr/clusters.yaml, cluster: trail, required: true }\n  - { kind: syslog, socket: /dev/log, required: true }\n  - { kind: syslog, udp: 127.0.0.1:514 }",
      "An entry counts as recorded only when each required sink has it too; when one fails, nothing more is run. The MySQL account needs INSERT alone, so nobody changes with it what is there.",
    ],
  },
  async (args, io) => {
    if (args.flag("print-sql")) {
      io.out.write(sinkSchema);
      return 0;
    }
    const sinks = await configuredSinks(folderOf(args, io));
    if (sinks.length === 0) io.out.write("There are no second places: the trail is in its folder alone.\n");
    for (const { name, required } of sinks) io.out.write(`${required ? "required" : "optional"}  ${name}\n`);
    await Promise.all(sinks.map((sink) => sink.close()));
    return 0;
  },
);
