import { findSqlSecrets } from "../../mysql/sql/secrets.ts";
import { spanInDocument } from "../../runbook/step.ts";
import type { Runbook, Step } from "../../runbook/types.ts";
import { findShellPasswords } from "../../shell/passwords.ts";
import { keepByText } from "../../text/keep.ts";
import type { Span } from "../../text/span.ts";
import { declareInput } from "../declare-input.ts";
import type { Fix, Report, RunbookRule, TextEdit } from "../rule.ts";

const sqlSecrets = keepByText(findSqlSecrets);
const shellPasswords = keepByText(findShellPasswords);

export const inlinePassword: RunbookRule = {
  about: "runbook",
  code: "RBK002",
  id: "inline-password",
  title: "No password stands in the document",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/password-security-user.html"],
  *check(runbook) {
    const inputs = new Map<string, SecretInput>();
    for (const step of runbook.steps) {
      if (step.kind === "sql") yield* inSql(runbook, step, inputs);
      if (step.kind === "shell") yield* inShell(step);
    }
  },
};

function* inSql(runbook: Runbook, step: Step, inputs: Map<string, SecretInput>): Iterable<Report> {
  for (const { span, value } of sqlSecrets(step.code)) {
    if (isNoPassword(value)) continue;
    const place = spanInDocument(step.codeOffsets, span);
    yield {
      span: place,
      message:
        "This password stands in the document, where everybody who can read it reads it. Make it an input of type secret.",
      fixes: secretFixes(runbook, place, value, inputs),
    };
  }
}

interface SecretInput {
  readonly name: string;
  /** Undefined where the front matter has no room for it. */
  readonly declared: readonly TextEdit[] | undefined;
}

/** Equal passwords become one input. */
function secretFixes(runbook: Runbook, span: Span, value: string, inputs: Map<string, SecretInput>): readonly Fix[] {
  const input = inputs.get(value) ?? newInput(runbook, inputs);
  inputs.set(value, input);
  const { name, declared } = input;
  if (!declared) return [];
  return [
    {
      title: `Make it a secret input \`${name}\``,
      safety: "unsafe",
      edits: [...declared, { span, newText: `\${${name}}` }],
    },
  ];
}

function newInput(runbook: Runbook, inputs: ReadonlyMap<string, SecretInput>): SecretInput {
  const taken = new Set([...inputs.values(), ...runbook.frontMatter.inputs].map(({ name }) => name));
  let name = "password";
  for (let counter = 2; taken.has(name); counter++) name = `password_${counter}`;
  return { name, declared: declareInput(runbook, name, "secret") };
}

function* inShell(step: Step): Iterable<Report> {
  for (const { span, value, isVariable } of shellPasswords(step.code)) {
    if (isNoPassword(value)) continue;
    yield {
      span: spanInDocument(step.codeOffsets, span),
      severity: isVariable ? "information" : "warning",
      message: isVariable
        ? "On this host everybody can see the password in the list of processes while the command runs. Use an option file (`--defaults-extra-file`) or a login path instead."
        : "This password stands in the document and, while the command runs, in the list of processes. Use an option file (`--defaults-extra-file`) or a login path instead.",
    };
  }
}

/** Empty, redacted already, or still a placeholder, which is a finding of its own. */
function isNoPassword(value: string): boolean {
  return value === "" || /^<[^>]*>$|^\*+$|^\$\{[^}]*\}$|^\{\{.*\}\}$/.test(value);
}
