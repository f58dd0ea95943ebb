/** By name in lower case with `_`: one line on what a setting does, in our own words. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {};

export function describe(name: string): string | undefined {
  return Object.hasOwn(DESCRIPTIONS, name) ? DESCRIPTIONS[name] : undefined;
}
