import { nodeRules } from "../../lint/nodes/index.ts";
import { rules } from "../../lint/rules/index.ts";
import { suppressionsOf } from "../../lint/suppress.ts";
import type { Runbook } from "../../runbook/types.ts";
import type { Span } from "../../text/span.ts";
import { spanOf } from "../../text/span.ts";
import type { CompletionItem, Hover } from "../features.ts";
import { itemOf } from "./items.ts";

export interface RuleCode {
  /** The rule's id. */
  readonly rule: string;
  readonly span: Span;
}

const byCode = new Map([...rules, ...nodeRules].map((rule) => [rule.code, rule]));

/** The codes of rules in the comments that silence them; one that no rule has is left out. */
export function ruleCodes(runbook: Runbook): readonly RuleCode[] {
  return suppressionsOf(runbook).flatMap(({ places }) =>
    places.flatMap(({ code, span }) => {
      const rule = byCode.get(code);
      return rule ? [{ rule: rule.id, span }] : [];
    }),
  );
}

export function hoverRuleCode(runbook: Runbook, offset: number): Hover | undefined {
  const found = ruleCodes(runbook).find(({ span }) => span.start <= offset && offset < span.end);
  const rule = found && [...byCode.values()].find(({ id }) => id === found.rule);
  if (!found || !rule) return undefined;
  const links = rule.references.map((link) => `\n- <${link}>`).join("");
  return { markdown: `**${rule.code}** ${rule.id}: ${rule.title}. (${rule.severity})\n${links}`, span: found.span };
}

/** Behind `dr-runbooks-disable`, up to the colon before the reason; undefined elsewhere. */
export function completeRuleCode({ text }: Runbook, offset: number): readonly CompletionItem[] | undefined {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  const match = /dr-runbooks-disable(?:-next-step)?\s+(?:[A-Z]{3}\d{3}[\s,]+)*([A-Za-z0-9]*)$/.exec(line);
  if (!match) return undefined;
  const span = spanOf(offset - (match[1]?.length ?? 0), offset);
  return [...byCode.values()].map(({ code, title, severity }) =>
    itemOf(code, "value", span, { detail: `${title} (${severity})`, newText: code }),
  );
}
