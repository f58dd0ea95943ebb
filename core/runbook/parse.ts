import type { Problem } from "../text/problem.ts";
import { findFrontMatter, parseFrontMatter } from "./front-matter.ts";
import { parseInfoString } from "./info-string.ts";
import { placeholderProblem, placeholdersOf } from "./placeholders.ts";
import { checkReferences } from "./references.ts";
import { scanOutline } from "./scan-outline.ts";
import type { SectionMemory, SectionReading } from "./section-memory.ts";
import { cutIntoSections } from "./sections.ts";
import { shiftHeading, shiftSpan } from "./shift-outline.ts";
import { shiftStep } from "./shift-step.ts";
import { readStep, type UnnamedStep } from "./step.ts";
import { stepKind } from "./step-kinds.ts";
import { StepNames } from "./step-names.ts";
import type { Heading, Runbook, Step, UnlabelledBlock } from "./types.ts";

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
  const unlabelled: UnlabelledBlock[] = [];
  const read = (chunk: string): SectionReading =>
    memory?.section(chunk, () => readSection(chunk, memory)) ?? readSection(chunk);
  for (const { start, reading } of cutIntoSections(
    text,
    block?.span.end ?? (text.startsWith("\ufeff") ? 1 : 0),
    read,
  )) {
    const placed = memory?.placed(reading, start, shiftSection) ?? shiftSection(reading, start);
    headings.push(...placed.headings);
    unnamed.push(...placed.steps);
    placeholders.push(...placed.placeholders);
    unlabelled.push(...placed.unlabelled);
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
  return { text, frontMatter, headings, steps: checked, unlabelled, problems };
}

/** Offsets count in the section. */
function readSection(chunk: string, memory?: SectionMemory): SectionReading {
  const { headings, fences, endsOpen } = memory?.outline(chunk, scanOutline) ?? scanOutline(chunk);
  const unlabelled: UnlabelledBlock[] = [];
  const steps = fences.flatMap((fence) => {
    const info = parseInfoString(chunk, fence.infoSpan);
    const kind = stepKind(info.language);
    if (info.language === "" && !info.rest && !info.attributesSpan && fence.closed)
      unlabelled.push({
        span: fence.span,
        infoSpan: fence.infoSpan,
        code: fence.lines.map(({ start, end }) => chunk.slice(start, end)).join("\n"),
      });
    return kind ? [readStep(chunk, fence, info, kind)] : [];
  });
  const placeholders = steps.map((step) => placeholdersOf(step).map(placeholderProblem));
  return { headings, steps, placeholders, unlabelled, endsOpen };
}

function shiftSection(
  { headings, steps, placeholders, unlabelled, endsOpen }: SectionReading,
  by: number,
): SectionReading {
  return {
    headings: headings.map((heading) => shiftHeading(heading, by)),
    steps: steps.map((step) => shiftStep(step, by)),
    placeholders: placeholders.map((problems) =>
      problems.map((problem) => ({ ...problem, span: shiftSpan(problem.span, by) })),
    ),
    unlabelled: unlabelled.map(({ span, infoSpan, code }) => ({
      span: shiftSpan(span, by),
      infoSpan: shiftSpan(infoSpan, by),
      code,
    })),
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
