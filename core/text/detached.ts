/** The same text as a copy: a part cut from a document keeps the whole document in memory as long as it is kept itself. */
export function detached(part: string): string {
  // Joining makes a text of its own, and what is cut from that keeps no more.
  return ` ${part}`.slice(1);
}
