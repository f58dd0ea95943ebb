import { comparedSettings } from "../../core/run/compared-settings.ts";
import { planRunbook } from "../../core/run/plan.ts";
import type { OptionSpec } from "../args.ts";
import { command } from "../command.ts";
import { givenInputs } from "../inputs.ts";
import { chooseCluster } from "../inventory.ts";
import { toJson } from "../reporters/json.ts";
import { writePlanText } from "../reporters/plan-text.ts";
import { readRunbook } from "../runbook-file.ts";

export const clusterOptions: Readonly<Record<string, OptionSpec>> = {
  cluster: {
    type: "string",
    short: "c",
    value: "NAME",
    help: "Cluster of the inventory. Default: the one in the front matter, else the only one.",
  },
  inventory: {
    type: "string",
    value: "FILE",
    help: "The inventory. Default: clusters.yaml beside the runbook or in a folder above.",
  },
  input: {
    type: "string",
    short: "i",
    multiple: true,
    value: "NAME=VALUE",
    help: "Value of an input. May be given several times.",
  },
};

export const main = command(
  {
    name: "plan",
    summary: "Show what a runbook would run, where and at what risk. Executes nothing and connects to nothing.",
    operands: { text: "FILE", min: 1, max: 1 },
    options: {
      ...clusterOptions,
      format: { type: "string", choices: ["text", "json"], help: "How to write the plan. Default: text." },
    },
    examples: [
      "dr-runbooks plan runbooks/planned-switchover.runbook.md",
      "dr-runbooks plan guide.md --cluster orders --input new_source=db2",
    ],
    notes: ["The exit code is 1 when something keeps a step from running."],
  },
  async (args, io) => {
    const { document, runbook } = await readRunbook(args.operands[0] ?? "", io.cwd);
    const inputs = givenInputs(runbook, args.list("input"), io.env);
    const choice = await chooseCluster({
      documentPath: document.path,
      cwd: io.cwd,
      inventoryFile: args.text("inventory"),
      named: args.text("cluster"),
      frontMatter: runbook.frontMatter.cluster?.value,
    });
    if (choice.status === "wrong") throw choice.error;
    const cluster = choice.status === "chosen" ? choice.cluster : undefined;
    const plan = planRunbook({ runbook, inputs, ...(cluster ? { cluster } : {}) });
    const title = runbook.frontMatter.title?.value ?? runbook.headings[0]?.text ?? document.name;
    if (args.text("format") === "json") {
      const steps = plan.steps.map(({ step, ...planned }) => ({
        name: step.name,
        heading: step.heading,
        kind: step.kind,
        index: step.index,
        compares: comparedSettings(step),
        ...planned,
      }));
      io.out.write(
        `${JSON.stringify(toJson({ title, file: document.name, cluster: cluster?.name, steps, problems: plan.problems }))}\n`,
      );
    } else writePlanText(plan, { title, file: document.name, text: document.text, cluster: cluster?.name }, io.out);
    return plan.problems.length > 0 || plan.steps.some((planned) => planned.problems.length > 0) ? 1 : 0;
  },
);
