/** The index of the member that a server takes `text` for: in any case, or its unique beginning; `ambiguous` when several begin so. */
function findMember(members: readonly string[], text: string): number | "ambiguous" | undefined {
  const wanted = text.toLowerCase();
  let found: number | undefined;
  for (const [index, member] of members.entries()) {
    const name = member.toLowerCase();
    if (name === wanted) return index;
    if (!name.startsWith(wanted)) continue;
    if (found !== undefined) return "ambiguous";
    found = index;
  }
  return found;
}

/** Whether a server takes `text` for a member: by name, by beginning, or by number. */
export function isMember(members: readonly string[], text: string): boolean {
  const found = findMember(members, text);
  return typeof found === "number" || (found === undefined && isIndex(text, members.length));
}

function isIndex(text: string, count: number): boolean {
  return /^\s*\+?\d+$/.test(text) && Number(text) < count;
}

/** The first part of a list of members that is none; undefined when all are. A number stands for bits. */
export function strangeMember(members: readonly string[], text: string): string | undefined {
  if (text === "") return undefined;
  if (/^\d+$/.test(text)) return BigInt(text) < 1n << BigInt(members.length) ? undefined : text;
  return text.split(",").find((part) => typeof findMember(members, part) !== "number");
}

/** The first part of `flag=on,flag=off,default` that is none of these. */
export function strangeFlag(members: readonly string[], text: string): string | undefined {
  if (text === "") return undefined;
  const names = members.includes("default") ? members : [...members, "default"];
  return text.split(",").find((part) => {
    const [name = "", state, ...rest] = part.split("=");
    const found = findMember(names, name);
    if (typeof found !== "number" || rest.length > 0) return true;
    const whole = names[found] === "default";
    return whole
      ? state !== undefined
      : state === undefined || typeof findMember(["on", "off", "default"], state) !== "number";
  });
}
