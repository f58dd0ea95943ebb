import { detached } from "../text/detached.ts";
import { KeptOn } from "../text/kept-on.ts";
import type { Problem } from "../text/problem.ts";
import type { ChunkOutline } from "./fences.ts";
import type { PlacedSection } from "./place-section.ts";
import type { SectionReading } from "./read-section.ts";
import { cutIntoSections, type Reading, type Section } from "./sections.ts";
import type { FrontMatter } from "./types.ts";

interface FrontMatterReading {
  readonly frontMatter: FrontMatter;
  readonly problems: readonly Problem[];
}

/** The sections of one document, as its last version and the one before it were read. */
class Readings<T extends Reading> {
  #sections: readonly Section<T>[] = [];
  #before = new Map<string, T>();
  #now = new Map<string, T>();

  cut(text: string, start: number, read: (chunk: string) => T): readonly Section<T>[] {
    this.#before = this.#now;
    this.#now = new Map();
    this.#sections = cutIntoSections(text, start, (chunk) => this.of(chunk, read), this.#sections);
    for (const { reading } of this.#sections) this.#now.set(reading.text, reading);
    return this.#sections;
  }

  known(chunk: string): T | undefined {
    return this.#now.get(chunk) ?? this.#before.get(chunk);
  }

  of(chunk: string, read: (chunk: string) => T): T {
    const known = this.known(chunk);
    if (known) return known;
    const reading = read(detached(chunk));
    this.#now.set(reading.text, reading);
    return reading;
  }
}

/**
 * Keeps what the sections of the last two versions of a document were read to, by their text: whatever is edited, a
 * section with the same text reads the same. One memory serves one document.
 */
export class SectionMemory {
  readonly #readings = new Readings<SectionReading>();
  readonly #outlines = new Readings<ChunkOutline>();
  readonly #placed = new KeptOn<Section<SectionReading>, PlacedSection>();
  #frontMatter: { readonly text: string; readonly reading: FrontMatterReading } | undefined;

  sections(text: string, start: number, read: (chunk: string) => SectionReading): readonly Section<SectionReading>[] {
    return this.#readings.cut(text, start, read);
  }

  /** Headings and fences alone, for cells. */
  outlines(text: string, start: number, read: (chunk: string) => ChunkOutline): readonly Section<ChunkOutline>[] {
    return this.#outlines.cut(text, start, read);
  }

  outline(chunk: string, read: (chunk: string) => ChunkOutline): ChunkOutline {
    return this.#outlines.known(chunk) ?? read(chunk);
  }

  /** A section at its place in the document, which mostly is where it was. */
  placed(section: Section<SectionReading>, place: (section: Section<SectionReading>) => PlacedSection): PlacedSection {
    const known = this.#placed.get(section) ?? place(section);
    this.#placed.set(section, known);
    return known;
  }

  /** `text`: from the start of the document to the end of the front matter. */
  frontMatter(text: string, read: () => FrontMatterReading): FrontMatterReading {
    if (this.#frontMatter?.text !== text) this.#frontMatter = { text: detached(text), reading: read() };
    return this.#frontMatter.reading;
  }
}
