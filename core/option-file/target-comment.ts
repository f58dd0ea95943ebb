import { parseVersion, type Version } from "../mysql/flavor.ts";
import type { OptionFile } from "./types.ts";

/** The server that a comment of the file names, as in `# dr-runbooks: mysql 8.4`; the first such comment counts. */
export function targetComment({ text, lines }: OptionFile): Version | undefined {
  for (const line of lines) {
    if (line.kind !== "comment") continue;
    const comment = text.slice(line.span.start, line.span.end);
    const found = /^\s*[#;]+\s*dr-runbooks:\s*(mysql|mariadb)\s+(\d+\.\d+(?:\.\d+)?)\s*$/i.exec(comment);
    if (found?.[2] !== undefined)
      return parseVersion(found[2], found[1]?.toLowerCase() === "mariadb" ? "mariadb" : "mysql");
  }
  return undefined;
}
