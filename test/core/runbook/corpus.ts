import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tests } from "commonmark-spec";
import { root } from "../../../tools/root.ts";

export interface Sample {
  readonly name: string;
  readonly text: string;
}

/** The examples of the CommonMark specification. */
export const examples: readonly Sample[] = tests.map(({ number, markdown }) => ({
  name: `example ${number}`,
  text: markdown.replaceAll("→", "\t"),
}));

/** Every Markdown file of the dependencies, wherever in them it lies. */
export function dependencyFiles(): readonly Sample[] {
  return globSync("node_modules/**/*.md", { cwd: root }).map((name) => ({
    name,
    text: readFileSync(join(root, name), "utf8"),
  }));
}

export const seed: Sample = {
  name: "the seed",
  text: readFileSync(join(root, "test", "fixtures", "seed.md"), "utf8"),
};
