import type { Status } from "./facts.ts";

interface Correction {
  readonly name: string;
  readonly servers: readonly string[];
  readonly status: Status;
  /** It takes any value, although the help shows none. */
  readonly anyValue?: true;
}

/** What real servers say of these when they stand in a file, where trying them otherwise showed less. */
const CORRECTIONS: readonly Correction[] = [
  { name: "thread_concurrency", servers: ["mysql-5.6", "mariadb-10.3"], status: "deprecated" },
  { name: "innodb", servers: ["mysql-5.7", "mysql-8.0"], status: "ignored", anyValue: true },
];

export function correctionOf(name: string, server: string): Correction | undefined {
  return CORRECTIONS.find(
    (correction) => correction.name === name && correction.servers.some((series) => server.startsWith(`${series}.`)),
  );
}
