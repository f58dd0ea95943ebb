import type { Cluster } from "../cluster/inventory-types.ts";
import type { Input } from "../runbook/types.ts";
import type { Scope } from "./scope.ts";

/** Binds a value given for an input. Returns what is wrong with it, then what to do. */
export function bindInput(scope: Scope, input: Input, text: string, cluster: Cluster | undefined): string | undefined {
  const problem = inputProblem(input, text, cluster);
  if (problem !== undefined) return problem;
  switch (input.type) {
    case "node": {
      const node = cluster?.nodes.find(({ name }) => name === text);
      if (node === undefined) return `${input.name}: no cluster is chosen, so there is no node ${text}.`;
      scope.bindNode(input.name, node);
      return undefined;
    }
    case "integer":
      scope.bind(input.name, BigInt(text.trim()));
      return undefined;
    case "number":
      scope.bind(input.name, Number(text));
      return undefined;
    case "boolean":
      scope.bind(input.name, /^(?:true|yes|on|1)$/i.test(text.trim()));
      return undefined;
    default:
      scope.bind(input.name, text, input.type === "secret");
      return undefined;
  }
}

/** What is wrong with a value for an input, then what to do; undefined when it is right. Without a cluster any node is. */
export function inputProblem(
  { name, type, pattern, role }: Input,
  text: string,
  cluster: Cluster | undefined,
): string | undefined {
  const shown = type === "secret" ? "The value" : JSON.stringify(text);
  switch (type) {
    case "integer":
      if (!/^\s*[+-]?\d+\s*$/.test(text)) return `${name}: ${shown} is not an integer.`;
      break;
    case "number":
      if (text.trim() === "" || !Number.isFinite(Number(text))) return `${name}: ${shown} is not a number.`;
      break;
    case "boolean":
      if (!/^\s*(?:true|false|yes|no|on|off|0|1)\s*$/i.test(text))
        return `${name}: ${shown} is neither true nor false.`;
      break;
    case "datetime":
      if (!/^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/.test(text)) {
        return `${name}: ${shown} is not a date and time such as 2026-01-31 23:59:00.`;
      }
      break;
    case "node":
      if (cluster && !cluster.nodes.some((node) => node.name === text)) {
        return `${name}: the cluster ${cluster.name} has no node ${shown}. It has ${cluster.nodes.map((node) => node.name).join(", ")}${role ? `; a ${role} is wanted` : ""}.`;
      }
      break;
    case "string":
    case "secret":
      break;
  }
  return pattern !== undefined && !matches(pattern, text) ? `${name}: ${shown} does not match ${pattern}.` : undefined;
}

/** A pattern that can't be read matches nothing. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return false;
  }
}
