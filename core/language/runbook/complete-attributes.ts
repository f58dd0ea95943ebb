import type { Runbook, Step } from "../../runbook/types.ts";
import type { Span } from "../../text/span.ts";
import type { CompletionItem } from "../features.ts";
import { attributeFact, attributeFacts } from "./attribute-facts.ts";
import { attributePlaceAt } from "./attribute-place.ts";
import { completeVariable, variableNames } from "./complete-variables.ts";
import { inOrder, itemOf } from "./items.ts";
import { nodesFor, type RunbookSurroundings } from "./surroundings.ts";

/** `start` is behind the opening brace. */
export function completeAttributes(
  runbook: Runbook,
  start: number,
  step: Step | undefined,
  offset: number,
  around: RunbookSurroundings,
): readonly CompletionItem[] {
  const variables = completeVariable(runbook, offset, start);
  if (variables) return variables;
  const place = attributePlaceAt(runbook.text, start, offset);
  if (!place) return [];
  if (place.part === "key") {
    return attributeFacts
      .filter(({ key }) => !place.used.includes(key))
      .map(({ key, meaning, default: fallback }) =>
        itemOf(key, "keyword", place.span, {
          newText: place.hasValue ? key : `${key}=`,
          detail: `default: ${fallback.replaceAll("`", "")}`,
          documentation: meaning,
        }),
      );
  }
  if (place.key !== "when") return attributeValues(runbook, step, place.key, place.span, around);
  if (place.quoted) return conditions(runbook, place.span);
  return [itemOf('"…"', "snippet", place.span, { newText: '""', detail: "a CEL expression", snippet: '"$0"' })];
}

/** What can be written as the value of an attribute of a step. */
export function attributeValues(
  runbook: Runbook,
  step: Step | undefined,
  key: string,
  span: Span,
  around: RunbookSurroundings,
): readonly CompletionItem[] {
  switch (key) {
    case "on":
      return targets(runbook, span, around);
    case "needs":
      return stepItems(runbook, step, span);
    case "rollback":
    case "on-fail":
      return [...plainValues(key, span), ...stepItems(runbook, step, span)];
    case "when":
      return conditions(runbook, span);
    default:
      return plainValues(key, span);
  }
}

function plainValues(key: string, span: Span): readonly CompletionItem[] {
  return inOrder(
    (attributeFact(key)?.values ?? []).map((value) => itemOf(value, "value", span)),
    "1",
  );
}

function targets(runbook: Runbook, span: Span, around: RunbookSurroundings): readonly CompletionItem[] {
  const meanings: Readonly<Record<string, string>> = {
    source: "the node that is the source when the step runs",
    replica: "any one replica that answers",
    replicas: "every replica, at once",
    all: "every node, at once",
    local: "this machine",
  };
  return [
    ...plainValues("on", span).map((item) => ({
      ...item,
      ...(meanings[item.label] ? { detail: meanings[item.label] as string } : {}),
    })),
    ...nodesFor(around).map(({ cluster, node }) =>
      itemOf(node.name, "node", span, {
        detail: `${node.role ?? "node"} of ${cluster.name}, ${node.host}:${node.port}`,
        sortText: `2${node.name}`,
      }),
    ),
    ...runbook.frontMatter.inputs
      .filter(({ type }) => type === "node")
      .map(({ name, prompt, role }) =>
        itemOf(`\${${name}}`, "variable", span, {
          detail: prompt ?? role ?? "input of type node",
          sortText: `3${name}`,
        }),
      ),
  ];
}

function stepItems(runbook: Runbook, self: Step | undefined, span: Span): readonly CompletionItem[] {
  return inOrder(
    runbook.steps
      .filter((step) => step !== self)
      .map((step) =>
        itemOf(step.name, "step", span, {
          detail: `${step.language} step${step.heading ? ` below “${step.heading}”` : ""}`,
        }),
      ),
    "3",
  );
}

/** The word at the cursor in the expression of `when`. */
function conditions(runbook: Runbook, value: Span): readonly CompletionItem[] {
  return [
    ...variableNames(runbook, value),
    ...inOrder(
      ["flavor == 'mysql'", "flavor == 'mariadb'"].map((text) =>
        itemOf(text, "value", value, { detail: "only for these servers" }),
      ),
      "1",
    ),
  ];
}
