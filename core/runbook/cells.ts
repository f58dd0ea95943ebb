export type { Cell, CellSource, CodeCell } from "./cell-types.ts";
export { fromCells } from "./from-cells.ts";
export { toCells } from "./to-cells.ts";
