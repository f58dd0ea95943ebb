import { variableFacts } from "../mysql/catalogue.ts";
import type { Flavor, Version } from "../mysql/flavor.ts";
import { PerServer } from "../mysql/per-server.ts";
import { inRange } from "../mysql/version-range.ts";
import { spellings } from "./canonical-name.ts";

type Known = readonly [flavor: Flavor, versions: string, value: string];

/**
 * Where the servers' own tables do not tell: options that are no variables, variables of plugins that were not loaded, and
 * changes inside a series.
 */
const BESIDE: Readonly<Record<string, readonly Known[]>> = {
  log_bin: [
    ["mysql", "<8.0", "OFF"],
    ["mysql", ">=8.0", "ON"],
    ["mariadb", "*", "OFF"],
  ],
  bind_address: [["mariadb", "*", "*"]],
  default_time_zone: [
    ["mysql", "*", "SYSTEM"],
    ["mariadb", "*", "SYSTEM"],
  ],
  replica_parallel_workers: [["mysql", ">=8.0 <8.0.27", "0"]],
  replica_parallel_type: [["mysql", ">=8.0 <8.0.27", "DATABASE"]],
  replica_preserve_commit_order: [["mysql", ">=8.0 <8.0.27", "OFF"]],
  rpl_semi_sync_source_enabled: [["mysql", "*", "OFF"]],
  rpl_semi_sync_replica_enabled: [["mysql", "*", "OFF"]],
  rpl_semi_sync_source_timeout: [["mysql", "*", "10000"]],
  rpl_semi_sync_source_wait_point: [["mysql", "*", "AFTER_SYNC"]],
  rpl_semi_sync_source_wait_for_replica_count: [["mysql", "*", "1"]],
  rpl_semi_sync_source_wait_no_replica: [["mysql", "*", "ON"]],
};

const BOOLEANS: Readonly<Record<string, string>> = { TRUE: "ON", FALSE: "OFF" };

const NAMES_KEPT = 1_000;
const kept = new PerServer(() => new Map<string, { readonly value: string | undefined }>());

/**
 * What a server takes when no line sets a variable; booleans are ON and OFF. Undefined when the server has no such variable
 * or nothing is known of it. `name` is canonical.
 */
export function defaultOf(name: string, server: Version): string | undefined {
  const defaults = kept.of(server);
  const found = defaults.get(name);
  if (found) return found.value;
  if (defaults.size >= NAMES_KEPT) defaults.clear();
  const value = workOut(name, server);
  defaults.set(name, { value });
  return value;
}

function workOut(name: string, server: Version): string | undefined {
  const beside = Object.hasOwn(BESIDE, name) ? BESIDE[name] : undefined;
  const known = beside?.find(([flavor, versions]) => flavor === server.flavor && inRange(server, versions));
  if (known) return known[2];
  for (const spelling of spellings(name)) {
    const value = variableFacts(spelling, server)?.default;
    if (value !== undefined) return BOOLEANS[value] ?? value;
  }
  return undefined;
}
