/** ON and OFF as the servers read a boolean; any other word is OFF for them, with a warning. */
export function readBoolean(text: string): boolean {
  return /^(on|true|1)$/i.test(text.trim());
}

const SUFFIXES = "KMGTPE";

/** A number with a size suffix, of which only the first letter counts; undefined for what is no whole number. */
export function readNumber(text: string): number | undefined {
  const match = /^([+-]?\d+)([a-z]?)/i.exec(text.trim());
  if (!match?.[1]) return undefined;
  const power = match[2] ? SUFFIXES.indexOf(match[2].toUpperCase()) + 1 : 0;
  return match[2] && power === 0 ? undefined : Number(match[1]) * 1024 ** power;
}

/** The member of an enumeration that a text means: its index, its name or the unique beginning of its name. Upper case. */
export function readMember(text: string, members: readonly string[]): string | undefined {
  const word = text.trim().toUpperCase();
  if (/^\d+$/.test(word)) return members[Number(word)];
  if (members.includes(word)) return word;
  const longer = members.filter((member) => member.startsWith(word));
  return word !== "" && longer.length === 1 ? longer[0] : undefined;
}

/** The entries of a list with commas between them, trimmed; empty ones are left out. */
export function readList(text: string): readonly string[] {
  return text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}
