import { keepByText } from "../text/keep.ts";

const slugs = keepByText(slugOf);

/** Hands out names that no other step of the document has: the slug of the heading, and a counter where it is taken. */
export class StepNames {
  readonly #taken: Set<string>;
  readonly #counters = new Map<string, number>();

  /** `written` are the names that the document gives itself; they are never handed out. */
  constructor(written: Iterable<string>) {
    this.#taken = new Set(written);
  }

  next(heading: string | undefined): string {
    const slug = slugs(heading ?? "") || "step";
    let counter = (this.#counters.get(slug) ?? 0) + 1;
    let name = counter === 1 ? slug : `${slug}-${counter}`;
    while (this.#taken.has(name)) name = `${slug}-${++counter}`;
    this.#counters.set(slug, counter);
    this.#taken.add(name);
    return name;
  }
}

function slugOf(heading: string): string {
  return heading
    .normalize("NFC")
    .toLowerCase()
    .replace(/['’]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
}
