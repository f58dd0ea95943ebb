import type { Inventory } from "../cluster/inventory-types.ts";
import type { Runbook } from "../runbook/types.ts";
import { type Span, spanOf } from "../text/span.ts";
import type { Location } from "./features.ts";
import { inventoryNames } from "./inventory/occurrences.ts";
import { type Occurrence, occurrencesOf } from "./runbook/occurrences.ts";

/** Something with a name that can be gone to and renamed. */
export interface NamedThing {
  readonly kind: Occurrence["kind"];
  readonly name: string;
  /** Of a node. */
  readonly cluster?: string;
  /** The name at the cursor. */
  readonly span: Span;
}

export interface PlacedRunbook {
  readonly path: string;
  readonly runbook: Runbook;
}

export interface PlacedInventoryText {
  readonly path: string;
  readonly inventory: Inventory;
  readonly text: string;
}

/** The documents that names are looked for in. */
export interface SymbolScope {
  readonly inventory?: PlacedInventoryText;
  /** Runbooks of the workspace, the asked document among them when it is one. */
  readonly runbooks: readonly PlacedRunbook[];
}

export interface NamedLocation extends Location {
  readonly role: Occurrence["role"];
}

export function thingInRunbook(runbook: Runbook, offset: number): NamedThing | undefined {
  const found = occurrencesOf(runbook).find(({ span }) => span.start <= offset && offset <= span.end);
  if (!found) return undefined;
  const cluster = runbook.frontMatter.cluster?.value;
  return {
    kind: found.kind,
    name: found.name,
    span: found.span,
    ...(found.kind === "node" && cluster ? { cluster } : {}),
  };
}

export function thingInInventory({ inventory, text }: PlacedInventoryText, offset: number): NamedThing | undefined {
  const found = inventoryNames(inventory, text).find(({ span }) => span.start <= offset && offset <= span.end);
  return (
    found && {
      kind: found.kind,
      name: found.name,
      span: found.span,
      ...(found.kind === "node" ? { cluster: found.cluster.name } : {}),
    }
  );
}

/** Every place of a name. Steps and variables belong to the runbook at `path`; nodes and clusters to the whole workspace. */
export function placesOf(thing: NamedThing, path: string, scope: SymbolScope): readonly NamedLocation[] {
  const isLocal = thing.kind === "step" || thing.kind === "variable";
  const runbooks = scope.runbooks.filter((each) => !isLocal || each.path === path);
  const inRunbooks = runbooks.flatMap(({ path: where, runbook }) =>
    occurrencesOf(runbook)
      .filter(({ kind, name }) => kind === thing.kind && name === thing.name && isSameCluster(thing, runbook))
      .map(({ role, span }) => ({ path: where, span, role })),
  );
  return [...inventoryPlaces(thing, scope), ...inRunbooks];
}

function inventoryPlaces(thing: NamedThing, { inventory }: SymbolScope): readonly NamedLocation[] {
  if (!inventory) return [];
  return inventoryNames(inventory.inventory, inventory.text)
    .filter(
      ({ kind, name, cluster }) =>
        kind === thing.kind &&
        name === thing.name &&
        (kind === "cluster" || thing.cluster === undefined || cluster.name === thing.cluster),
    )
    .map(({ span }) => ({ path: inventory.path, span, role: "definition" }));
}

/** A runbook that names no cluster may be for any. */
function isSameCluster(thing: NamedThing, { frontMatter }: Runbook): boolean {
  return (
    thing.kind !== "node" ||
    thing.cluster === undefined ||
    frontMatter.cluster === undefined ||
    frontMatter.cluster.value === thing.cluster
  );
}

/** Where a name is defined; a step that takes its name from a heading is defined by its block. */
export function definitionsOf(thing: NamedThing, path: string, scope: SymbolScope): readonly Location[] {
  const found = placesOf(thing, path, scope).filter(({ role }) => role === "definition");
  if (found.length > 0 || thing.kind !== "step") return found;
  const step = scope.runbooks.find((each) => each.path === path)?.runbook.steps.find(({ name }) => name === thing.name);
  return step ? [{ path, span: spanOf(step.block.span.start, step.block.infoSpan.end) }] : [];
}
