import { lintRunbook } from "../lint/lint.ts";
import { lintInventory } from "../lint/lint-inventory.ts";
import { lintFragments, lintOptionFile } from "../lint/lint-option-file.ts";
import { lintNodes } from "../lint/nodes/lint-nodes.ts";
import type { Finding, LintContext } from "../lint/rule.ts";
import { withSeverities } from "../lint/severities.ts";
import { withoutSuppressed } from "../lint/suppress.ts";
import type { Analysis } from "./analyse.ts";

/** All findings of a document, in the order of the text, with the severities that the context asks for. */
export function diagnose(analysis: Analysis, context: LintContext): readonly Finding[] {
  return withSeverities(findingsOf(analysis, context), context.rules);
}

function findingsOf(analysis: Analysis, context: LintContext): readonly Finding[] {
  switch (analysis.kind) {
    case "runbook": {
      const fragments = withoutSuppressed(lintFragments(analysis.runbook, context), analysis.runbook, "CNF");
      return inOrder([...lintRunbook(analysis.runbook, context), ...fragments]);
    }
    case "option-file":
      return inOrder([...lintOptionFile(analysis.file, context), ...amongNodes(context)]);
    case "inventory":
      return lintInventory(analysis.inventory, analysis.text);
    default:
      return [];
  }
}

/** What the file's node has that does not suit the other nodes of its cluster. */
function amongNodes({ cluster, node, nodes }: LintContext): readonly Finding[] {
  const own = node && nodes?.get(node.name);
  if (!cluster || !nodes || !own) return [];
  return lintNodes(cluster, nodes).get(own.path) ?? [];
}

function inOrder(findings: Finding[]): readonly Finding[] {
  return findings.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}
