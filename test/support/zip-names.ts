import { readFileSync } from "node:fs";

/** The names in a zip file's central directory. Throws an Error when it has none. */
export function zipNames(path: string): string[] {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf("PK\x05\x06", undefined, "latin1");
  if (end < 0) throw new Error(`${path} is not a zip file.`);
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const start = at + 46;
    at = start + name + extra + comment;
    return bytes.toString("utf8", start, start + name);
  });
}
