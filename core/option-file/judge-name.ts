import { finds, type Lookup, lookup } from "../mysql/catalogue.ts";
import { atLeast, type Version } from "../mysql/flavor.ts";
import { type ResolvedSetting, resolveSetting } from "./resolve.ts";
import type { Setting } from "./types.ts";

export interface NameJudgement extends ResolvedSetting {
  readonly lookup: Lookup;
  /** Whether the server refuses to start because of the setting's name. */
  readonly refused: boolean;
  /** The name is right but for its capitals, which this server does not forgive. */
  readonly capitals: boolean;
}

const KEPT = 5_000;
const kept = new Map<string, NameJudgement>();

/** What one server makes of a setting's name, prefixes included. The same names come again at every keystroke, so answers are kept. */
export function judgeName(setting: Setting, server: Version): NameJudgement {
  const { flavor, major, minor, patch } = server;
  const key = `${flavor} ${major}.${minor}.${patch} ${setting.name.value}`;
  const found = kept.get(key);
  if (found) return found;
  if (kept.size >= KEPT) kept.clear();
  const judgement = judgeAnew(setting, server);
  kept.set(key, judgement);
  return judgement;
}

function judgeAnew(setting: Setting, server: Version): NameJudgement {
  const resolved = resolveSetting(setting.key, (name) => finds(name, server));
  const base = resolved.known ? resolved.base : likelierName(setting.key, resolved.base, server);
  const found = lookup(base, server);
  const capitals = !forgivesCapitals(resolved.base, server) && /[A-Z]/.test(setting.name.value);
  const refused = found.kind === "unknown" || found.kind === "removed" || found.kind === "ambiguous" || capitals;
  return { ...resolved, base, lookup: found, capitals, refused: refused && !resolved.loose };
}

/** MariaDB does from 10.6 on; Galera's settings have capitals of their own. */
function forgivesCapitals(base: string, server: Version): boolean {
  return server.flavor === "mariadb" && (atLeast(server, 10, 6) || base.startsWith("wsrep_"));
}

/** Of a name with prefixes that no option has: the whole when something is known of it (`skip_replica_start` before 8.0), else the bare name. */
function likelierName(key: string, base: string, server: Version): string {
  if (base === key) return base;
  const whole = lookup(key, server);
  return whole.kind === "unknown" && whole.replacement === undefined && whole.elsewhere === undefined ? base : key;
}
