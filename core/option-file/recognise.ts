import { CURRENT_VERSIONS, isOption } from "../mysql/catalogue.ts";
import { groupEvidence } from "./groups.ts";
import { resolveSetting } from "./resolve.ts";
import type { OptionFile } from "./types.ts";

/**
 * Whether a text is an option file of MySQL or MariaDB rather than another program's: it has a group that nobody else
 * uses, or a shared one or none together with a setting that a server knows.
 */
export function looksLikeOptionFile(file: OptionFile): boolean {
  let shared = false;
  let grouped = false;
  let known = false;
  for (const line of file.lines) {
    if (line.kind === "group") {
      grouped = true;
      const evidence = groupEvidence(line.name.value);
      if (evidence === "server" || evidence === "client") return true;
      if (evidence === "shared") shared = true;
    } else if (line.kind === "setting" && !known) {
      known = CURRENT_VERSIONS.some((version) => resolveSetting(line.key, (name) => isOption(name, version)).known);
    }
  }
  return known && (shared || !grouped);
}
