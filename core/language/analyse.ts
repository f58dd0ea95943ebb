import { parseInventory } from "../cluster/inventory.ts";
import type { Inventory } from "../cluster/inventory-types.ts";
import type { DocumentKind } from "../document.ts";
import { parseOptionFile } from "../option-file/parse.ts";
import type { OptionFile } from "../option-file/types.ts";
import { parseRunbook } from "../runbook/parse.ts";
import type { SectionMemory } from "../runbook/section-memory.ts";
import type { Runbook } from "../runbook/types.ts";

/** A document parsed as what it is. `none`: not ours to look at. */
export type Analysis =
  | { readonly kind: "runbook"; readonly runbook: Runbook }
  | { readonly kind: "option-file"; readonly file: OptionFile }
  | { readonly kind: "inventory"; readonly inventory: Inventory; readonly text: string }
  | { readonly kind: "none" };

/** `memory` of earlier versions of the document makes reading this one cheaper. */
export function analyse(kind: DocumentKind, text: string, memory?: SectionMemory): Analysis {
  switch (kind) {
    case "runbook":
      return { kind, runbook: parseRunbook(text, memory) };
    case "option-file":
      return { kind, file: parseOptionFile(text) };
    case "inventory":
      return { kind, inventory: parseInventory(text), text };
    default:
      return { kind: "none" };
  }
}
