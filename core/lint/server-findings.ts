import type { Reaction } from "../option-file/reaction.ts";
import type { LocatedMessage } from "../option-file/server-log.ts";
import { spanOf } from "../text/span.ts";
import type { Finding, Severity } from "./rule.ts";

/** A finding that a real server was asked about. */
export interface CheckedFinding extends Finding {
  /** Whether the server said the same; absent for what servers say nothing about. */
  readonly confirmed?: boolean;
}

/** What a real server alone said: no rule of ours foresaw it. */
export const SERVER_SAYS = { code: "CNF200", rule: "server-says" } as const;

const SEVERITIES: Readonly<Record<Reaction, Severity>> = {
  refuses: "error",
  ignores: "warning",
  adjusts: "warning",
  warns: "information",
};

const VERBS: Readonly<Record<Reaction, string>> = {
  refuses: "refuses this line",
  ignores: "passes over this line",
  adjusts: "takes another value",
  warns: "warns of this line",
};

/**
 * Merges findings with what a server says: a message confirms the findings on its line, or becomes one. `server`:
 * `MySQL 9.7.4`. A server that ended before it had looked at all lines denies nothing: `complete` is false then.
 */
export function mergeServerMessages(
  findings: readonly Finding[],
  messages: readonly LocatedMessage[],
  server: string,
  complete = true,
): readonly CheckedFinding[] {
  const isAbout = ({ span, reaction }: Finding, message: LocatedMessage): boolean =>
    reaction === message.reaction && span.start >= message.line.span.start && span.start < message.line.span.end;
  const checked = findings.map((finding): CheckedFinding => {
    if (!finding.reaction) return finding;
    const confirmed = messages.some((message) => isAbout(finding, message));
    return confirmed || complete ? { ...finding, confirmed } : finding;
  });
  const added = messages
    .filter((message) => !findings.some((finding) => isAbout(finding, message)))
    .map((message): CheckedFinding => toFinding(message, server));
  return [...checked, ...added].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

function toFinding({ line, reaction, text }: LocatedMessage, server: string): CheckedFinding {
  const end = line.kind === "setting" ? (line.value?.span.end ?? line.name.span.end) : line.span.end;
  const start = line.kind === "setting" ? line.name.span.start : line.span.start;
  return {
    ...SERVER_SAYS,
    severity: SEVERITIES[reaction],
    message: `${server} ${VERBS[reaction]}: ${/[.?!]$/.test(text) ? text : `${text}.`} Correct it, or remove the line.`,
    span: spanOf(start, end),
    fixes: [],
    reaction,
    confirmed: true,
  };
}
