import { actionFacts } from "../../failover/action-facts.ts";
import type { Runbook } from "../../runbook/types.ts";
import { yamlPlaceAt } from "../yaml-place.ts";
import { placeAt } from "./place.ts";

/** How a failover action is called, and the parameter at the cursor. */
export interface Signature {
  readonly label: string;
  readonly documentation: string;
  readonly parameters: readonly { readonly label: string; readonly documentation: string }[];
  readonly active?: number;
}

export function signatureAt(runbook: Runbook, offset: number): Signature | undefined {
  const place = placeAt(runbook, offset);
  if (place.kind !== "code" || place.step.kind !== "failover") return undefined;
  const written = /^action[ \t]*:[ \t]*(\S+)/m.exec(place.step.code)?.[1];
  const fact = actionFacts.find(({ action }) => action === written);
  if (!fact) return undefined;
  const parameters = fact.parameters.map(({ name, meaning, required, default: fallback }) => ({
    label: required ? name : `${name}?`,
    documentation: fallback ? `${meaning} Default ${fallback}.` : meaning,
  }));
  const at = yamlPlaceAt(place.step.code, place.offset);
  const active = at?.part === "value" ? fact.parameters.findIndex(({ name }) => name === at.key) : -1;
  return {
    label: `${fact.action}(${parameters.map(({ label }) => label).join(", ")})`,
    documentation: fact.meaning,
    parameters,
    ...(active >= 0 ? { active } : {}),
  };
}
