/**
 * Whether a path (`/` between folders, relative) is meant by a pattern as in `.gitignore`: `*` and `?` stay in a folder, `**` does
 * not; a pattern without a slash is meant at any depth; one for a folder is meant for all that is in it.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  const trimmed = pattern.replace(/^\.\//, "").replace(/\/+$/, "");
  const isAnchored = trimmed.includes("/");
  const body = toExpression(trimmed.replace(/^\//, ""));
  const end = pattern.endsWith("/") ? "/" : "(?:/|$)";
  return new RegExp(`^${isAnchored ? "" : "(?:.*/)?"}${body}${end}`, "u").test(path);
}

function toExpression(pattern: string): string {
  // Stars in a row would cost more than their number.
  return pattern
    .replace(/\*{3,}/g, "**")
    .replace(/(?:\*\*\/){2,}/g, "**/")
    .replace(/\*\*\/|\/\*\*$|\*+|\?|[\\^$+.()|[\]{}]/g, (part) => {
      if (part === "**/") return "(?:.*/)?";
      if (part === "/**") return "/.*";
      if (part.startsWith("*")) return part === "**" ? ".*" : "[^/]*";
      return part === "?" ? "[^/]" : `\\${part}`;
    });
}
