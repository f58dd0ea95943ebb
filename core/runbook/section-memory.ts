import type { Problem } from "../text/problem.ts";
import type { ChunkOutline } from "./fences.ts";
import type { Reading } from "./sections.ts";
import type { UnnamedStep } from "./step.ts";
import type { FrontMatter, Heading, UnlabelledBlock } from "./types.ts";

/** What a section was read to. */
export interface SectionReading extends Reading {
  readonly headings: readonly Heading[];
  readonly steps: readonly UnnamedStep[];
  /** Of each step: what its placeholders keep it from. */
  readonly placeholders: readonly (readonly Problem[])[];
  readonly unlabelled: readonly UnlabelledBlock[];
}

interface FrontMatterReading {
  readonly frontMatter: FrontMatter;
  readonly problems: readonly Problem[];
}

interface Placed {
  readonly start: number;
  readonly reading: SectionReading;
}

/**
 * Keeps what the sections of the last two versions of a document were read to, by their text: whatever is edited, a
 * section with the same text reads the same. One memory serves one document.
 */
export class SectionMemory {
  #before = new Map<string, SectionReading>();
  #now = new Map<string, SectionReading>();
  #outlinesBefore = new Map<string, ChunkOutline>();
  #outlines = new Map<string, ChunkOutline>();
  readonly #placed = new WeakMap<SectionReading, Placed>();
  #frontMatter: { readonly text: string; readonly reading: FrontMatterReading } | undefined;

  /** A new version of the document is about to be read. */
  begin(): void {
    this.#before = this.#now;
    this.#now = new Map();
    this.#outlinesBefore = this.#outlines;
    this.#outlines = new Map();
  }

  /** Headings and fences alone, for cells. */
  outline(chunk: string, read: (chunk: string) => ChunkOutline): ChunkOutline {
    const outline = this.#outlines.get(chunk) ?? this.#outlinesBefore.get(chunk) ?? read(chunk);
    this.#outlines.set(chunk, outline);
    return outline;
  }

  section(chunk: string, read: (chunk: string) => SectionReading): SectionReading {
    const reading = this.#now.get(chunk) ?? this.#before.get(chunk) ?? read(chunk);
    this.#now.set(chunk, reading);
    return reading;
  }

  /** The reading at its place in the document, which mostly is where it was. */
  placed(
    reading: SectionReading,
    start: number,
    shift: (reading: SectionReading, by: number) => SectionReading,
  ): SectionReading {
    const known = this.#placed.get(reading);
    if (known?.start === start) return known.reading;
    const shifted = shift(reading, start);
    this.#placed.set(reading, { start, reading: shifted });
    return shifted;
  }

  /** `text`: from the start of the document to the end of the front matter. */
  frontMatter(text: string, read: () => FrontMatterReading): FrontMatterReading {
    if (this.#frontMatter?.text !== text) this.#frontMatter = { text, reading: read() };
    return this.#frontMatter.reading;
  }
}
