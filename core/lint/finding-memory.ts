import { formatVersion } from "../mysql/flavor.ts";
import type { Finding, LintContext } from "./rule.ts";

const MOST_KEPT = 5000;

/** Keeps findings by the text that they are about, as long as what it is checked against stays the same. */
export class FindingMemory {
  #findings = new Map<string, readonly Finding[]>();
  #context: LintContext | undefined;

  of(text: string, context: LintContext, check: () => readonly Finding[]): readonly Finding[] {
    if (!this.#context || !isSame(this.#context, context) || this.#findings.size >= MOST_KEPT) {
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

/** Versions are made anew for each check, all else is the same object as long as it is unchanged. */
function isSame(a: LintContext, b: LintContext): boolean {
  const { target: targetA, ...restA } = a;
  const { target: targetB, ...restB } = b;
  const versions = [targetA, targetB].map((target) => target && `${target.flavor} ${formatVersion(target)}`);
  const keys = new Set([...Object.keys(restA), ...Object.keys(restB)]) as Set<keyof typeof restA>;
  return versions[0] === versions[1] && [...keys].every((key) => restA[key] === restB[key]);
}
