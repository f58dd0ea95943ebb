import type { Span } from "../../text/span.ts";
import type { AppliesTo, Fix, Severity } from "../rule.ts";
import { type Member, type OtherPlace, relatedTo, type Topology } from "./topology.ts";

export interface NodeReport {
  readonly path: string;
  readonly span: Span;
  readonly message: string;
  readonly severity?: Severity;
  readonly related?: readonly OtherPlace[];
  readonly fixes?: readonly Fix[];
}

/** A rule on the option files of a cluster taken together. */
export interface NodeRule {
  readonly code: string;
  /** = file name = page name. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly appliesTo: AppliesTo;
  readonly references: readonly string[];
  check(topology: Topology): Iterable<NodeReport>;
}

/** What is wrong, and what to do; `own` and `reference` are the values as the servers read them. */
export type Difference = (facts: {
  readonly name: string;
  readonly own: string;
  readonly reference: string;
  readonly member: Member;
  readonly other: Member;
}) => string | undefined;

/** Compares each setting of the candidates with the reference's, and points to it. A value of undefined is not compared. */
export function* differences(
  { reference, candidates }: Topology,
  names: readonly string[],
  valueIn: (member: Member, name: string) => string | undefined,
  describe: Difference,
): Iterable<NodeReport> {
  for (const member of candidates) {
    for (const name of names) {
      const own = valueIn(member, name);
      const other = valueIn(reference, name);
      if (own === undefined || other === undefined || own === other) continue;
      const message = describe({ name, own, reference: other, member, other: reference });
      if (message !== undefined) yield differing(member, reference, name, message);
    }
  }
}

function differing(member: Member, reference: Member, name: string, message: string): NodeReport {
  const value = reference.view.text(name);
  return {
    path: member.path,
    ...member.view.report(name, message),
    related: [relatedTo(reference, name, `${reference.node.name} has ${value || "nothing"}.`)],
    fixes: !value ? [] : member.view.writing(name, value),
  };
}
