import type { Problem } from "../text/problem.ts";
import { findFrontMatter, parseFrontMatter } from "./front-matter.ts";
import { PlacedSection } from "./place-section.ts";
import { readSection, type SectionReading } from "./read-section.ts";
import { referenceProblems } from "./references.ts";
import type { SectionMemory } from "./section-memory.ts";
import { cutIntoSections, type Section } from "./sections.ts";
import { StepNames } from "./step-names.ts";
import type { Heading, Runbook } from "./types.ts";

/**
 * Reads a runbook out of any Markdown text. Never throws: what cannot be read is a problem, of the document or of a step.
 * With the memory of another version of the text only the sections that have changed are read.
 */
export function parseRunbook(text: string, memory?: SectionMemory): Runbook {
  const block = findFrontMatter(text);
  const readFrontMatter = () => parseFrontMatter(text, block);
  const { frontMatter, problems: documentProblems } = memory
    ? memory.frontMatter(block ? text.slice(0, block.span.end) : "", readFrontMatter)
    : readFrontMatter();
  const start = block?.span.end ?? (text.startsWith("\ufeff") ? 1 : 0);
  const read = (chunk: string): SectionReading => readSection(chunk, memory);
  const place = (section: Section<SectionReading>): PlacedSection => new PlacedSection(section);
  const sections = memory
    ? memory.sections(text, start, read).map((section) => memory.placed(section, place))
    : cutIntoSections(text, start, read).map(place);
  const headings = sections.flatMap((section) => section.headings);
  const unnamed = sections.flatMap((section) => section.reading.steps.map((step, at) => ({ section, at, step })));
  const names = new StepNames(unnamed.flatMap(({ step }) => step.attributes.name?.value ?? []));
  const headingOf = headingsInOrder(headings);
  const named = unnamed.map(({ section, at, step }, index) => {
    const heading = headingOf(section.start + step.block.span.start);
    const name = step.attributes.name?.value ?? names.next(heading);
    return { section, at, index, name, heading, attributes: step.attributes };
  });
  const references = referenceProblems(named);
  const steps = named.flatMap((each) => {
    return each.section.step(each.at, each, references.get(each.index) ?? []) ?? [];
  });
  const problems: readonly Problem[] = [...documentProblems, ...steps.flatMap((step) => step.problems)];
  return {
    text,
    frontMatter,
    headings,
    steps,
    unlabelled: sections.flatMap((section) => section.unlabelled),
    problems,
    sections: sections.map((section) => section.with(frontMatter)),
  };
}

/** The text of the heading nearest above an offset; offsets must be asked for in ascending order. */
function headingsInOrder(headings: readonly Heading[]): (offset: number) => string | undefined {
  let next = 0;
  return (offset) => {
    while ((headings[next]?.span.start ?? Number.POSITIVE_INFINITY) < offset) next++;
    return headings[next - 1]?.text;
  };
}
