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
