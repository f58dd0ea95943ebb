import { isMap, isScalar, parseDocument } from "yaml";
import type { Problem } from "../text/problem.ts";
import { spanOf } from "../text/span.ts";

/** The body of a `failover` block. Values may be `${variable}`; they are put in after the YAML is parsed, never pasted into its text. */
export interface SwitchoverAction {
  readonly action: "switchover";
  /** Node that becomes the source. */
  readonly to: string;
  /** Seconds that the candidate may take to catch up, before the fence and behind it. */
  readonly wait: number;
  /** Account and password with which the old source will replicate. */
  readonly replicationUser: string;
  readonly replicationPassword: string;
}

export type FailoverAction = SwitchoverAction;

export type ActionOutcome =
  | { readonly status: "ok"; readonly action: FailoverAction }
  | { readonly status: "invalid"; readonly problems: readonly Problem[] };

const PARAMETERS = ["action", "to", "wait", "repl_user", "repl_password"];
const LATER_ACTIONS = [
  "preflight",
  "failover",
  "rejoin",
  "provision",
  "fence",
  "unfence",
  "wait-caught-up",
  "promote",
  "repoint",
  "demote",
  "verify",
];

/** Parses the body; spans count in `code`. `resolve` gives the value of a variable, or undefined while it has none. */
export function parseAction(code: string, resolve: (name: string) => string | undefined): ActionOutcome {
  const problems: Problem[] = [];
  const report = (message: string, range?: readonly [number, number, number] | null) =>
    problems.push({
      code: "failover-action",
      message,
      span: range ? spanOf(range[0], range[1]) : spanOf(0, code.length),
    });

  const document = parseDocument(code, { prettyErrors: false, uniqueKeys: true });
  for (const error of document.errors)
    report(`This is not YAML: ${error.message}`, [error.pos[0], error.pos[1], error.pos[1]]);
  const values = new Map<string, string>();
  if (problems.length === 0) {
    if (!isMap(document.contents))
      report("A failover block is a list of `name: value` lines, the first being `action: switchover`.");
    else
      for (const pair of document.contents.items) {
        if (!isScalar(pair.key) || !isScalar(pair.value)) {
          report("Each parameter is one name and one plain value.", isScalar(pair.key) ? pair.key.range : undefined);
          continue;
        }
        const key = String(pair.key.value);
        if (!PARAMETERS.includes(key)) {
          report(`Unknown parameter \`${key}\`. Known are: ${PARAMETERS.join(", ")}.`, pair.key.range);
          continue;
        }
        const written = pair.value.value === null ? "" : (pair.value.source ?? "");
        const variable = /^\$\{([A-Za-z_]\w*)\}$/.exec(written)?.[1];
        values.set(key, variable === undefined ? written : (resolve(variable) ?? written));
      }
  }
  if (problems.length > 0) return { status: "invalid", problems };

  const action = values.get("action") ?? "";
  if (action !== "switchover")
    report(
      LATER_ACTIONS.includes(action)
        ? `The action \`${action}\` cannot be executed yet. Use \`switchover\`, or SQL steps.`
        : `Unknown action \`${action}\`. Use \`switchover\`.`,
    );
  const to = values.get("to") ?? "";
  if (to === "") report("A switchover needs `to:`, the node that becomes the source.");
  const wait = parseWait(values.get("wait") ?? "30s");
  if (wait === undefined) report(`\`wait: ${values.get("wait")}\` is not a duration from 1s to 1h, such as 30s.`);
  const replicationUser = values.get("repl_user") ?? "";
  const replicationPassword = values.get("repl_password") ?? "";
  if (replicationUser === "")
    report("A switchover needs `repl_user:`, the account that the old source replicates with.");
  if (replicationPassword === "")
    report("A switchover needs `repl_password:`, as `${name}` of an input of type secret.");
  if (problems.length > 0 || wait === undefined) return { status: "invalid", problems };
  return { status: "ok", action: { action: "switchover", to, wait, replicationUser, replicationPassword } };
}

function parseWait(text: string): number | undefined {
  const match = /^(\d{1,5})(s|m|h)?$/.exec(text.trim());
  if (!match) return undefined;
  const seconds = Number(match[1]) * (match[2] === "h" ? 3600 : match[2] === "m" ? 60 : 1);
  return seconds >= 1 && seconds <= 3600 ? seconds : undefined;
}
