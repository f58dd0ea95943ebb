import { builtinNames } from "../run/scope.ts";
import type { Runbook } from "../runbook/types.ts";
import type { NamedLocation, NamedThing, PlacedRunbook, SymbolScope } from "./symbols.ts";
import { placesOf } from "./symbols.ts";

export type RenameOutcome =
  | { readonly status: "renamed"; readonly places: readonly NamedLocation[] }
  /** `because` says what is wrong, then what to do. */
  | { readonly status: "refused"; readonly because: string };

const RESERVED = new Set(["source", "replica", "replicas", "all", "local"]);

/** Why a thing cannot be renamed whatever the new name is; undefined when it can. */
export function whyNotRename(thing: NamedThing, path: string, scope: SymbolScope): string | undefined {
  if (thing.kind === "variable" && builtinNames.includes(thing.name))
    return `\`${thing.name}\` is there without being declared, so it keeps its name.`;
  const places = placesOf(thing, path, scope);
  if (places.some(({ role }) => role === "definition")) return undefined;
  switch (thing.kind) {
    case "step":
      return `The step \`${thing.name}\` has its name from a heading. Give it one with name= first.`;
    case "variable":
      return `Nothing defines \`${thing.name}\`. Make it an input or capture it first.`;
    default:
      return `The inventory has no ${thing.kind} \`${thing.name}\`. Add it to clusters.yaml first.`;
  }
}

export function rename(thing: NamedThing, newName: string, path: string, scope: SymbolScope): RenameOutcome {
  const because = whyNotRename(thing, path, scope) ?? whyNotName(thing, newName, scope, path);
  if (because !== undefined) return { status: "refused", because };
  return { status: "renamed", places: placesOf(thing, path, scope) };
}

function whyNotName(thing: NamedThing, name: string, scope: SymbolScope, path: string): string | undefined {
  if (name === thing.name) return undefined;
  const own = scope.runbooks.find((each: PlacedRunbook) => each.path === path)?.runbook;
  if (thing.kind === "variable") {
    if (!/^[A-Za-z_]\w*$/.test(name))
      return `\`${name}\` cannot be the name of a variable. Use letters, digits and _, and begin with a letter.`;
    if (builtinNames.includes(name) || (own && hasVariable(own, name)))
      return `There is a variable \`${name}\` already. Choose another name.`;
    return undefined;
  }
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,63}$/u.test(name))
    return `\`${name}\` cannot be a name. Use letters, digits, \`-\`, \`_\` and \`.\`.`;
  if (thing.kind === "step") {
    if (["stop", "continue", "never"].includes(name))
      return `\`${name}\` has a meaning of its own in attributes. Choose another name.`;
    return own?.steps.some((step) => step.name === name)
      ? `There is a step \`${name}\` already. Choose another name.`
      : undefined;
  }
  if (thing.kind === "node" && RESERVED.has(name))
    return `\`${name}\` has a meaning of its own in on=. Choose another name.`;
  const clusters = scope.inventory?.inventory.clusters ?? [];
  const taken =
    thing.kind === "cluster"
      ? clusters
      : clusters
          .filter((cluster) => thing.cluster === undefined || cluster.name === thing.cluster)
          .flatMap(({ nodes }) => nodes);
  return taken.some((each) => each.name === name)
    ? `The inventory has a ${thing.kind} \`${name}\` already. Choose another name.`
    : undefined;
}

function hasVariable({ frontMatter, steps }: Runbook, name: string): boolean {
  return (
    frontMatter.inputs.some((input) => input.name === name) ||
    steps.some(({ captures }) => captures.some((capture) => capture.name === name))
  );
}
