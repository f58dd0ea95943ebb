import type { Version } from "../../mysql/flavor.ts";
import {
  DEEPEST_INCLUDE,
  type IncludedFile,
  isRelativeInclude,
  type NotFollowed,
  type ResolvedInclude,
} from "../../option-file/include.ts";
import type { Include } from "../../option-file/types.ts";
import type { OptionFileRule, Report, Severity } from "../rule.ts";
import { targetsOf } from "../targets.ts";

export const unreadInclude: OptionFileRule = {
  about: "option-file",
  code: "CNF201",
  id: "unread-include",
  title: "Every include can be read",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/option-files.html"],
  *check(file, context) {
    for (const line of file.lines) {
      if (line.kind !== "include" && line.kind !== "includedir") continue;
      if (isRelativeInclude(line)) {
        yield {
          span: line.path.span,
          message:
            "The server takes a relative path from the folder that it is started in, not from this file's. Write the whole path.",
        };
      }
      const include = context.included?.includes.find(({ directive }) => directive.span.start === line.span.start);
      if (include) yield* unread(line, include, targetsOf(context));
    }
  },
};

/** One finding for each reason; what lies deeper is told where this file leads to it. No message names a path or what is there. */
function* unread(line: Include, include: ResolvedInclude, targets: readonly Version[]): Iterable<Report> {
  const direct = new Set(include.problems.map(({ reason }) => reason));
  for (const reason of direct) yield report(line, reason, targets);
  const deeper = new Set(include.files.flatMap((file) => [...problemsOf(file)]));
  for (const reason of deeper) {
    if (!direct.has(reason))
      yield { ...report(line, reason, targets), message: `In what is included: ${MESSAGES[reason](line)}` };
  }
}

function* problemsOf({ includes }: IncludedFile): Generator<NotFollowed> {
  for (const { problems, files } of includes) {
    for (const { reason } of problems) yield reason;
    for (const file of files) yield* problemsOf(file);
  }
}

function report(line: Include, reason: NotFollowed, targets: readonly Version[]): Report {
  // A server that is started elsewhere may well find what a relative path means.
  const isFatal = reason === "missing" && line.kind === "includedir" && !isRelativeInclude(line);
  const message = reason === "missing" ? missing(line, targets) : MESSAGES[reason](line);
  return { span: line.path.span, severity: isFatal ? "error" : SEVERITIES[reason], message };
}

function missing(line: Include, targets: readonly Version[]): string {
  if (line.kind === "includedir") return MESSAGES.missing(line);
  const says = targets.some(({ flavor, major }) => flavor === "mysql" && major >= 8);
  return `The file does not exist. The server starts without it${says ? " and prints an error" : ", and says nothing"}: correct the path or remove the line.`;
}

const SEVERITIES: Readonly<Record<NotFollowed, Severity>> = {
  outside: "information",
  "too-many": "information",
  missing: "warning",
  cycle: "warning",
  "too-deep": "warning",
  "not-a-file": "warning",
  "not-a-folder": "warning",
  "too-large": "warning",
  unreadable: "warning",
};

const MESSAGES: Readonly<Record<NotFollowed, (line: Include) => string>> = {
  outside: () =>
    "This leads out of the workspace, so it is not read, and what it sets is not checked. Check it where it is.",
  "too-many": () => "There are too many files here, and the rest is not checked. Check the folder by itself.",
  missing: ({ kind }) =>
    kind === "includedir"
      ? "The folder does not exist, and the server refuses to start. Create it, or remove the line."
      : "A file does not exist. Correct its path, or remove the line.",
  cycle: () =>
    "This leads back to a file that is being read. Servers go round ten times and then skip it with a warning: remove the line.",
  "too-deep": () =>
    `Includes are nested more than ${DEEPEST_INCLUDE} deep, and what lies deeper is not checked; servers stop at ten. Include the files from one.`,
  "not-a-file": () =>
    "This is not a regular file, so it is not read, and a server may wait for it for ever. Name a file.",
  "not-a-folder": () => "This is not a folder, and the server refuses to start. Write !include, or name a folder.",
  "too-large": () => "This is too large for an option file and is not read. Check the path.",
  unreadable: () => "This cannot be read, and what it sets is not checked. Check its permissions.",
};
