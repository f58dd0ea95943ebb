import { addAttributes } from "../../lint/add-attributes.ts";
import { splitStatements } from "../../mysql/sql/statements.ts";
import { endOfLine, skipLineEnding, startOfLine } from "../../runbook/fences.ts";
import type { Runbook, Step } from "../../runbook/types.ts";
import { spanOf } from "../../text/span.ts";
import type { Action } from "./actions.ts";

/** Statements that surely undo each other. */
const UNDONE: readonly (readonly [done: RegExp, undo: (match: RegExpExecArray) => string])[] = [
  [
    /^SET\s+(GLOBAL|PERSIST)\s+(read_only|super_read_only|offline_mode)\s*=\s*(ON|1|TRUE)$/i,
    ([, scope, name]) => `SET ${scope} ${name} = OFF`,
  ],
  [
    /^SET\s+(GLOBAL|PERSIST)\s+(read_only|super_read_only|offline_mode)\s*=\s*(OFF|0|FALSE)$/i,
    ([, scope, name]) => `SET ${scope} ${name} = ON`,
  ],
  [/^STOP\s+(REPLICA|SLAVE|ALL\s+REPLICAS|ALL\s+SLAVES)$/i, ([, what]) => `START ${what}`],
  [/^START\s+(REPLICA|SLAVE|ALL\s+REPLICAS|ALL\s+SLAVES)$/i, ([, what]) => `STOP ${what}`],
  [/^FLUSH\s+TABLES\s+WITH\s+READ\s+LOCK$/i, () => "UNLOCK TABLES"],
  [/^LOCK\s+TABLES\s/i, () => "UNLOCK TABLES"],
  [/^LOCK\s+INSTANCE\s+FOR\s+BACKUP$/i, () => "UNLOCK INSTANCE"],
];

/** A step behind this one that undoes it: its statements in reverse where each has an opposite, else a list for a person. */
export function rollbackAction(runbook: Runbook, step: Step): readonly Action[] {
  const { text } = runbook;
  if (step.attributes.rollback || step.kind === "manual" || step.kind === "ini" || !step.block.closed) return [];
  const named = step.attributes.name !== undefined;
  const name = freeName(runbook, `undo-${step.name}`);
  const attribute = addAttributes(text, step, [...(named ? [] : [["name", step.name] as const]), ["rollback", name]]);
  if (!attribute) return [];
  const start = startOfLine(text, step.block.span.start);
  const opening = text.slice(start, step.block.span.start);
  const marks = /^(?:`+|~+)/.exec(text.slice(step.block.span.start, step.block.span.end))?.[0] ?? "```";
  const prefix = opening
    .replace(/^\ufeff/, "")
    .replace(/(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)/g, (marker) => " ".repeat(marker.length));
  const lineEnding = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
  const end = endOfLine(text, step.block.span.end);
  const undo = undoing(step);
  const on = step.attributes.on ? ` on=${text.slice(step.attributes.on.span.start, step.attributes.on.span.end)}` : "";
  const safeOn = /^ on=[\w.${}-]+$/.test(on) ? on : "";
  const lines = undo
    ? [`${marks}sql {name=${name}${safeOn}}`, ...undo.map((statement) => `${statement};`), marks]
    : [`${marks}manual {name=${name}}`, `- [ ] Undo ${step.name}`, marks];
  const block = ["", ...lines].map((line) => (line === "" ? prefix.trimEnd() : prefix + line)).join(lineEnding);
  const behind = spanOf(end, end);
  const separator = skipLineEnding(text, end) === end ? lineEnding : "";
  return [
    {
      title: undo ? "Add a rollback step that undoes its statements" : "Add a rollback step for a person",
      kind: "refactor.rewrite",
      edits: [attribute, { span: behind, newText: lineEnding + block + separator }],
    },
  ];
}

function undoing(step: Step): readonly string[] | undefined {
  if (step.kind !== "sql") return undefined;
  const statements = splitStatements(step.code).statements.map(({ text }) => {
    const plain = text.replace(/\s+/g, " ").trim();
    for (const [done, undo] of UNDONE) {
      const match = done.exec(plain);
      if (match) return undo(match);
    }
    return undefined;
  });
  const known = statements.filter((statement) => statement !== undefined);
  return known.length > 0 && known.length === statements.length ? known.reverse() : undefined;
}

function freeName({ steps }: Runbook, wanted: string): string {
  const taken = new Set(steps.map(({ name }) => name));
  for (let counter = 1; ; counter++) {
    const name = counter === 1 ? wanted : `${wanted}-${counter}`;
    if (!taken.has(name)) return name;
  }
}
