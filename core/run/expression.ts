import { type ASTNode, Environment, type ParseResult } from "@marcbachmann/cel-js";
import { keepByText } from "../text/keep.ts";
import type { Problem } from "../text/problem.ts";
import { freeNames, rewriteComparisons } from "./cel-rewrite.ts";
import { type Comparison, compareValues } from "./compare.ts";
import { type Found, findColumn, type Returned } from "./result-row.ts";
import type { Row, Value } from "./value.ts";

export type Evaluation =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string };

export interface Expression {
  readonly text: string;
  /** Columns and variables it reads, as written. */
  readonly references: readonly string[];
  /** A column of what was returned hides a variable of its name. */
  evaluate(variables: Row, returned?: Returned): Evaluation;
}

/** `problem.span` counts from the start of the expression. */
export type Compilation =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly problem: Problem };

const environment = createEnvironment();

/** Compiles CEL. Comparisons follow `compareValues`; `match(text, regex)` gives the first group, or all of the match where there is none. */
export function compileExpression(text: string): Compilation {
  return compiled(text);
}

const compiled = keepByText(compile);

function compile(text: string): Compilation {
  try {
    const parsed = environment.parse(text);
    const ast = parsed.ast;
    const program = environment.parse(rewriteComparisons(ast));
    const checked = program.check();
    if (!checked.valid) return failedCompilation(text, checked.error);
    return { ok: true, expression: toExpression(text, program, ast) };
  } catch (error) {
    return failedCompilation(text, error);
  }
}

/** The name of the row count; a column of that name (EXPLAIN has one) cannot be asked for. */
const rowCountName = "rows";

export interface Result {
  readonly rows: readonly Row[];
  /** All of them, kept or not; absent where nothing returned a result. */
  readonly rowCount?: number;
}

/**
 * An expectation must hold on every row, and there must be a row. One that speaks of `rows` alone is asked once. It has to
 * speak of what was returned: of `variables`, inputs and captures, alone it would hold whatever the step saw.
 */
export function checkExpectation(
  expression: Expression,
  { rows, rowCount }: Result,
  variables: Row = {},
): { readonly held: boolean; readonly detail?: string } {
  const { references } = expression;
  if (rowCount === undefined)
    return { held: false, detail: "No statement of the block returned a result, so there is nothing to look at." };
  const returned = (row: Row): Returned => ({ row, rows: BigInt(rowCount) });
  if (references.length > 0 && references.every((name) => name === rowCountName)) {
    const detail = detailOf(expression, variables, { rows: BigInt(rowCount) });
    return detail === undefined ? { held: true } : { held: false, detail };
  }
  if (rows.length === 0) {
    // `rows == 0 || …` may hold whatever the columns would have been.
    const speaksOfCount = references.includes(rowCountName);
    const held = speaksOfCount && detailOf(expression, variables, { rows: BigInt(rowCount) }) === undefined;
    return held ? { held } : { held, detail: "There was no row." };
  }
  for (const [index, row] of rows.entries()) {
    const detail = foreign(expression, row) ?? detailOf(expression, variables, returned(row));
    if (detail !== undefined)
      return { held: false, detail: rows.length === 1 ? detail : `Row ${index + 1}: ${detail}` };
  }
  if (rowCount > rows.length)
    return {
      held: false,
      detail: `Only ${rows.length} of ${rowCount} rows were kept, so the others are not known. Select fewer rows.`,
    };
  return { held: true };
}

/** Why an expectation says nothing about a row: it reads none of its columns. */
function foreign({ references }: Expression, row: Row): string | undefined {
  if (references.length === 0) return undefined;
  const own = references.some((name) => name === rowCountName || findColumn(row, name).status !== "none");
  return own ? undefined : `${references.map((name) => `\`${name}\``).join(", ")}: not a column of the result.`;
}

/** Why it does not hold: the values it saw or what went wrong; undefined when it holds. */
function detailOf(expression: Expression, variables: Row, returned: Returned): string | undefined {
  const result = expression.evaluate(variables, returned);
  if (!result.ok) return result.message;
  if (result.value === true) return undefined;
  if (result.value !== false) return `It gives ${formatValue(result.value)}, which is neither true nor false.`;
  const seen = expression.references.map((name) => {
    const found = lookUp(name, expression.references, variables, returned);
    return `${name} = ${formatValue(found.status === "found" ? found.value : null)}`;
  });
  return seen.length > 0 ? seen.join(", ") : "It is false.";
}

function formatValue(value: Value): string {
  if (value === null) return "NULL";
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function toExpression(text: string, program: ParseResult, ast: ASTNode): Expression {
  const references = freeNames(ast);
  return {
    text,
    references,
    evaluate(variables, returned) {
      const context = Object.create(null) as Record<string, Value>;
      for (const name of references) {
        const found = lookUp(name, references, variables, returned);
        if (found.status === "withheld") return { ok: false, message: found.reason };
        // Left out, it makes the expression fail only where its value is needed.
        if (found.status === "none" && returned !== undefined && returned.row === undefined) continue;
        if (found.status === "none")
          return { ok: false, message: `\`${name}\` is neither a column of the result nor a variable.` };
        context[name] = found.value;
      }
      try {
        const value: unknown = program(context);
        return isValue(value)
          ? { ok: true, value }
          : { ok: false, message: "The expression gives a list or a map; a single value is needed." };
      } catch (error) {
        return { ok: false, message: messageOf(error) + seenNulls(references, context) };
      }
    },
  };
}

