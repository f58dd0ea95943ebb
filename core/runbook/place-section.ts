import { KeptOn } from "../text/kept-on.ts";
import type { Problem } from "../text/problem.ts";
import type { SectionReading } from "./read-section.ts";
import type { Section } from "./sections.ts";
import { shiftHeading, shiftSpan } from "./shift-outline.ts";
import { shiftStep } from "./shift-step.ts";
import type { FrontMatter, Heading, Runbook, RunbookSection, Step, UnlabelledBlock } from "./types.ts";

/** A section at its place in the document, without what the rest of the document has to say about it. */
export class PlacedSection {
  readonly start: number;
  readonly reading: SectionReading;
  readonly headings: readonly Heading[];
  readonly unlabelled: readonly UnlabelledBlock[];
  readonly #steps: (Step | undefined)[];
  #section: RunbookSection | undefined;

  constructor({ start, reading }: Section<SectionReading>) {
    this.start = start;
    this.reading = reading;
    this.headings = reading.headings.map((heading) => shiftHeading(heading, start));
    this.unlabelled = reading.unlabelled.map(({ span, infoSpan, code }) => ({
      span: shiftSpan(span, start),
      infoSpan: shiftSpan(infoSpan, start),
      code,
    }));
    this.#steps = reading.steps.map(() => undefined);
  }

  /** The same object as long as the front matter is the same. */
  with(frontMatter: FrontMatter): RunbookSection {
    const part = partOf(this.reading, frontMatter);
    if (this.#section?.part !== part) this.#section = { start: this.start, part };
    return this.#section;
  }

  /**
   * The step at `at` in the section, as the document names it. `references` are the problems with the names it refers to.
   * The same object as long as all of it is the same.
   */
  step(at: number, { index, name, heading }: NamedStep, references: readonly Problem[]): Step | undefined {
    const read = this.reading.steps[at];
    if (!read) return undefined;
    const known = this.#steps[at];
    if (known?.index === index && known.name === name && known.heading === heading && references.length === 0)
      return known;
    const placeholders = this.reading.placeholders[at] ?? [];
    const step = shiftStep(read, this.start, { index, name, heading }, references, placeholders);
    this.#steps[at] = references.length === 0 ? step : undefined;
    return step;
  }
}

export interface NamedStep {
  readonly index: number;
  readonly name: string;
  readonly heading: string | undefined;
}

const parts = new KeptOn<SectionReading, Runbook>();

/** The section as a runbook of its own, with the front matter of the whole: the same object as long as both are the same. */
function partOf(reading: SectionReading, frontMatter: FrontMatter): Runbook {
  const known = parts.get(reading);
  if (known?.frontMatter === frontMatter) return known;
  const steps = reading.steps.map((step, index) =>
    shiftStep(
      step,
      0,
      { index, name: step.attributes.name?.value ?? "", heading: undefined },
      [],
      reading.placeholders[index] ?? [],
    ),
  );
  const part: Runbook = {
    text: reading.text,
    frontMatter,
    headings: reading.headings,
    steps,
    unlabelled: reading.unlabelled,
    problems: steps.flatMap(({ problems }) => problems),
  };
  parts.set(reading, part);
  return part;
}
