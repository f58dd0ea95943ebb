import type { Version } from "../../mysql/flavor.ts";
import type { OptionFile, Setting } from "../../option-file/types.ts";
import { judgementsOf, readersOf } from "../reactions.ts";
import type { OptionFileRule } from "../rule.ts";
import { targetsOf } from "../targets.ts";

export const unclearTarget: OptionFileRule = {
  about: "option-file",
  code: "CNF010",
  id: "unclear-target",
  title: "It is known which server a file is for where that matters",
  severity: "information",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/added-deprecated-removed.html"],
  *check(file, context) {
    const targets = targetsOf(context);
    if (targets.length < 2) return;
    const first = firstContested(file, targets);
    if (!first) return;
    const { setting, refusing } = first;
    yield {
      span: setting.name.span,
      message: `${refusing.map(nameOf).join(", ")} would refuse to start with "${setting.name.value}", other servers take it. Name the server that the file is for, in clusters.yaml or in a comment such as "# dr-runbooks: mysql 8.4", to have it checked against that one.`,
    };
  },
};

/** The first setting that some of the servers refuse and others take. */
function firstContested(
  file: OptionFile,
  targets: readonly Version[],
): { readonly setting: Setting; readonly refusing: readonly Version[] } | undefined {
  const refusals = new Map<Setting, Version[]>();
  for (const target of targets) {
    for (const { setting, reaction, kind } of judgementsOf(file, target)) {
      if (!setting || reaction !== "refuses" || kind === "plugin") continue;
      const list = refusals.get(setting);
      if (list) list.push(target);
      else refusals.set(setting, [target]);
    }
  }
  for (const [setting, refusing] of refusals)
    if (refusing.length < readersOf(setting, targets).length) return { setting, refusing };
  return undefined;
}

function nameOf({ flavor, major, minor }: Version): string {
  return `${flavor === "mysql" ? "MySQL" : "MariaDB"} ${major}.${minor}`;
}
