import type { Problem } from "../text/problem.ts";
import { parseInfoString } from "./info-string.ts";
import { placeholderProblem, placeholdersOf } from "./placeholders.ts";
import { scanOutline } from "./scan-outline.ts";
import type { SectionMemory } from "./section-memory.ts";
import type { Reading } from "./sections.ts";
import { readStep, type UnnamedStep } from "./step.ts";
import { stepKind } from "./step-kinds.ts";
import type { Heading, UnlabelledBlock } from "./types.ts";

/** What a section was read to. Offsets count in the section. */
export interface SectionReading extends Reading {
  readonly headings: readonly Heading[];
  readonly steps: readonly UnnamedStep[];
  /** Of each step: what its placeholders keep it from. */
  readonly placeholders: readonly (readonly Problem[])[];
  readonly unlabelled: readonly UnlabelledBlock[];
}

export function readSection(chunk: string, memory?: SectionMemory): SectionReading {
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
  return { text: chunk, headings, steps, placeholders, unlabelled, endsOpen };
}