function seenNulls(names: readonly string[], context: Readonly<Record<string, Value>>): string {
  const nulls = names.filter((name) => context[name] === null);
  return nulls.length > 0 ? ` (${nulls.join(", ")} is NULL)` : "";
}

/** `all`: the names that the expression reads. */
function lookUp(name: string, all: readonly string[], variables: Row, returned: Returned | undefined): Found {
  if (returned !== undefined && name === rowCountName) return { status: "found", value: returned.rows };
  const column: Found = returned?.row === undefined ? { status: "none" } : findColumn(returned.row, name);
  if (column.status === "withheld" || !Object.hasOwn(variables, name)) return column;
  const variable: Found = { status: "found", value: variables[name] ?? null };
  if (column.status === "none") return variable;
  if (column.column === undefined || column.column === name) return column;
  // `File == file`: whoever writes the column's own name as well means the variable by the other.
  if (all.includes(column.column)) return variable;
  return {
    status: "withheld",
    reason: `\`${name}\` may be the column \`${column.column}\` or the variable \`${name}\`. Write \`${column.column}\` for the column, or give the variable another name.`,
  };
}

function isValue(value: unknown): value is Value {
  return (
    value === null || ["boolean", "bigint", "number", "string"].includes(typeof value) || value instanceof Uint8Array
  );
}

function createEnvironment(): Environment {
  const created = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false });
  const comparisons: readonly (readonly [string, Comparison])[] = [
    ["eq", "=="],
    ["ne", "!="],
    ["lt", "<"],
    ["le", "<="],
    ["gt", ">"],
    ["ge", ">="],
  ];
  for (const [name, operator] of comparisons) {
    created.registerFunction(`compare_${name}(dyn, dyn): bool`, (left: Value, right: Value) =>
      compareValues(left, operator, right),
    );
  }
  created.registerFunction("compare_in(dyn, list): bool", isAmong);
  created.registerFunction("match(string, string): string", (text: string, pattern: string) =>
    firstGroup(text, pattern),
  );
  const arithmetic: readonly (readonly [string, (a: number, b: number) => number])[] = [
    ["+", (a, b) => a + b],
    ["-", (a, b) => a - b],
    ["*", (a, b) => a * b],
    ["/", (a, b) => a / b],
  ];
  for (const [operator, apply] of arithmetic) {
    created.registerOperator(`int ${operator} double`, (a: bigint, b: number) => apply(Number(a), b));
    created.registerOperator(`double ${operator} int`, (a: number, b: bigint) => apply(a, Number(b)));
  }
  return created;
}

function isAmong(value: Value, list: readonly Value[]): boolean {
  // An empty list compares nothing, so NULL would slip through as false.
  if (value === null) return compareValues(value, "==", value);
  return list.some((item) => compareValues(value, "==", item));
}

/** `^` and `$` match at every line. */
function firstGroup(text: string, pattern: string): string {
  const found = new RegExp(pattern, "m").exec(text);
  if (!found) throw new Error(`Nothing matches ${JSON.stringify(pattern)}.`);
  return found[1] ?? found[0];
}

function failedCompilation(text: string, error: unknown): Compilation {
  const range = (error as { range?: { start: number; end: number } } | undefined)?.range;
  const isOwn = range !== undefined && (error as Error).name === "ParseError";
  const start = isOwn ? Math.min(range.start, text.length) : 0;
  const end = isOwn ? Math.min(Math.max(range.end, start), text.length) : text.length;
  const message = messageOf(error).replace(/\.$/, "");
  return {
    ok: false,
    problem: {
      code: "bad-expression",
      message: `The expression cannot be read: ${message}. Write it in CEL, for example \`Replica_IO_Running == "Yes"\`.`,
      span: { start, end },
    },
  };
}

function messageOf(error: unknown): string {
  const summary = (error as { summary?: unknown }).summary;
  if (typeof summary === "string") return summary;
  return error instanceof Error ? error.message : String(error);
}
