import type { Effective } from "../../option-file/effective.ts";

const NAMES = /^(relay_log|replicate_|replica_|(log|skip)_replica_|rpl_semi_sync_replica_enabled$|source_info_)/;
const READ_ONLY = new Set(["read_only", "super_read_only"]);

/** Whether a file by itself tells that its server is a replica or is meant to become one. */
export function looksLikeReplica({ lines }: Effective): boolean {
  for (const [name, settings] of lines) {
    const value = settings.at(-1)?.value;
    if ((NAMES.test(name) || READ_ONLY.has(name)) && !/^(off|false|0)$/i.test(value ?? "")) return true;
  }
  return false;
}
