import { actionFacts } from "../../failover/action-facts.ts";
import { periodNames } from "../../runbook/duration.ts";
import type { Runbook, Step } from "../../runbook/types.ts";
import { type Span, spanOf } from "../../text/span.ts";
import type { CompletionItem } from "../features.ts";
import { yamlPlaceAt } from "../yaml-place.ts";
import { inOrder, itemOf } from "./items.ts";
import { nodesFor, type RunbookSurroundings } from "./surroundings.ts";

type Keys = Readonly<
  Record<string, { readonly meaning: string; readonly values?: readonly string[]; readonly map?: boolean }>
>;

export const frontMatterKeys: Keys = {
  runbook: { meaning: "Title of the runbook; the key makes any Markdown file a runbook." },
  cluster: { meaning: "The cluster that it runs against: a name in clusters.yaml." },
  strategy: {
    meaning: "The recovery strategy that it belongs to.",
    values: ["backup-and-restore", "pilot-light", "warm-standby", "hot-standby"],
  },
  rto: { meaning: "Recovery time objective: how long recovering may take.", values: ["1m", "5m", "15m", "1h", "4h"] },
  rpo: {
    meaning: "Recovery point objective: how much time's data may be lost.",
    values: ["0s", "1m", "15m", "1h", "24h"],
  },
  owner: { meaning: "Who keeps it right and is called when it is not." },
  drill: {
    meaning: "How often all of it must have been run to a good end, by the trail of this machine.",
    values: [...periodNames, "90d"],
  },
  flavor: { meaning: "The servers it is for, where no cluster says so.", values: ["mysql", "mariadb"] },
  version: {
    meaning: "The version of the servers it is for, where no cluster says so.",
    values: ['"8.0"', '"8.4"', '"9.7"', '"10.11"', '"11.8"'],
  },
  inputs: { meaning: "Values that are asked for when a run begins.", map: true },
};

export const inputKeys: Keys = {
  type: {
    meaning: "What may be entered.",
    values: ["string", "integer", "number", "boolean", "datetime", "node", "secret"],
  },
  role: { meaning: "Of a node: the live role that it must have.", values: ["source", "replica"] },
  prompt: { meaning: "The question that is asked." },
  pattern: { meaning: "A regular expression that the value must match." },
  default: { meaning: "The value when nothing else is entered. A secret has none." },
};

export function completeFrontMatter(
  runbook: Runbook,
  body: Span,
  offset: number,
  around: RunbookSurroundings,
): readonly CompletionItem[] {
  const text = runbook.text.slice(body.start, body.end);
  const place = yamlPlaceAt(text, offset - body.start);
  if (!place) return [];
  const span = spanOf(place.span.start + body.start, place.span.end + body.start);
  const [top, input, ...deeper] = place.path;
  const keys =
    top === undefined
      ? frontMatterKeys
      : top === "inputs" && input !== undefined && deeper.length === 0
        ? inputKeys
        : undefined;
  if (place.part === "key") return keys ? keyItems(keys, text, place, span) : [];
  if (top === undefined && place.key === "cluster")
    return (around.inventory?.clusters ?? []).map(({ name, flavor, version, nodes }) =>
      itemOf(name, "value", span, { detail: `${flavor} ${version ?? ""}, ${nodes.length} nodes` }),
    );
  if (top === "inputs" && input === undefined) return valueItems(inputKeys["type"]?.values ?? [], span);
  if (
    keys === inputKeys &&
    place.key === "default" &&
    runbook.frontMatter.inputs.some(({ name, type }) => name === input && type === "node")
  )
    return nodesFor(around).map(({ node }) => itemOf(node.name, "node", span));
  return valueItems((place.key === undefined ? undefined : keys?.[place.key]?.values) ?? [], span);
}

interface KeyPlace {
  readonly path: readonly string[];
  readonly hasColon: boolean;
}

export function keyItems(keys: Keys, text: string, place: KeyPlace, span: Span): readonly CompletionItem[] {
  const used =
    place.path.length === 0 ? new Set([...text.matchAll(/^([\w-]+)[ \t]*:/gm)].map((match) => match[1])) : new Set();
  return inOrder(
    Object.entries(keys)
      .filter(([key]) => !used.has(key) || place.hasColon)
      .map(([key, { meaning, map }]) =>
        itemOf(key, "keyword", span, {
          newText: place.hasColon ? key : `${key}:${map ? "" : " "}`,
          documentation: meaning,
        }),
      ),
    "1",
  );
}

export function valueItems(values: readonly string[], span: Span): readonly CompletionItem[] {
  return inOrder(
    values.map((value) => itemOf(value, "value", span)),
    "1",
  );
}

/** The body of a failover block; spans count in the code. */
export function completeFailover(
  runbook: Runbook,
  { code }: Step,
  offset: number,
  around: RunbookSurroundings,
): readonly CompletionItem[] {
  const place = yamlPlaceAt(code, offset);
  if (!place || place.path.length > 0) return [];
  const written = /^action[ \t]*:[ \t]*(\S+)/m.exec(code)?.[1];
  const fact = actionFacts.find(({ action }) => action === written) ?? actionFacts[0];
  if (place.part === "key") {
    const keys: Keys = {
      action: { meaning: "What is done." },
      ...Object.fromEntries(
        (fact?.parameters ?? []).map(({ name, meaning, required }) => [
          name,
          { meaning: required ? meaning : `${meaning} May be left out.` },
        ]),
      ),
    };
    return keyItems(keys, code, place, place.span);
  }
  if (place.key === "action")
    return inOrder(
      actionFacts.map(({ action, meaning }) => itemOf(action, "value", place.span, { documentation: meaning })),
    );
  const parameter = fact?.parameters.find(({ name }) => name === place.key);
  const inputs = runbook.frontMatter.inputs.filter(({ type }) =>
    parameter?.kind === "node" ? type === "node" : parameter?.kind === "secret" ? type === "secret" : type === "string",
  );
  return [
    ...(parameter?.kind === "node"
      ? nodesFor(around).map(({ node }) => itemOf(node.name, "node", place.span, { detail: node.role ?? "node" }))
      : []),
    ...(parameter?.kind === "duration"
      ? valueItems(["10s", "30s", "60s", "5m"], place.span)
      : inputs.map(({ name, prompt }) =>
          itemOf(`\${${name}}`, "variable", place.span, { ...(prompt ? { detail: prompt } : {}) }),
        )),
  ];
}
