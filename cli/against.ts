import type { Finding } from "../core/lint/rule.ts";
import { type CheckedFinding, mergeServerMessages } from "../core/lint/server-findings.ts";
import { inspectServer } from "../core/node/instances/inspect-server.ts";
import type { ServerBuild } from "../core/node/instances/server-build.ts";
import { checkOptionFile } from "../core/node/option-check/check-option-file.ts";
import { CliError } from "./errors.ts";

/** The server that `--against` names. Throws `CliError` when it is none. */
export async function serverNamed(path: string): Promise<ServerBuild> {
  const build = await inspectServer(path, "setting");
  if (typeof build === "string") throw new CliError(`--against: ${build}`);
  return build;
}

export interface Asked {
  readonly findings: readonly CheckedFinding[];
  /** `MySQL 9.7.4` */
  readonly server: string;
  /** The server ended for a reason that is on no line of the file. */
  readonly gaveUp?: string;
}

/** Findings of an option file, put beside what a real server says of it. */
export async function askServer(
  text: string,
  findings: readonly Finding[],
  build: ServerBuild,
  signal: AbortSignal,
): Promise<Asked> {
  const verdict = await checkOptionFile(text, build, signal);
  return {
    server: verdict.server,
    findings: mergeServerMessages(findings, verdict.messages, verdict.server, verdict.gaveUp === undefined),
    ...(verdict.gaveUp === undefined
      ? {}
      : { gaveUp: `${verdict.server} did not look at all of it: ${verdict.gaveUp}` }),
  };
}
