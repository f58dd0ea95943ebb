import type { Value } from "./value.ts";

export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** The two sides of a comparison have nothing to do with each other: neither true nor false would be right. */
class NotComparable extends Error {
  override readonly name = "NotComparable";
}

/**
 * Compares as an operator means it who reads the output of a server:
 * - integers (64 bits, exact) and floating point numbers compare by value;
 * - a text that is a number (decimals and the Value of SHOW STATUS arrive as text) compares with a number as a number, and
 *   two of them are ordered as numbers; two texts are equal only when they are the same text;
 * - NULL and values of different kinds do not compare: `Seconds_Behind_Source != 0` must not hold because it is NULL.
 */
export function compareValues(left: Value, operator: Comparison, right: Value): boolean {
  if (left === null || right === null)
    throw new NotComparable("NULL compares with nothing. Test for it with `== null` first.");
  const [a, b] = alike(left, right, operator);
  switch (operator) {
    case "==":
      return isSame(a, b);
    case "!=":
      return !isSame(a, b);
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
  }
}

type Known = Exclude<Value, null>;

function alike(left: Known, right: Known, operator: Comparison): readonly [Known, Known] {
  const isOrder = operator !== "==" && operator !== "!=";
  if (typeof left === "string" && typeof right === "string") {
    const a = numberIn(left);
    const b = numberIn(right);
    return isOrder && a !== undefined && b !== undefined ? [a, b] : [left, right];
  }
  if (isNumber(left) && isNumber(right)) return [left, right];
  if (typeof left === "boolean" && typeof right === "boolean") return [left, right];
  if (typeof left === "string" && isNumber(right)) return [numberIn(left) ?? refuse(left, right), right];
  if (isNumber(left) && typeof right === "string") return [left, numberIn(right) ?? refuse(left, right)];
  if (left instanceof Uint8Array && right instanceof Uint8Array && !isOrder) return [left, right];
  return refuse(left, right);
}

function isSame(a: Known, b: Known): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array)
    return a.length === b.length && a.every((byte, index) => byte === b[index]);
  // The loose operator compares 1n with 1.0 by their exact values.
  // biome-ignore lint/suspicious/noDoubleEquals: both are numbers, strings or booleans, never of two kinds
  return typeof a === typeof b ? a === b : a == b;
}

function isNumber(value: Known): value is bigint | number {
  return typeof value === "bigint" || typeof value === "number";
}

/** The number that a text is as a whole; exact for integers. */
function numberIn(text: string): bigint | number | undefined {
  if (/^[+-]?\d+$/.test(text)) return BigInt(text.replace(/^\+/, ""));
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

function refuse(left: Known, right: Known): never {
  throw new NotComparable(`It makes no sense to compare ${describe(left)} with ${describe(right)}.`);
}

function describe(value: Known): string {
  if (typeof value === "string") return `the text ${JSON.stringify(value)}`;
  if (value instanceof Uint8Array) return "a binary value";
  if (typeof value === "object") return "the name of a type, which hides a column of that name,";
  return typeof value === "boolean" ? `the boolean ${value}` : `the number ${value}`;
}
