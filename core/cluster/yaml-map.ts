import { type Document, isAlias, isMap, isScalar, type Node, type Scalar } from "yaml";
import { nearest } from "../text/nearest.ts";
import type { Problem } from "../text/problem.ts";
import type { Span } from "../text/span.ts";

export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Node | undefined;
  /** From the key to the end of the value. */
  readonly span: Span;
}

/** Reads maps and scalars of one YAML document with their places and gathers what is wrong. Aliases are followed one step at a time, so nothing is ever expanded. */
export class YamlReader {
  readonly #document: Document;
  readonly problems: Problem[] = [];

  constructor(document: Document) {
    this.#document = document;
  }

  report(code: string, message: string, span: Span): void {
    this.problems.push({ code, message, span });
  }

  /** The entries of a map in order; a second entry of the same key is reported and left out. Reports `what` when the node is no map. */
  entries(node: Node | undefined, what: string, span: Span): readonly Entry[] {
    const map = this.#follow(node);
    if (!isMap(map)) {
      this.report("not-a-map", `${what} must be a map of names to values.`, span);
      return [];
    }
    const entries = new Map<string, Entry>();
    for (const pair of map.items) {
      const keyNode = pair.key as Node | null;
      const keySpan = spanOfNode(keyNode) ?? span;
      if (!isScalar(keyNode) || keyNode.value === null || keyNode.value === "") {
        this.report("bad-key", `A name in ${what} must be plain text.`, keySpan);
        continue;
      }
      const key = textOf(keyNode);
      const value = (pair.value ?? undefined) as Node | undefined;
      if (entries.has(key)) {
        this.report("duplicate-key", `"${key}" appears twice in ${what}. Keep one: only the first is used.`, keySpan);
        continue;
      }
      entries.set(key, {
        key,
        keySpan,
        value,
        span: { start: keySpan.start, end: spanOfNode(value)?.end ?? keySpan.end },
      });
    }
    return [...entries.values()];
  }

  /** Entries by key; reports those that are not among `known`. */
  record(node: Node | undefined, what: string, span: Span, known: readonly string[]): ReadonlyMap<string, Entry> {
    const record = new Map<string, Entry>();
    for (const entry of this.entries(node, what, span)) {
      if (known.includes(entry.key)) record.set(entry.key, entry);
      else {
        const meant = nearest(entry.key.toLowerCase(), known, 1)[0];
        const advice = meant ? `Did you mean "${meant}"?` : `Known keys: ${known.join(", ")}.`;
        this.report("unknown-key", `Unknown key "${entry.key}" in ${what}. ${advice}`, entry.keySpan);
      }
    }
    return record;
  }

  /** Text as written (so that `8.10` stays 8.10), without the quotes. */
  text(entry: Entry | undefined): string | undefined {
    if (!entry) return undefined;
    const node = this.#follow(entry.value);
    if (isScalar(node) && node.value !== null && typeof node.value !== "boolean" && textOf(node) !== "")
      return textOf(node);
    this.report("not-text", `"${entry.key}" must be a text.`, entry.span);
    return undefined;
  }

  boolean(entry: Entry | undefined): boolean | undefined {
    if (!entry) return undefined;
    const node = this.#follow(entry.value);
    if (isScalar(node) && typeof node.value === "boolean") return node.value;
    this.report("not-a-boolean", `"${entry.key}" must be true or false.`, entry.span);
    return undefined;
  }

  integer(entry: Entry | undefined, minimum: number, maximum: number): number | undefined {
    if (!entry) return undefined;
    const node = this.#follow(entry.value);
    const text = isScalar(node) ? textOf(node) : "";
    const value = /^[+-]?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= minimum && value <= maximum) return value;
    this.report("bad-number", `"${entry.key}" must be a whole number from ${minimum} to ${maximum}.`, entry.span);
    return undefined;
  }

  choice<T extends string>(entry: Entry | undefined, choices: readonly T[]): T | undefined {
    if (!entry) return undefined;
    const node = this.#follow(entry.value);
    const text = isScalar(node) ? textOf(node) : "";
    const found = choices.find((choice) => choice === text);
    if (found) return found;
    const meant = nearest(text.toLowerCase(), choices, 1)[0];
    this.report(
      "bad-choice",
      `"${entry.key}" must be one of ${choices.join(", ")}.${meant ? ` Did you mean "${meant}"?` : ""}`,
      entry.span,
    );
    return undefined;
  }

  #follow(node: Node | undefined): Node | undefined {
    return isAlias(node) ? node.resolve(this.#document) : node;
  }
}

function textOf(scalar: Scalar): string {
  return typeof scalar.value === "string" ? scalar.value : (scalar.source ?? String(scalar.value));
}

function spanOfNode(node: Node | null | undefined): Span | undefined {
  return node?.range ? { start: node.range[0], end: node.range[1] } : undefined;
}
