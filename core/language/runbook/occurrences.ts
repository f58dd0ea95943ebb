import { compileExpression } from "../../run/expression.ts";
import { NO_WAY_BACK } from "../../runbook/references.ts";
import { spanInDocument } from "../../runbook/step.ts";
import type { Located, Runbook, Step } from "../../runbook/types.ts";
import { shellWords } from "../../shell/words.ts";
import { type Span, spanOf } from "../../text/span.ts";
import { variablesOf } from "./variables.ts";

/** One place where a runbook names something. Spans cover the name alone. */
export interface Occurrence {
  readonly kind: "step" | "variable" | "node" | "cluster";
  readonly name: string;
  readonly role: "definition" | "reference";
  readonly span: Span;
}

const ROLE_WORDS = new Set(["source", "replica", "replicas", "all", "local"]);

const known = new WeakMap<Runbook, readonly Occurrence[]>();

/** Every place of a runbook that names a step, a variable, a node or a cluster, in the order of the text. */
export function occurrencesOf(runbook: Runbook): readonly Occurrence[] {
  const found = known.get(runbook) ?? find(runbook);
  known.set(runbook, found);
  return found;
}

function find(runbook: Runbook): readonly Occurrence[] {
  const variables = new Set(variablesOf(runbook).map(({ name }) => name));
  const { cluster, inputs } = runbook.frontMatter;
  const all: Occurrence[] = [];
  if (cluster)
    all.push({
      kind: "cluster",
      name: cluster.value,
      role: "reference",
      span: withoutQuotes(runbook.text, cluster.span),
    });
  for (const variable of variablesOf(runbook))
    if (variable.kind !== "built-in")
      all.push({ kind: "variable", name: variable.name, role: "definition", span: variable.span });
  all.push(
    ...nodeDefaults(
      runbook,
      inputs.filter(({ type }) => type === "node").map(({ span }) => span),
    ),
  );
  for (const step of runbook.steps) {
    all.push(...inAttributes(runbook, step), ...inCode(runbook, step));
    for (const { expression, span } of expressionsOf(step)) all.push(...inExpression(expression, span, variables));
    if (step.kind === "shell") all.push(...inScript(step, variables));
    if (step.kind === "failover") all.push(...inAction(step));
  }
  return all.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

function inAttributes({ text }: Runbook, { attributes }: Step): readonly Occurrence[] {
  const { name, on, needs = [], onFail, rollback } = attributes;
  const steps = [
    ...needs,
    ...(onFail && onFail.value !== "stop" && onFail.value !== "continue" ? [onFail] : []),
    ...(rollback && rollback.value !== NO_WAY_BACK ? [rollback] : []),
  ];
  const exact = ({ value, span }: Located<string>): boolean => text.slice(span.start, span.end) === value;
  return [
    ...(name && exact(name) ? [{ kind: "step", name: name.value, role: "definition", span: name.span } as const] : []),
    ...steps
      .filter(exact)
      .map(({ value, span }): Occurrence => ({ kind: "step", name: value, role: "reference", span })),
    ...(on && exact(on) && !ROLE_WORDS.has(on.value) && !on.value.includes("${")
      ? [{ kind: "node", name: on.value, role: "reference", span: on.span } as const]
      : []),
  ];
}

/** `${name}` in code and attributes. */
function inCode({ text }: Runbook, step: Step): readonly Occurrence[] {
  return step.variables.flatMap(({ name, span }): readonly Occurrence[] => {
    const start = text.indexOf(name, span.start);
    return start < 0 || start + name.length > span.end
      ? []
      : [{ kind: "variable", name, role: "reference", span: spanOf(start, start + name.length) }];
  });
}

/** The expressions of a step that stand in the document as they are. */
function expressionsOf(
  step: Step,
): readonly { readonly expression: string; readonly span: Span; readonly own?: string }[] {
  const { when } = step.attributes;
  return [
    ...step.expectations,
    ...(step.until ? [step.until] : []),
    ...step.captures.map(({ expression, span }) => ({
      expression,
      span: spanOf(span.end - expression.length, span.end),
    })),
    ...(when ? [{ expression: when.value, span: when.span }] : []),
  ].filter(({ expression, span }) => span.end - span.start === expression.length);
}

/** Names of variables; that a column may have the same name is known only when it runs. */
function inExpression(expression: string, span: Span, variables: ReadonlySet<string>): readonly Occurrence[] {
  const compiled = compileExpression(expression);
  const names = compiled.ok ? compiled.expression.references.filter((name) => variables.has(name)) : [];
  if (names.length === 0) return [];
  const found: Occurrence[] = [];
  for (const match of expression.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?<![\w.])[A-Za-z_]\w*/g)) {
    if (!names.includes(match[0])) continue;
    const start = span.start + match.index;
    found.push({ kind: "variable", name: match[0], role: "reference", span: spanOf(start, start + match[0].length) });
  }
  return found;
}

