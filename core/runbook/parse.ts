import type { Problem } from "../text/problem.ts";
import { outlineOf } from "./fences.ts";
import { findFrontMatter, parseFrontMatter } from "./front-matter.ts";
import { parseInfoString } from "./info-string.ts";
import { placeholderProblem, placeholdersOf } from "./placeholders.ts";
import { checkReferences } from "./references.ts";
import { readStep } from "./step.ts";
import { stepKind } from "./step-kinds.ts";
import { StepNames } from "./step-names.ts";
import type { Heading, Runbook, Step, UnlabelledBlock } from "./types.ts";

/** Reads a runbook out of any Markdown text. Never throws: what cannot be read is a problem, of the document or of a step. */
export function parseRunbook(text: string): Runbook {
  const block = findFrontMatter(text);
  const { frontMatter, problems: documentProblems } = parseFrontMatter(text, block);
  const { headings, fences } = outlineOf(text, block?.span.end ?? (text.startsWith("\ufeff") ? 1 : 0));
  const unlabelled: UnlabelledBlock[] = [];
  const unnamed = fences.flatMap((fence) => {
    const info = parseInfoString(text, fence.infoSpan);
    const kind = stepKind(info.language);
    if (info.language === "" && !info.rest && !info.attributesSpan && fence.closed)
      unlabelled.push({
        span: fence.span,
        infoSpan: fence.infoSpan,
        code: fence.lines.map(({ start, end }) => text.slice(start, end)).join("\n"),
      });
    return kind ? [readStep(text, fence, info, kind)] : [];
  });
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
    const problems = placeholdersOf(step).map(placeholderProblem);
    return problems.length === 0 ? step : { ...step, problems: [...step.problems, ...problems] };
  });
  const problems: readonly Problem[] = [...documentProblems, ...checked.flatMap((step) => step.problems)];
  return { text, frontMatter, headings, steps: checked, unlabelled, problems };
}

/** The text of the heading nearest above an offset; offsets must be asked for in ascending order. */
function headingsInOrder(headings: readonly Heading[]): (offset: number) => string | undefined {
  let next = 0;
  return (offset) => {
    while ((headings[next]?.span.start ?? Number.POSITIVE_INFINITY) < offset) next++;
    return headings[next - 1]?.text;
  };
}
