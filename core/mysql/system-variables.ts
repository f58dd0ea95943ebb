import { nearest } from "../text/nearest.ts";
import { tablesOf } from "./catalogue/table.ts";
import { lookup, variableFacts } from "./catalogue.ts";
import { atLeast, type Flavor, type Version } from "./flavor.ts";
import { isPluginOption } from "./plugin-options.ts";

/** What a server says to SET and SELECT @@ of a name in lower case, without scope. */
export type VariableVerdict =
  | { readonly kind: "known"; readonly isReadOnly: boolean }
  /** A plugin, a component or a build that is not in the catalogue may bring it. */
  | { readonly kind: "possible" }
  /** An option of the command line and the option files alone. */
  | { readonly kind: "option" }
  | { readonly kind: "removed" | "later"; readonly since: string; readonly replacement?: string }
  | { readonly kind: "elsewhere"; readonly flavor: Flavor; readonly replacement?: string }
  | { readonly kind: "unknown"; readonly suggestions: readonly string[] };

/** First words of what only other builds have: hosted servers, clusters, Percona's. */
const otherBuilds =
  /^(?:aurora|rds|azure|cloudsql|tidb|ndb|ndbinfo|wsrep|pxc|percona|encrypt|userstat|thread_statistics|extra|thread_pool|log_slow|slow_query_log|enforce_storage_engine|innodb_(?:encrypt|default_encryption|scrub|ft_|parallel_dblwr|sys_tablespace|print_|corrupt_|cleaner|empty_free|show_|validate_tablespace|kill_idle|track_|max_bitmap|extra_)|tokudb|rocksdb|audit|binlog_space|max_slowlog|zstd|kill_idle|have|pseudo|expand_fast|csv|proxy_protocol)(?:_|$)/;

export function judgeVariable(name: string, version: Version): VariableVerdict {
  // Key caches, and the variables of components, bear dots.
  if (name.includes(".")) return { kind: "possible" };
  const facts = variableFacts(name, version);
  if (facts?.scope) return { kind: "known", isReadOnly: !facts.dynamic };
  if (isPluginOption(name, version)) return { kind: "possible" };
  if (facts) return { kind: "option" };
  const family = tablesOf(version.flavor);
  const isVariable = (table: (typeof family)[number]) => variableFacts(name, table.version)?.scope !== undefined;
  const at = family.findLastIndex((table) => atLeast(version, table.version.major, table.version.minor));
  const series = ({ major, minor }: Version) => `${major}.${minor}`;
  const found = lookup(name, version);
  const wanted = "replacement" in found ? found.replacement : undefined;
  const replacement = wanted !== undefined && variableFacts(wanted, version)?.scope ? { replacement: wanted } : {};
  const last = family.findLastIndex((table, index) => index < at && isVariable(table));
  const gone = last < 0 ? undefined : family[last + 1];
  if (gone) return { kind: "removed", since: series(gone.version), ...replacement };
  // Between two series that were looked at, and above the newest, the server may have it already.
  const here = family[at]?.version;
  const isLookedAt = here !== undefined && here.major === version.major && here.minor === version.minor;
  const later = family.find((table, index) => index > at && isVariable(table));
  if (later) return isLookedAt ? { kind: "later", since: series(later.version), ...replacement } : { kind: "possible" };
  const flavor: Flavor = version.flavor === "mysql" ? "mariadb" : "mysql";
  if (version.flavor === "mysql" && otherBuilds.test(name)) return { kind: "possible" };
  if (tablesOf(flavor).some((table) => variableFacts(name, table.version)?.scope !== undefined))
    return { kind: "elsewhere", flavor, ...replacement };
  if (!isLookedAt || otherBuilds.test(name)) return { kind: "possible" };
  return { kind: "unknown", suggestions: nearest(name, variableNames(version)) };
}

/** The system variables of a server, in no order. */
function variableNames(version: Version): readonly string[] {
  const table = tablesOf(version.flavor).findLast(({ version: { major, minor } }) => atLeast(version, major, minor));
  return table ? [...table.records.keys()].filter((name) => variableFacts(name, version)?.scope !== undefined) : [];
}