/** `$name`, `${name}` and of a node `$name_host`, where the script does not set a variable of that name itself. */
function inScript({ code, codeOffsets }: Step, variables: ReadonlySet<string>): readonly Occurrence[] {
  if (!code.includes("$")) return [];
  const literal = shellWords(code).flatMap(({ quoted }) => quoted.filter(({ start }) => code[start] === "'"));
  const own = new Set(
    [
      ...code.matchAll(
        /(?:^|[\s;&|(])(?:export\s+|local\s+|readonly\s+|for\s+|read\s+(?:-\w+\s+)*)?([A-Za-z_]\w*)(?==|\s+in\s)/g,
      ),
    ].map((match) => match[1]),
  );
  return [...code.matchAll(/\$\{?([A-Za-z_]\w*)/g)].flatMap((match): readonly Occurrence[] => {
    const written = match[1] ?? "";
    const name = [written, written.replace(/_(?:host|port)$/, "")].find((each) => variables.has(each));
    if (
      name === undefined ||
      own.has(written) ||
      literal.some(({ start, end }) => start <= match.index && match.index < end)
    )
      return [];
    const start = match.index + match[0].length - written.length;
    return [
      {
        kind: "variable",
        name,
        role: "reference",
        span: spanInDocument(codeOffsets, spanOf(start, start + name.length)),
      },
    ];
  });
}

/** `to: db2` */
function inAction({ code, codeOffsets }: Step): readonly Occurrence[] {
  const match = /^to[ \t]*:[ \t]+(["']?)([^\s"'#$]+)\1[ \t]*(?:#.*)?$/m.exec(code);
  if (!match?.[2]) return [];
  const start = match.index + match[0].indexOf(match[2], match[0].indexOf(":"));
  return [
    {
      kind: "node",
      name: match[2],
      role: "reference",
      span: spanInDocument(codeOffsets, spanOf(start, start + match[2].length)),
    },
  ];
}

/** The default of an input of type node. */
function nodeDefaults({ text, frontMatter }: Runbook, inputs: readonly Span[]): readonly Occurrence[] {
  const end = frontMatter.span?.end ?? 0;
  return frontMatter.inputs.flatMap((input, index): readonly Occurrence[] => {
    if (input.default === undefined || !inputs.includes(input.span)) return [];
    const next = frontMatter.inputs[index + 1]?.span.start ?? end;
    const match = /\bdefault[ \t]*:[ \t]*["']?/.exec(text.slice(input.span.end, next));
    const start = input.span.end + (match ? match.index + match[0].length : 0);
    return match && text.startsWith(input.default, start)
      ? [{ kind: "node", name: input.default, role: "reference", span: spanOf(start, start + input.default.length) }]
      : [];
  });
}

function withoutQuotes(text: string, span: Span): Span {
  return /["']/.test(text[span.start] ?? "") ? spanOf(span.start + 1, span.end - 1) : span;
}
