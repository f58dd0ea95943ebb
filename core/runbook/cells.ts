export type { Cell, CodeCell } from "./cell-types.ts";
export { fromCells } from "./from-cells.ts";
export { toCells } from "./to-cells.ts";
