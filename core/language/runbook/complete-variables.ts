import type { Runbook, Step } from "../../runbook/types.ts";
import { type Span, spanOf } from "../../text/span.ts";
import type { CompletionItem } from "../features.ts";
import { itemOf } from "./items.ts";
import { originOf, type Variable, variablesOf } from "./variables.ts";

/** Behind `${` in SQL, failover blocks and attributes; undefined elsewhere. `start` is where the text before may begin. */
export function completeVariable(
  runbook: Runbook,
  offset: number,
  start: number,
): readonly CompletionItem[] | undefined {
  const { text } = runbook;
  const match = /\$\{\s*([A-Za-z_]\w*\.)?(\w*)$/.exec(text.slice(Math.max(start, offset - 200), offset));
  if (!match) return undefined;
  const [, owner, typed = ""] = match;
  const rest = /^\w*/.exec(text.slice(offset, offset + 100))?.[0] ?? "";
  const span = spanOf(offset - typed.length, offset + rest.length);
  const close = /^[ \t]*(?:\.|:id|\})/.test(text.slice(span.end, span.end + 10)) ? "" : "}";
  if (owner) {
    const isNode = variablesOf(runbook).some((variable) => `${variable.name}.` === owner && isNodeVariable(variable));
    return isNode ? fields(span, close) : [];
  }
  return uniqueVariables(runbook).flatMap((variable) => {
    const item = itemOf(variable.name, "variable", span, {
      detail: originOf(variable),
      newText: variable.name + close,
      sortText: `1${variable.name}`,
      ...documentationOf(variable),
    });
    if (!isNodeVariable(variable)) return [item];
    const parts = ["host", "port"].map((field) =>
      itemOf(`${variable.name}.${field}`, "variable", span, {
        detail: `${field} of the node`,
        newText: `${variable.name}.${field}${close}`,
        sortText: `2${variable.name}.${field}`,
      }),
    );
    return [item, ...parts];
  });
}

function fields(span: Span, close: string): readonly CompletionItem[] {
  return ["name", "host", "port"].map((field) =>
    itemOf(field, "variable", span, { detail: `${field} of the node`, newText: field + close, sortText: `1${field}` }),
  );
}

/** Behind `$` in a script: variables are in its environment. Undefined elsewhere. */
export function completeEnvironment(
  runbook: Runbook,
  step: Step,
  offset: number,
): readonly CompletionItem[] | undefined {
  const { text } = runbook;
  const match = /\$\{?(\w*)$/.exec(text.slice(Math.max(step.block.contentSpan.start, offset - 200), offset));
  if (!match) return undefined;
  const typed = match[1] ?? "";
  const rest = /^\w*/.exec(text.slice(offset, offset + 100))?.[0] ?? "";
  const span = spanOf(offset - typed.length, offset + rest.length);
  return uniqueVariables(runbook).flatMap((variable) =>
    ["", ...(isNodeVariable(variable) ? ["_host", "_port"] : [])].map((suffix) =>
      itemOf(variable.name + suffix, "variable", span, {
        detail: suffix === "" ? originOf(variable) : `${suffix.slice(1)} of the node`,
        sortText: `1${variable.name}${suffix}`,
      }),
    ),
  );
}

/** Names that expressions may use beside columns. */
export function variableNames(runbook: Runbook, span: Span): readonly CompletionItem[] {
  return uniqueVariables(runbook).map((variable) =>
    itemOf(variable.name, "variable", span, { detail: originOf(variable), sortText: `6${variable.name}` }),
  );
}

function uniqueVariables(runbook: Runbook): readonly Variable[] {
  const seen = new Set<string>();
  return variablesOf(runbook).filter(({ name }) => !seen.has(name) && seen.add(name));
}

function isNodeVariable(variable: Variable): boolean {
  return variable.kind === "input" && variable.input.type === "node";
}

function documentationOf(variable: Variable): { readonly documentation?: string } {
  return variable.kind === "input" && variable.input.prompt ? { documentation: variable.input.prompt } : {};
}
