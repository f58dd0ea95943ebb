import { group } from "../command.ts";
import { logNote } from "./audit/shared.ts";

export const main = group({
  name: "dr-runbooks audit",
  summary: "List, show and verify the records of runs.",
  commands: [
    {
      name: "list",
      summary: "List the recorded runs, the newest first.",
      load: async () => (await import("./audit/list.ts")).main,
    },
    {
      name: "show",
      summary: "Show the entries of one log, a line for each.",
      load: async () => (await import("./audit/show.ts")).main,
    },
    {
      name: "verify",
      summary: "Check that nothing in a log was changed, removed or added.",
      load: async () => (await import("./audit/verify.ts")).main,
    },
    {
      name: "tail",
      summary: "Show the last entries of a log and those that follow.",
      load: async () => (await import("./audit/tail.ts")).main,
    },
    {
      name: "export",
      summary: "Copy a log with all that it takes to verify it elsewhere.",
      load: async () => (await import("./audit/export.ts")).main,
    },
    {
      name: "prune",
      summary: "Remove old logs that verify, and record that.",
      load: async () => (await import("./audit/prune.ts")).main,
    },
    {
      name: "proof",
      summary: "Prove that one entry is in a log, or check such a proof.",
      load: async () => (await import("./audit/proof.ts")).main,
    },
    {
      name: "head",
      summary: "Print the newest checkpoint of a log, to keep in another place.",
      load: async () => (await import("./audit/head.ts")).main,
    },
    {
      name: "key",
      summary: "Print the public keys that certify this machine's logs.",
      load: async () => (await import("./audit/key.ts")).main,
    },
    {
      name: "sink",
      summary: "Show the second places of the trail, or the statements that make a database one.",
      load: async () => (await import("./audit/sink.ts")).main,
    },
  ],
  notes: [logNote],
});
