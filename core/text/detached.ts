/** The same text as a copy: a part cut from a document keeps the whole document in memory as long as it is kept itself. */
export function detached(part: string): string {
  return part.split("").join("");
}
