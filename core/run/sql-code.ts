import { redactSql } from "../mysql/sql/redact.ts";
import { renderSql } from "../mysql/sql/render.ts";
import { classifyRisk, worstRisk } from "../mysql/sql/risk.ts";
import { type StatementPart, splitStatements } from "../mysql/sql/statements.ts";
import { findHiddenLiterals } from "../mysql/sql/suspect-literals.ts";
import type { SqlOptions } from "../mysql/sql/token.ts";
import { tokenizeSql } from "../mysql/sql/tokenize.ts";
import type { Risk, Step } from "../runbook/types.ts";
import { type Redactor, redactedText } from "./redactor.ts";
import type { Scope } from "./scope.ts";
import type { StepPlan } from "./step-executor.ts";
import type { Value } from "./value.ts";

/** One statement as it is sent, and as it is shown. */
export interface RenderedStatement {
  readonly text: string;
  /** Secrets replaced. */
  readonly shown: string;
  readonly vertical: boolean;
  readonly risk: Risk;
  /** For what the server says about the statement: it may quote a part of it. */
  redact(text: string): string;
}

type Lookup = (name: string, field?: string) => Value | undefined;

/** Variables without a value stay `${name}`. */
export function planSql(step: Step, scope: Scope, redactor: Redactor): StepPlan {
  const { statements, problems } = splitStatements(withDatabase(step, scope));
  const planned = statements.map(({ text }) => ({ text: show(text, scope, redactor, {}), risk: riskOf(text, step) }));
  return {
    statements: planned,
    risk: step.attributes.risk?.value ?? worstRisk(planned.map(({ risk }) => risk)),
    problems,
  };
}

/** The statements of a block as they were planned, cut but without their values: those go in one by one, as each is sent. */
export function splitStep(step: Step, scope: Scope): readonly StatementPart[] {
  return splitStatements(withDatabase(step, scope)).statements;
}

/**
 * A message when a session of this sql_mode reads the statement in another way than it was planned, classified and
 * confirmed: what stands in quotes for one is code for the other.
 */
export function readOtherwise(text: string, options: SqlOptions): string | undefined {
  const planned = tokenizeSql(text);
  const sent = tokenizeSql(text, options);
  const isSame =
    planned.length === sent.length &&
    planned.every((token, index) => token.end === sent[index]?.end && token.kind === sent[index]?.kind);
  if (isSame) return undefined;
  const mode = options.noBackslashEscapes ? "NO_BACKSLASH_ESCAPES" : "ANSI_QUOTES";
  return `The session's sql_mode has ${mode}: the server reads a backslash of this step otherwise than it was planned and confirmed. Take ${mode} out of the session's sql_mode before this step, or write the text without a backslash, as with CHAR(92).`;
}

/** A message when a value can't be put in. */
export function renderStatement(
  part: StatementPart,
  step: Step,
  scope: Scope,
  redactor: Redactor,
  options: SqlOptions,
): RenderedStatement | string {
  const rendered = renderSql(part.text, lookupIn(scope), options);
  if (!rendered.ok) return rendered.problem.message;
  const secrets = findHiddenLiterals(rendered.text).map(({ value }) => value);
  return {
    text: rendered.text,
    shown: show(part.text, scope, redactor, options),
    vertical: part.vertical,
    risk: riskOf(part.text, step),
    redact(text) {
      let result = redactSql(redactor.text(text));
      for (const secret of secrets) if (secret.length > 2) result = result.replaceAll(secret, redactedText);
      return result;
    },
  };
}

/** Whether the session's sql_mode decides how this text is read: only a backslash is read in two ways. */
export function dependsOnMode(text: string, scope: Scope): boolean {
  if (text.includes("\\")) return true;
  return [...text.matchAll(/\$\{\s*(\w+)/g)].some(([, name]) =>
    String(scope.valueOf({ name: name ?? "" }) ?? "").includes("\\"),
  );
}

/** Whether a value is put into this text that is more than digits, letters and plain marks in every character set. */
export function dependsOnCharset(text: string, scope: Scope): boolean {
  return [...text.matchAll(/\$\{\s*(\w+)(?:\.(\w+))?/g)].some(([, name = "", field]) => {
    const value = scope.valueOf(field === undefined ? { name } : { name, field });
    return typeof value === "string" && !/^[\w .,:;+/@%=-]*$/.test(value);
  });
}

/** `database=` is a `USE` in front of the block, and lasts as one does. */
function withDatabase(step: Step, scope: Scope): string {
  const database = step.attributes.database?.value;
  if (database === undefined) return step.code;
  return `USE \`${substitute(database, scope).replaceAll("`", "``")}\`;\n${step.code}`;
}

/** Plain text with its variables put in; those without a value stay as they are. */
export function substitute(text: string, scope: Scope): string {
  return text.replaceAll(/\$\{\s*(\w+)(?:\.(\w+))?\s*\}/g, (written, name: string, field: string | undefined) => {
    const value = scope.valueOf(field === undefined ? { name } : { name, field });
    return value === undefined || value === null ? written : String(value);
  });
}

function riskOf(statement: string, step: Step): Risk {
  return step.attributes.risk?.value ?? classifyRisk(statement);
}

function show(statement: string, scope: Scope, redactor: Redactor, options: SqlOptions): string {
  const lookup: Lookup = (name, field) => {
    const variable = scope.get(name);
    return variable?.kind === "value" && variable.secret ? redactedText : lookupIn(scope)(name, field);
  };
  const whole = renderSql(statement, lookup, options);
  const text = whole.ok
    ? whole.text
    : tokenizeSql(statement, options)
        .map((token) => showToken(token, lookup))
        .join("");
  return redactor.text(redactSql(text));
}

function showToken(token: { readonly kind: string; readonly text: string }, lookup: Lookup): string {
  if (token.kind !== "variable") return token.text;
  const rendered = renderSql(token.text, lookup);
  return rendered.ok ? rendered.text : token.text;
}

function lookupIn(scope: Scope): Lookup {
  return (name, field) => scope.valueOf(field === undefined ? { name } : { name, field });
}
