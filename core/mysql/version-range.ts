import { atLeast, type Version } from "./flavor.ts";

/**
 * Whether a version lies in a range like ">=8.0 <8.4", whose parts must all hold; "*" is every version. A version without a
 * patch, or with patch 0, stands for its series, whose newest patch counts: "8.0" is not older than 8.0.27.
 */
export function inRange(version: Version, range: string): boolean {
  const newest = version.patch === 0 ? { ...version, patch: Number.MAX_SAFE_INTEGER } : version;
  return range.split(" ").every((part) => {
    const match = /^(>=|<)(\d+)\.(\d+)(?:\.(\d+))?$/.exec(part);
    if (!match) return part === "*";
    const reached = atLeast(newest, Number(match[2]), Number(match[3]), Number(match[4] ?? 0));
    return match[1] === ">=" ? reached : !reached;
  });
}
