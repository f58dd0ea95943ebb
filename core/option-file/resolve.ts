const PREFIXES = ["skip", "disable", "enable", "maximum", "loose"] as const;
export type SettingPrefix = (typeof PREFIXES)[number];

/** What a setting's key stands for once the prefixes that every option takes are off. */
export interface ResolvedSetting {
  /** The option; when none is known, the key without any prefix. */
  readonly base: string;
  /** In the order written. */
  readonly prefixes: readonly SettingPrefix[];
  readonly known: boolean;
  /** The server starts even when it does not know the option. */
  readonly loose: boolean;
}

/**
 * Takes prefixes off a key one by one until it names an option, as the servers do. A name that is an option as it stands
 * keeps its prefix (`skip_name_resolve`). `isOption` gets keys in lower case with `_`.
 */
export function resolveSetting(key: string, isOption: (name: string) => boolean): ResolvedSetting {
  const prefixes: SettingPrefix[] = [];
  let base = key;
  let known = isOption(base);
  while (!known) {
    const prefix = PREFIXES.find((candidate) => base.startsWith(`${candidate}_`));
    if (!prefix) break;
    prefixes.push(prefix);
    base = base.slice(prefix.length + 1);
    known = isOption(base);
  }
  return { base, prefixes, known, loose: prefixes.includes("loose") };
}
