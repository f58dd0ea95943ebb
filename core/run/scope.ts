import { toHex } from "../audit/bytes.ts";
import type { ClusterNode } from "../cluster/inventory-types.ts";
import type { VariableUse } from "../runbook/types.ts";
import type { Row, Value } from "./value.ts";

/** The value of an input of type `node`. */
export interface NodeVariable {
  readonly name: string;
  readonly host: string;
  readonly port: bigint;
}

export type Variable =
  | { readonly kind: "value"; readonly value: Value; readonly secret: boolean }
  | { readonly kind: "node"; readonly node: NodeVariable };

/** Names that are there without being declared. */
export const builtinNames: readonly string[] = ["flavor", "version"];

/** The variables of a run: inputs, captures and built-ins. Only the run binds them. */
export class Scope {
  readonly #variables = new Map<string, Variable>();
  #changes = 0;

  /** Grows with every binding: what was made from the scope before is still right while it stays the same. */
  get changes(): number {
    return this.#changes;
  }

  bind(name: string, value: Value, secret = false): void {
    this.#changes++;
    this.#variables.set(name, { kind: "value", value, secret });
  }

  bindNode(name: string, node: ClusterNode): void {
    this.#changes++;
    this.#variables.set(name, { kind: "node", node: { name: node.name, host: node.host, port: BigInt(node.port) } });
  }

  unbind(name: string): void {
    this.#variables.delete(name);
  }

  has(name: string): boolean {
    return this.#variables.has(name);
  }

  get(name: string): Variable | undefined {
    return this.#variables.get(name);
  }

  /** The value of `${name}` or `${name.field}`; a node alone is its name. Undefined where there is none. */
  valueOf(use: Pick<VariableUse, "name" | "field">): Value | undefined {
    const variable = this.#variables.get(use.name);
    if (variable === undefined) return undefined;
    if (variable.kind === "value") return use.field === undefined ? variable.value : undefined;
    switch (use.field ?? "name") {
      case "name":
        return variable.node.name;
      case "host":
        return variable.node.host;
      case "port":
        return variable.node.port;
      default:
        return undefined;
    }
  }

  /** For expressions: a node variable is a map with `name`, `host` and `port`. */
  row(): Row {
    const row: Record<string, Value> = {};
    for (const [name, variable] of this.#variables) {
      row[name] = variable.kind === "value" ? variable.value : ({ ...variable.node } as unknown as Value);
    }
    return row;
  }

  /** For shell steps: `$name`, and of a node also `$name_host` and `$name_port`. NULL is not set; binary values are hexadecimal. */
  environment(): Record<string, string> {
    const environment: Record<string, string> = {};
    for (const [name, variable] of this.#variables) {
      if (variable.kind === "node") {
        environment[name] = variable.node.name;
        environment[`${name}_host`] = variable.node.host;
        environment[`${name}_port`] = String(variable.node.port);
      } else if (variable.value !== null) {
        environment[name] = toText(variable.value);
      }
    }
    return environment;
  }
}

/** A value as text without any quoting. */
export function toText(value: Value): string {
  if (value === null) return "";
  if (value instanceof Uint8Array) return toHex(value);
  return String(value);
}
