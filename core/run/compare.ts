import type { Value } from "./value.ts";

export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** The two sides of a comparison have nothing to do with each other: neither true nor false would be right. */
class NotComparable extends Error {
  override readonly name = "NotComparable";
}

/**
 * Compares as an operator means it who reads the output of a server:
 * - numbers compare by value, exactly, however many digits they have;
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

/** Both as values that the operators of the language compare rightly. */
function alike(left: Known, right: Known, operator: Comparison): readonly [Known, Known] {
  const isOrder = operator !== "==" && operator !== "!=";
  if (typeof left === "string" && typeof right === "string")
    return isOrder ? (scaled(left, right) ?? [left, right]) : [left, right];
  if (typeof left === "boolean" && typeof right === "boolean") return [left, right];
  if (left instanceof Uint8Array && right instanceof Uint8Array && !isOrder) return [left, right];
  const kinds = [left, right].map((value) => typeof value);
  if (!kinds.every((kind) => kind === "bigint" || kind === "number" || kind === "string")) return refuse(left, right);
  return scaled(left, right) ?? refuse(left, right);
}

function isSame(a: Known, b: Known): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array)
    return a.length === b.length && a.every((byte, index) => byte === b[index]);
  return a === b;
}

/** Two numbers as integers in units of the smaller one's last decimal, so that no digit is lost; undefined when one is none. */
function scaled(left: Known, right: Known): readonly [bigint, bigint] | undefined {
  const [a, b] = [toDecimal(left), toDecimal(right)];
  if (a === undefined || b === undefined) return undefined;
  const scale = Math.max(a.scale, b.scale);
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale)];
}

interface Decimal {
  readonly digits: bigint;
  /** Digits behind the point. */
  readonly scale: number;
}

/** The number that a value is as a whole. A floating point number is the shortest decimal that stands for it, which is what was written. */
function toDecimal(value: Known): Decimal | undefined {
  if (typeof value === "bigint") return { digits: value, scale: 0 };
  const text = typeof value === "number" || typeof value === "string" ? String(value) : "";
  const [, sign = "", whole = "", part = "", power = "0"] =
    /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text) ?? [];
  if (whole === "" && part === "") return undefined;
  const digits = BigInt(`${sign === "-" ? "-" : ""}${whole}${part}`);
  const scale = part.length - Number(power);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
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
