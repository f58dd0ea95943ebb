import type { Inventory } from "../cluster/inventory-types.ts";
import type { Finding } from "./rule.ts";

/** Everything that is wrong with an inventory keeps some node from being reached as meant, so all of it is an error. */
export function lintInventory(inventory: Inventory): readonly Finding[] {
  return inventory.problems.map(({ code, message, span }) => ({
    code: "INV001",
    rule: code,
    severity: "error",
    message,
    span,
    fixes: [],
  }));
}
