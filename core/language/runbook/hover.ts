import type { Runbook, Step } from "../../runbook/types.ts";
import type { Span } from "../../text/span.ts";
import { aboutCluster, aboutNode } from "../about-node.ts";
import type { Hover } from "../features.ts";
import { aboutStep } from "./about-step.ts";
import { attributeFact } from "./attribute-facts.ts";
import { frontMatterKeys, inputKeys } from "./complete-yaml.ts";
import { hoverCode } from "./hover-code.ts";
import { occurrencesOf } from "./occurrences.ts";
import { placeAt, stepAt } from "./place.ts";
import { hoverRuleCode } from "./rule-codes.ts";
import { type RunbookSurroundings, targetOf } from "./surroundings.ts";
import { originOf, variablesOf } from "./variables.ts";
import { code, wordAt } from "./words.ts";

/** What there is to say about the thing at an offset of a runbook; blocks of options are not looked into. */
export function hoverRunbook(runbook: Runbook, offset: number, around: RunbookSurroundings): Hover | undefined {
  const field = nodeField(runbook.text, offset);
  if (field) return field;
  const named = occurrencesOf(runbook).find(({ span }) => span.start <= offset && offset < span.end);
  if (named?.kind === "variable") return { markdown: aboutVariable(runbook, named.name), span: named.span };
  if (named?.kind === "step") {
    const step = runbook.steps.find(({ name }) => name === named.name);
    return step && { markdown: aboutStep(runbook, step, around), span: named.span };
  }
  if (named?.kind === "node") {
    const node = around.context.cluster?.nodes.find(({ name }) => name === named.name);
    return node && { markdown: aboutNode(node), span: named.span };
  }
  if (named?.kind === "cluster") {
    const { cluster } = around.context;
    return cluster?.name === named.name ? { markdown: aboutCluster(cluster), span: named.span } : undefined;
  }
  const rule = hoverRuleCode(runbook, offset);
  if (rule) return rule;
  const place = placeAt(runbook, offset);
  if (place.kind === "front-matter") return yamlKey(runbook.text, offset, place.body);
  const step = stepAt(runbook, offset);
  if (!step) return undefined;
  if (place.kind === "code") return hoverCode(step, place.offset, targetOf(runbook, step, around));
  if (offset > step.block.infoSpan.end) return undefined;
  return (
    attributeKey(runbook.text, step, offset) ?? {
      markdown: aboutStep(runbook, step, around),
      span: step.block.infoSpan,
    }
  );
}

const fields: Readonly<Record<string, string>> = {
  host: "the node's host, as the inventory has it",
  port: "the node's port, as the inventory has it",
  name: "the node's name in the inventory",
};

/** The `port` of `${node.port}`. */
function nodeField(text: string, offset: number): Hover | undefined {
  const word = wordAt(text, offset);
  const before = word && /\$\{(\w+)\.$/.exec(text.slice(Math.max(0, word.span.start - 100), word.span.start));
  const meaning = word && before && Object.hasOwn(fields, word.text) ? fields[word.text] : undefined;
  return word && before && meaning
    ? { markdown: `**${code(`${before[1]}.${word.text}`)}**: ${meaning}.`, span: word.span }
    : undefined;
}

function aboutVariable(runbook: Runbook, name: string): string {
  const variables = variablesOf(runbook).filter((variable) => variable.name === name);
  const users = new Set(
    runbook.steps
      .filter(({ block }) =>
        occurrencesOf(runbook).some(
          (each) =>
            each.kind === "variable" &&
            each.name === name &&
            each.role === "reference" &&
            each.span.start >= block.span.start &&
            each.span.end <= block.span.end,
        ),
      )
      .map((step) => code(step.name)),
  );
  const origins = variables.map((variable) => {
    const origin = originOf(variable);
    if (variable.kind === "capture") return `${origin} from ${code(variable.capture.expression)}`;
    if (variable.kind !== "input") return origin;
    const { prompt, default: fallback, pattern } = variable.input;
    return [
      origin,
      prompt ? `“${prompt}”` : "",
      fallback === undefined ? "" : `default ${code(fallback)}`,
      pattern ? `must match ${code(pattern)}` : "",
    ]
      .filter(Boolean)
      .join(", ");
  });
  const where = origins.length > 0 ? origins.join("; then ") : "nothing defines it";
  return `**${code(name)}**: ${where}\n\nUsed by ${users.size > 0 ? [...users].join(", ") : "no step"}.`;
}

function attributeKey(text: string, { block }: Step, offset: number): Hover | undefined {
  const word = wordAt(text, offset, /[\w-]/);
  if (
    !word ||
    !block.attributesSpan ||
    word.span.start < block.attributesSpan.start ||
    !/^["']?[ \t]*[=:]/.test(text.slice(word.span.end, word.span.end + 4))
  )
    return undefined;
  const fact = attributeFact(word.text);
  return fact && { markdown: `**${fact.key}**: ${fact.meaning}\n\nDefault: ${fact.default}.`, span: word.span };
}

function yamlKey(text: string, offset: number, body: Span): Hover | undefined {
  const word = wordAt(text, offset, /[\w-]/);
  if (!word || word.span.start < body.start || text[word.span.end] !== ":") return undefined;
  const top = word.span.start === 0 || /[\r\n]/.test(text[word.span.start - 1] ?? "");
  const keys = top ? frontMatterKeys : inputKeys;
  const fact = Object.hasOwn(keys, word.text) ? keys[word.text] : undefined;
  return fact && { markdown: `**${word.text}**: ${fact.meaning}`, span: word.span };
}
