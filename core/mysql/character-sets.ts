import { atLeast, type Version } from "./flavor.ts";

const EVERYWHERE = new Set(
  (
    "armscii8 ascii big5 binary cp1250 cp1251 cp1256 cp1257 cp850 cp852 cp866 cp932 dec8 eucjpms euckr gb2312 gbk geostd8 " +
    "greek hebrew hp8 keybcs2 koi8r koi8u latin1 latin2 latin5 latin7 macce macroman sjis swe7 tis620 ucs2 ujis utf16 " +
    "utf16le utf32 utf8 utf8mb4"
  ).split(" "),
);
const DEPRECATED = new Set(["ucs2", "macroman", "macce", "dec8", "hp8"]);

/** Whether the server takes the name of a character set, in any case. MySQL 9.7 no longer takes `utf8`, which meant two things. */
export function hasCharacterSet(name: string, server: Version): boolean {
  const key = name.toLowerCase();
  const mysql = server.flavor === "mysql";
  if (key === "utf8") return !mysql || !atLeast(server, 9, 7);
  if (key === "utf8mb3") return mysql ? atLeast(server, 8) : atLeast(server, 10, 6);
  if (key === "gb18030") return mysql && atLeast(server, 5, 7);
  return EVERYWHERE.has(key);
}

/** Whether the server takes it and warns. */
export function isDeprecatedCharacterSet(name: string, server: Version): boolean {
  if (server.flavor !== "mysql" || !atLeast(server, 8)) return false;
  const key = name.toLowerCase();
  return key === "utf8" || key === "utf8mb3" || (DEPRECATED.has(key) && atLeast(server, 8, 0));
}

/** The character set that a collation belongs to, `utf8mb3` for `utf8`; undefined for those that suit several. */
export function characterSetOf(collation: string): string | undefined {
  const key = collation.toLowerCase();
  if (key === "binary") return "binary";
  const name = key.slice(0, Math.max(key.indexOf("_"), 0));
  return name === "uca1400" || name === "" ? undefined : name;
}

export function isSameCharacterSet(a: string, b: string): boolean {
  return modern(a) === modern(b);
}

function modern(name: string): string {
  const key = name.toLowerCase();
  return key === "utf8" ? "utf8mb3" : key;
}

/** Collations that only some servers have; others are told by their character set alone. */
export function hasCollation(name: string, server: Version): boolean {
  const key = name.toLowerCase();
  const set = characterSetOf(key);
  if (server.flavor === "mysql") {
    if (/_nopad_|uca1400/.test(key)) return false;
    if (/_0900_/.test(key)) return atLeast(server, 8);
  } else {
    if (/_0900_/.test(key)) return atLeast(server, 11, 4);
    if (/uca1400/.test(key)) return atLeast(server, 10, 10);
  }
  return set === undefined ? key.startsWith("uca1400_") : hasCharacterSet(set, server);
}
