/** Options with which a replica leaves out or changes what it applies. */
export const REPLICATION_FILTERS: readonly string[] = [
  "replicate_do_db",
  "replicate_ignore_db",
  "replicate_do_table",
  "replicate_ignore_table",
  "replicate_wild_do_table",
  "replicate_wild_ignore_table",
  "replicate_rewrite_db",
];

/** Whether a filter is without effect: it leaves out a schema that no change is ever logged of. */
export function leavesNothingOut(name: string, value: string): boolean {
  return name === "replicate_ignore_db" && /^(information_schema|performance_schema)$/i.test(value);
}
