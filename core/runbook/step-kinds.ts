import type { StepKind } from "./types.ts";

const kinds: ReadonlyMap<string, StepKind> = new Map([
  ["sql", "sql"],
  ["mysql", "sql"],
  ["mariadb", "sql"],
  ["sh", "shell"],
  ["bash", "shell"],
  ["shell", "shell"],
  ["zsh", "shell"],
  ["console", "shell"],
  ["failover", "failover"],
  ["ini", "ini"],
  ["cnf", "ini"],
  ["mycnf", "ini"],
  ["manual", "manual"],
]);

/** The first words of a fence that make it a step. */
export const stepLanguages: readonly string[] = [...kinds.keys()];

/** `language` in lower case; undefined for a fence that is text. */
export function stepKind(language: string): StepKind | undefined {
  return kinds.get(language);
}
