import type { Value } from "../../run/value.ts";
import { parseVariable } from "../../runbook/variable-uses.ts";
import type { Problem } from "../../text/problem.ts";
import { quoteIdentifier, quoteValue } from "./quote.ts";
import type { SqlOptions } from "./token.ts";
import { tokenizeSql } from "./tokenize.ts";

/** The value of a variable, or of a field of a node; undefined where there is none. */
export type VariableLookup = (name: string, field?: string) => Value | undefined;

export type RenderedSql =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: Problem };

/**
 * Puts values in the place of `${name}` (a literal), `${name:id}` (an identifier) and `${node.host}`. The code must be what the
 * author wrote: values that were put in are never looked at again. A variable in a comment is left alone; one inside quotes is
 * refused, because a value that is quoted itself would end them. The problem's span counts in the code.
 */
export function renderSql(code: string, lookup: VariableLookup, options: SqlOptions = {}): RenderedSql {
  let text = "";
  let needsSpace = false;
  for (const token of tokenizeSql(code, options)) {
    const span = { start: token.start, end: token.end };
    if (["string", "identifier", "user-variable"].includes(token.kind) && hasVariable(token.text)) {
      return refuse(
        "variable-in-quotes",
        `A variable inside quotes is not replaced. Remove the quotes around it: the value is quoted as it is put in.`,
        span,
      );
    }
    if (token.kind !== "variable") {
      text += needsSpace && /^[\w$'"`\u0080-\uffff]/.test(token.text) ? ` ${token.text}` : token.text;
      needsSpace = false;
      continue;
    }
    const variable = token.closed ? parseVariable(token.text) : undefined;
    if (!variable)
      return refuse("bad-variable", `\`${token.text}\` cannot be read. Write \`\${name}\` or \`\${name:id}\`.`, span);
    const value = lookup(variable.name, variable.field);
    if (value === undefined) {
      const name = variable.field === undefined ? variable.name : `${variable.name}.${variable.field}`;
      return refuse(
        "undefined-variable",
        `\`${name}\` has no value. Add it to the inputs, or run the step that captures it.`,
        span,
      );
    }
    const quoted = variable.isIdentifier ? quoteIdentifier(value) : quoteValue(value, options);
    if (!quoted.ok) return refuse("bad-value", `\`${variable.name}\` cannot be put in: ${quoted.message}`, span);
    // Without the space x'…' would become a hexadecimal literal, 'a''b' one string, 5--1 a comment.
    text += /[\w$'"`\u0080-\uffff-]$/.test(text) ? ` ${quoted.text}` : quoted.text;
    needsSpace = true;
  }
  return { ok: true, text };
}

function hasVariable(text: string): boolean {
  return [...text.matchAll(/\$\{[^}\n]*\}/g)].some((match) => parseVariable(match[0]) !== undefined);
}

function refuse(code: string, message: string, span: Problem["span"]): RenderedSql {
  return { ok: false, problem: { code, message, span } };
}
