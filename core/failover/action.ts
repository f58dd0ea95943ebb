import { isMap, isNode, isScalar, parseDocument } from "yaml";
import { suggest } from "../runbook/suggest.ts";
import type { Problem } from "../text/problem.ts";
import { type Span, spanOf } from "../text/span.ts";

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

/** One `name: value`; spans count in the code. */
export interface ActionParameter {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: string;
  readonly span: Span;
}

/** The parameters that can be read, and what is wrong with the others. */
export function readParameters(code: string): {
  readonly parameters: readonly ActionParameter[];
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const report = (message: string, span: Span) => problems.push(problemAt(message, span));
  const document = parseDocument(code, { prettyErrors: false, uniqueKeys: true });
  // One slip of the hand breaks what follows too.
  const [error] = document.errors;
  if (error) {
    const [at] = error.pos;
    report(`This is not YAML: ${error.message.replace(/\.?$/, ".")}`, spanOf(at, Math.max(at, endOfLine(code, at))));
    return { parameters: [], problems };
  }
  const parameters: ActionParameter[] = [];
  if (isMap(document.contents))
    for (const { key, value } of document.contents.items) {
      const nameSpan = placeOf(key) ?? spanOf(0, code.length);
      if (!isScalar(key) || !isScalar(value)) report("Each parameter is one name and one plain value.", nameSpan);
      else {
        const written = value.value === null ? "" : (value.source ?? "");
        parameters.push({ name: String(key.value), nameSpan, value: written, span: placeOf(value) ?? nameSpan });
      }
    }
  else
    report("A failover block is a list of `name: value` lines, the first being `action: switchover`.", firstLine(code));
  return { parameters, problems };
}

/**
 * Parses the body; spans count in `code`. `resolve` gives the value of a variable, or undefined while it has none: what
 * depends on one is then not judged.
 */
export function parseAction(code: string, resolve: (name: string) => string | undefined): ActionOutcome {
  const { parameters, problems: unreadable } = readParameters(code);
  if (unreadable.length > 0) return { status: "invalid", problems: unreadable };
  const problems: Problem[] = [];
  const report = (message: string, span = firstLine(code)) => problems.push(problemAt(message, span));
  const values = new Map<string, string>();
  const places = new Map(parameters.map(({ name, span }) => [name, span]));
  const open = new Set<string>();
  for (const { name, nameSpan, value } of parameters) {
    if (!PARAMETERS.includes(name)) {
      const close = suggest(name, PARAMETERS);
      const advice = close ? `Did you mean \`${close}\`?` : `Known are: ${PARAMETERS.join(", ")}.`;
      report(`Unknown parameter \`${name}\`. ${advice}`, nameSpan);
      // Else it would be missing besides.
      if (close) values.set(close, value);
      continue;
    }
    const variable = /^\$\{\s*([A-Za-z_]\w*)\s*\}$/.exec(value)?.[1];
    const resolved = variable === undefined ? value : resolve(variable);
    if (resolved === undefined) open.add(name);
    values.set(name, resolved ?? value);
  }

  const action = values.get("action") ?? "";
  if (action !== "switchover") {
    const close = suggest(action, ["switchover"]);
    report(
      action === ""
        ? "The block says no action. Begin it with `action: switchover`."
        : LATER_ACTIONS.includes(action)
          ? `The action \`${action}\` cannot be executed yet. Use \`switchover\`, or SQL steps.`
          : `Unknown action \`${action}\`. ${close ? `Did you mean \`${close}\`?` : "Use `switchover`."}`,
      places.get("action"),
    );
    return { status: "invalid", problems };
  }
  const to = values.get("to") ?? "";
  if (to === "") report("A switchover needs `to:`, the node that becomes the source.", places.get("to"));
  const wait = open.has("wait") ? 30 : parseWait(values.get("wait") ?? "30s");
  if (wait === undefined)
    report(`\`wait: ${values.get("wait")}\` is not a duration from 1s to 1h, such as 30s.`, places.get("wait"));
  const replicationUser = values.get("repl_user") ?? "";
  const replicationPassword = values.get("repl_password") ?? "";
  if (replicationUser === "")
    report(
      "A switchover needs `repl_user:`, the account that the old source replicates with.",
      places.get("repl_user"),
    );
  if (replicationPassword === "")
    report(
      "A switchover needs `repl_password:`, as `${name}` of an input of type secret.",
      places.get("repl_password"),
    );
  if (problems.length > 0 || wait === undefined) return { status: "invalid", problems };
  return { status: "ok", action: { action: "switchover", to, wait, replicationUser, replicationPassword } };
}

function problemAt(message: string, span: Span): Problem {
  return { code: "failover-action", message, span };
}

function placeOf(node: unknown): Span | undefined {
  const [start, end] = (isNode(node) ? node.range : undefined) ?? [];
  return start === undefined || end === undefined ? undefined : spanOf(start, end);
}

/** A mark under the whole block would hide what it says. */
function firstLine(code: string): Span {
  return spanOf(0, endOfLine(code, 0));
}

function endOfLine(code: string, at: number): number {
  const end = code.indexOf("\n", at);
  return end < 0 ? code.length : end;
}

function parseWait(text: string): number | undefined {
  const match = /^(\d{1,5})(s|m|h)?$/.exec(text.trim());
  if (!match) return undefined;
  const seconds = Number(match[1]) * (match[2] === "h" ? 3600 : match[2] === "m" ? 60 : 1);
  return seconds >= 1 && seconds <= 3600 ? seconds : undefined;
}
