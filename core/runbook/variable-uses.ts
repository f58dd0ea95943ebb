import { tokenizeSql } from "../mysql/sql/tokenize.ts";
import type { Problem } from "../text/problem.ts";
import { suggest } from "./suggest.ts";
import type { Located, StepKind, VariableUse } from "./types.ts";

/** Spans count in the text that was read. */
export interface VariableUses {
  readonly uses: readonly VariableUse[];
  readonly problems: readonly Problem[];
}

const pattern = /\$\{([^}\n]*)\}/g;
const fields = ["host", "port", "name"];

/** Variables in the code of a step. A shell has `${…}` of its own, and gets ours in its environment. */
export function variablesInCode(code: string, kind: StepKind): VariableUses {
  if (kind === "sql") return variablesInSql(code);
  return kind === "shell" || kind === "ini" ? { uses: [], problems: [] } : variablesInText(code);
}

export function variablesInAttribute(written: Located<string>): VariableUses {
  const { uses, problems } = variablesInText(written.value);
  const shift = written.span.start;
  return {
    uses: uses.map((use) => ({ ...use, span: { start: shift + use.span.start, end: shift + use.span.end } })),
    problems: problems.map((problem) => ({
      ...problem,
      span: { start: shift + problem.span.start, end: shift + problem.span.end },
    })),
  };
}

function variablesInText(text: string): VariableUses {
  const uses: VariableUse[] = [];
  const problems: Problem[] = [];
  for (const match of text.matchAll(pattern)) add(match[0], match.index, "plain", uses, problems);
  return { uses, problems };
}

function variablesInSql(code: string): VariableUses {
  const uses: VariableUse[] = [];
  const problems: Problem[] = [];
  for (const token of tokenizeSql(code)) {
    if (token.kind === "variable" && token.closed) add(token.text, token.start, "literal", uses, problems);
    // A quoted value inside quotes would end them; whether the author wants a part of a string or all of it is not known.
    if (token.kind === "string" || token.kind === "identifier" || token.kind === "user-variable") {
      for (const match of token.text.matchAll(pattern)) {
        if (!parseVariable(match[0])) continue;
        const start = token.start + match.index;
        const message = `\`${match[0]}\` stands inside quotes, where it is not replaced. Remove the quotes: the value is quoted as it is put in. Join it to other text with CONCAT().`;
        problems.push({ code: "variable-in-quotes", message, span: { start, end: start + match[0].length } });
      }
    }
  }
  return { uses, problems };
}

function add(written: string, start: number, as: VariableUse["as"], uses: VariableUse[], problems: Problem[]): void {
  const span = { start, end: start + written.length };
  const variable = parseVariable(written);
  if (!variable) {
    problems.push({
      code: "bad-variable",
      message: `\`${written}\` cannot be read. Write \`\${name}\`, \`\${name:id}\` for an identifier, or \`\${node.host}\`.`,
      span,
    });
  } else if (variable.field !== undefined && !fields.includes(variable.field)) {
    const close = suggest(variable.field, fields);
    problems.push({
      code: "bad-variable",
      message: `A node has no \`${variable.field}\`. ${close ? `Did you mean \`${close}\`?` : `It has ${fields.join(", ")}.`}`,
      span,
    });
  } else {
    uses.push({
      name: variable.name,
      ...(variable.field === undefined ? {} : { field: variable.field }),
      as: variable.isIdentifier && as === "literal" ? "identifier" : as,
      span,
    });
  }
}

/** Takes `${name}`, `${name.field}` or `${name:id}` apart. */
export function parseVariable(
  written: string,
): { readonly name: string; readonly field?: string; readonly isIdentifier: boolean } | undefined {
  const match = /^\$\{\s*([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*)|:(id))?\s*\}$/.exec(written);
  if (!match?.[1]) return undefined;
  return {
    name: match[1],
    ...(match[2] === undefined ? {} : { field: match[2] }),
    isIdentifier: match[3] !== undefined,
  };
}
