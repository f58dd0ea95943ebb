/** Names that are no old spelling of a replication word and mean the same all the same. */
const SAME: Readonly<Record<string, string>> = {
  replica_parallel_threads: "replica_parallel_workers",
  encrypt_binlog: "binlog_encryption",
  innodb_encrypt_log: "innodb_redo_log_encrypt",
  default_character_set: "character_set_server",
  default_collation: "collation_server",
  tx_isolation: "transaction_isolation",
  storage_engine: "default_storage_engine",
  default_table_type: "default_storage_engine",
};

const OLD_WORD = /(^|_)(slave|master)(?=_|$|s_)/g;

const KEPT = 4000;
const known = new Map<string, string>();

/** One name for all spellings of a setting: MySQL's present one, even where the server in question has only the old. */
export function canonicalName(name: string): string {
  const found = known.get(name);
  if (found !== undefined) return found;
  if (known.size >= KEPT) known.clear();
  const canonical = workedOut(name);
  known.set(name, canonical);
  return canonical;
}

function workedOut(name: string): string {
  const modern = name.replace(OLD_WORD, (_, before: string, word: string) =>
    word === "slave" ? `${before}replica` : `${before}source`,
  );
  return Object.hasOwn(SAME, modern) ? (SAME[modern] ?? modern) : modern;
}

/** The names to try for a server, best first. */
export function spellings(canonical: string): readonly string[] {
  const others = Object.keys(SAME).filter((name) => SAME[name] === canonical);
  const names = [canonical, ...others];
  return [
    ...names,
    ...names.map((name) => name.replace(/(^|_)replica(?=_|$)/g, "$1slave").replace(/(^|_)source(?=_|$)/g, "$1master")),
  ];
}
