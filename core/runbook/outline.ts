import type { Fence, Outline } from "./fences.ts";
import { scanOutline } from "./scan-outline.ts";
import type { SectionMemory } from "./section-memory.ts";
import { cutIntoSections } from "./sections.ts";
import { shiftFence, shiftHeading } from "./shift-outline.ts";
import type { Heading } from "./types.ts";

/** Finds headings and fences, in document order. `start` is where the Markdown begins: behind the byte order mark and the front matter. */
export function outlineOf(text: string, start: number, memory?: SectionMemory): Outline {
  const headings: Heading[] = [];
  const fences: Fence[] = [];
  const sections = memory ? memory.outlines(text, start, scanOutline) : cutIntoSections(text, start, scanOutline);
  for (const { start: by, reading } of sections) {
    for (const heading of reading.headings) headings.push(shiftHeading(heading, by));
    for (const fence of reading.fences) fences.push(shiftFence(fence, by));
  }
  return { headings, fences };
}
