import { shiftSpan } from "../runbook/shift-outline.ts";
import type { Runbook, RunbookSection } from "../runbook/types.ts";
import { KeptOn } from "../text/kept-on.ts";
import type { Finding, LintContext } from "./rule.ts";
import { isSameContext } from "./same-context.ts";

interface Kept {
  readonly context: LintContext;
  /** Offsets count in the section. */
  readonly findings: readonly Finding[];
}

interface Placed {
  readonly findings: readonly Finding[];
  readonly placed: readonly Finding[];
}

/**
 * What a check finds in each section by itself. A section is checked again when its text, the front matter or the context has
 * changed, so that after a key is pressed it is the one that was edited.
 */
export class SectionFindings {
  readonly #check: (part: Runbook, context: LintContext) => readonly Finding[];
  readonly #kept = new KeptOn<Runbook, Kept>();
  readonly #placed = new KeptOn<RunbookSection, Placed>();

  constructor(check: (part: Runbook, context: LintContext) => readonly Finding[]) {
    this.#check = check;
  }

  /** In the order of the sections, placed in the document. */
  of(runbook: Runbook, context: LintContext): readonly Finding[] {
    return sectionsOf(runbook).flatMap((section) => this.#place(section, this.#find(section.part, context)));
  }

  #find(part: Runbook, context: LintContext): readonly Finding[] {
    const known = this.#kept.get(part);
    if (known && isSameContext(known.context, context)) return known.findings;
    const findings = this.#check(part, context);
    this.#kept.set(part, { context, findings });
    return findings;
  }

  /** A section that is where it was has the same findings, as objects too. */
  #place(section: RunbookSection, findings: readonly Finding[]): readonly Finding[] {
    const known = this.#placed.get(section);
    if (known?.findings === findings) return known.placed;
    const placed = findings.map((finding) => shiftFinding(finding, section.start));
    this.#placed.set(section, { findings, placed });
    return placed;
  }
}

/** A runbook that was put together otherwise than by parsing has none, or those of another one. */
function sectionsOf(runbook: Runbook): readonly RunbookSection[] {
  const { sections = [], frontMatter } = runbook;
  const isOwn = sections.length > 0 && sections.every(({ part }) => part.frontMatter === frontMatter);
  return isOwn ? sections : [{ start: 0, part: runbook }];
}

function shiftFinding(finding: Finding, by: number): Finding {
  const fixes = finding.fixes.map((fix) => ({
    ...fix,
    edits: fix.edits.map(({ span, newText }) => ({ span: shiftSpan(span, by), newText })),
  }));
  return { ...finding, span: shiftSpan(finding.span, by), fixes };
}
