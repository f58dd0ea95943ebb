import type { Member } from "./topology.ts";

/** Whether a number is known to be smaller on one member than on the other. */
export function isSmaller(one: Member, other: Member, name: string): boolean {
  const [own, reference] = [one.view.number(name), other.view.number(name)];
  return own !== undefined && reference !== undefined && own < reference;
}
