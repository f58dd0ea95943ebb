import type { Anchored } from "./verdict.ts";

/** What vouches for a log, for a person. */
export const anchoredWords: Readonly<Record<Anchored, string>> = {
  "chain-only": "its own chain only",
  checkpoint: "its own signed checkpoint only",
  head: "its signed checkpoint and the copy under heads",
  "later-log": "a later log that names its signed checkpoint",
  outside: "a checkpoint that was kept elsewhere",
};
