import type { ASTNode } from "@marcbachmann/cel-js";
import { serialize } from "@marcbachmann/cel-js";

const comparisons: Readonly<Record<string, string>> = {
  "==": "compare_eq",
  "!=": "compare_ne",
  "<": "compare_lt",
  "<=": "compare_le",
  ">": "compare_gt",
  ">=": "compare_ge",
  in: "compare_in",
};

const binders = new Set([
  "all",
  "exists",
  "exists_one",
  "existsOne",
  "map",
  "filter",
  "transformList",
  "transformMap",
  "bind",
]);

/** The same expression with each comparison as a call of one of our functions, except tests against the literal `null`. */
export function rewriteComparisons(ast: ASTNode): string {
  return serialize(rewrite(ast));
}

function rewrite(node: ASTNode): ASTNode {
  const call = comparisons[node.op];
  if (call && !(node.args as readonly ASTNode[]).some(isNull)) {
    return { ...node, op: "call", args: [call, (node.args as readonly ASTNode[]).map(rewrite)] } as unknown as ASTNode;
  }
  return { ...node, args: mapArguments(node.args) } as unknown as ASTNode;
}

function isNull(node: ASTNode): boolean {
  return node.op === "value" && node.args === null;
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === "object" && value !== null && "op" in value && "args" in value;
}

function mapArguments(args: unknown): unknown {
  if (isNode(args)) return rewrite(args);
  return Array.isArray(args) ? args.map(mapArguments) : args;
}

/** Names that the expression reads and does not bind itself, each once, in order of appearance. */
export function freeNames(ast: ASTNode): readonly string[] {
  const names = new Set<string>();
  const walk = (value: unknown, bound: ReadonlySet<string>): void => {
    if (Array.isArray(value)) for (const item of value) walk(item, bound);
    if (!isNode(value)) return;
    if (value.op === "id") {
      if (!bound.has(value.args)) names.add(value.args);
    } else if (value.op === "rcall" && binders.has(value.args[0])) {
      const [, receiver, parameters] = value.args;
      const own = new Set(bound);
      for (const parameter of parameters.slice(0, -1)) if (parameter.op === "id") own.add(parameter.args);
      if (!(receiver.op === "id" && receiver.args === "cel")) walk(receiver, bound);
      walk(parameters, own);
    } else walk(value.args, bound);
  };
  walk(ast, new Set());
  return [...names];
}
