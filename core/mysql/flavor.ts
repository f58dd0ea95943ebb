export type Flavor = "mysql" | "mariadb";

/** A server version compared numerically: 26.10 > 9.7 > 8.4. */
export interface Version {
  readonly flavor: Flavor;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** Parses `VERSION()` of a live server or a version written by a person; `flavor` applies where the text does not tell. */
export function parseVersion(text: string, flavor: Flavor = "mysql"): Version | undefined {
  const plain = text.replace(/^5\.5\.5-(?=\d+\.\d+)/, "");
  const match = /^\s*(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(plain);
  if (!match) return undefined;
  return {
    flavor: /mariadb/i.test(text) ? "mariadb" : flavor,
    major: Number(match[1]),
    minor: Number(match[2] ?? 0),
    patch: Number(match[3] ?? 0),
  };
}

/** Whether `version` is at least major.minor.patch, whatever its flavor. */
export function atLeast(version: Version, major: number, minor = 0, patch = 0): boolean {
  if (version.major !== major) return version.major > major;
  if (version.minor !== minor) return version.minor > minor;
  return version.patch >= patch;
}

export function formatVersion(version: Version): string {
  return `${version.major}.${version.minor}.${version.patch}`;
}
