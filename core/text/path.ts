/** Paths as text, `/` between folders, for places where no file system is at hand. */

/** The path with `\` turned into `/`, `.` and `..` resolved; a relative one stays relative. */
export function normalisePath(path: string): string {
  const parts: string[] = [];
  const slashed = path.replaceAll("\\", "/");
  for (const part of slashed.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || !slashed.startsWith("/")) parts.push(part);
  }
  return (slashed.startsWith("/") ? "/" : "") + parts.join("/");
}

export function isAbsolutePath(path: string): boolean {
  return /^([\\/]|[A-Za-z]:[\\/])/.test(path);
}

/** `path` as seen from `folder`. */
export function resolvePath(folder: string, path: string): string {
  return normalisePath(isAbsolutePath(path) ? path : `${folder}/${path}`);
}
