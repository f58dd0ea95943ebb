import type { Finding, LintContext } from "./rule.ts";
import { isSameContext } from "./same-context.ts";

const MOST_KEPT = 5000;

/** Keeps findings by the text that they are about, as long as what it is checked against stays the same. */
export class FindingMemory {
  #findings = new Map<string, readonly Finding[]>();
  #context: LintContext | undefined;

  of(text: string, context: LintContext, check: () => readonly Finding[]): readonly Finding[] {
    if (!this.#context || !isSameContext(this.#context, context) || this.#findings.size >= MOST_KEPT) {
      this.#context = context;
      this.#findings = new Map();
    }
    const known = this.#findings.get(text);
    if (known) return known;
    const findings = check();
    this.#findings.set(text, findings);
    return findings;
  }
}
