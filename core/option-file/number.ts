import { atLeast, type Version } from "../mysql/flavor.ts";

/** What a server reads where it wants a whole number. */
export type WholeNumber =
  | { readonly value: bigint }
  /** `suffix`: a letter that is none; `range`: more than 64 bits; `empty` and `negative`: where this server takes none. */
  | { readonly problem: "suffix" | "range" | "empty" | "negative" };

const POWERS: Readonly<Record<string, bigint>> = { k: 10n, m: 20n, g: 30n, t: 40n, p: 50n, e: 60n };
const TWO_TO_64 = 1n << 64n;

/** Only the first letter after the digits counts: `64MB` is 64M. Without digits the number is 0. */
export function readWholeNumber(text: string, server: Version, signed: boolean): WholeNumber {
  const mysql = server.flavor === "mysql";
  if (text === "") return mysql && atLeast(server, 5, 7) ? { problem: "empty" } : { value: 0n };
  const [, sign = "", digits = "", rest = ""] = /^\s*([+-]?)(\d*)([\s\S]*)$/.exec(text) ?? [];
  const power = rest === "" ? 0n : powerOf(rest[0] as string, server);
  if (power === undefined) return { problem: "suffix" };
  const size = BigInt(digits || "0");
  if (size >= (signed ? TWO_TO_64 / 2n : TWO_TO_64)) return { problem: "range" };
  const value = size << power;
  if (sign !== "-" || value === 0n || signed) return { value: sign === "-" ? -value : value };
  if (mysql && atLeast(server, 5, 7)) return { value: -value };
  return mysql || !atLeast(server, 10, 6) ? { value: TWO_TO_64 - value } : { problem: "negative" };
}

function powerOf(letter: string, server: Version): bigint | undefined {
  const power = POWERS[letter.toLowerCase()];
  const big = server.flavor === "mariadb" || atLeast(server, 8);
  return power === undefined || (power > 30n && !big) ? undefined : power;
}

/** The suffixes of sizes that a server knows, for messages. */
export function suffixesOf(server: Version): string {
  return server.flavor === "mariadb" || atLeast(server, 8) ? "K, M, G, T, P, E" : "K, M, G";
}

/** The number as people write it: `64M` rather than 67108864. */
export function writeSize(value: bigint): string {
  for (const [letter, power] of [
    ["G", 30n],
    ["M", 20n],
    ["K", 10n],
  ] as const) {
    if (value >= 1n << power && value % (1n << power) === 0n) return `${value >> power}${letter}`;
  }
  return String(value);
}
