import type { Problem } from "../text/problem.ts";
import { chunkOutline, shiftSpan } from "./fences.ts";
import { findFrontMatter, parseFrontMatter } from "./front-matter.ts";
import { parseInfoString } from "./info-string.ts";
import { placeholderProblem, placeholdersOf } from "./placeholders.ts";
import { checkReferences } from "./references.ts";
import type { SectionMemory, SectionReading } from "./section-memory.ts";
import { cutIntoSections } from "./sections.ts";
import { shiftStep } from "./shift-step.ts";
import { readStep, type UnnamedStep } from "./step.ts";
import { stepKind } from "./step-kinds.ts";
import { StepNames } from "./step-names.ts";
import type { Heading, Runbook, Step } from "./types.ts";

/**
 * Reads a runbook out of any Markdown text. Never throws: what cannot be read is a problem, of the document or of a step.
 * With the memory of another version of the text only the sections that have changed are read.
 */
export function parseRunbook(text: string, memory?: SectionMemory): Runbook {
  const block = findFrontMatter(text);
  memory?.begin();
  const readFrontMatter = () => parseFrontMatter(text, block);
  const { frontMatter, problems: documentProblems } = memory
    ? memory.frontMatter(block ? text.slice(0, block.span.end) : "", readFrontMatter)
    : readFrontMatter();
  const headings: Heading[] = [];
  const unnamed: UnnamedStep[] = [];
  const placeholders: (readonly Problem[])[] = [];
  const read = (chunk: string): SectionReading => memory?.section(chunk, readSection) ?? readSection(chunk);
  for (const { start, reading } of cutIntoSections(
    text,
    block?.span.end ?? (text.startsWith("\ufeff") ? 1 : 0),
    read,
  )) {
    const placed = memory?.placed(reading, start, shiftSection) ?? shiftSection(reading, start);
    headings.push(...placed.headings);
    unnamed.push(...placed.steps);
    placeholders.push(...placed.placeholders);
  }
  const names = new StepNames(unnamed.flatMap((step) => step.attributes.name?.value ?? []));
  const headingOf = headingsInOrder(headings);
  const steps = unnamed.map((step, index): Step => {
    const heading = headingOf(step.block.span.start);
    return {
      ...step,
      index,
      name: step.attributes.name?.value ?? names.next(heading),
      ...(heading === undefined ? {} : { heading }),
    };
  });
  const checked = checkReferences(steps).map((step) => {
    const problems = placeholders[step.index] ?? [];
    return problems.length === 0 ? step : { ...step, problems: [...step.problems, ...problems] };
  });
  const problems: readonly Problem[] = [...documentProblems, ...checked.flatMap((step) => step.problems)];
  return { text, frontMatter, headings, steps: checked, problems };
}

/** Offsets count in the section. */
function readSection(chunk: string): SectionReading {
  const { headings, fences, endsOpen } = chunkOutline(chunk);
  const steps = fences.flatMap((fence) => {
    const info = parseInfoString(chunk, fence.infoSpan);
    const kind = stepKind(info.language);
    return kind ? [readStep(chunk, fence, info, kind)] : [];
  });
  const placeholders = steps.map((step) => placeholdersOf(step).map(placeholderProblem));
  return { headings, steps, placeholders, endsOpen };
}

function shiftSection({ headings, steps, placeholders, endsOpen }: SectionReading, by: number): SectionReading {
  return {
    headings: headings.map((heading) => ({ ...heading, span: shiftSpan(heading.span, by) })),
    steps: steps.map((step) => shiftStep(step, by)),
    placeholders: placeholders.map((problems) =>
      problems.map((problem) => ({ ...problem, span: shiftSpan(problem.span, by) })),
    ),
    endsOpen,
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
