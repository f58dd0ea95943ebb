import { dirname } from "node:path";
import type { DocumentLink } from "vscode-languageserver/node";
import type { Inventory } from "../../core/cluster/inventory-types.ts";
import { documentLinks } from "../../core/language/navigation.ts";
import { occurrencesOf } from "../../core/language/runbook/occurrences.ts";
import { ruleCodes } from "../../core/language/runbook/rule-codes.ts";
import type { Runbook } from "../../core/runbook/types.ts";
import { resolvePath } from "../../core/text/path.ts";
import { spanOf } from "../../core/text/span.ts";
import { toUri } from "../from-lsp.ts";
import type { OpenDocument } from "../open-document.ts";
import { includedBy } from "../option-files.ts";
import { pageUri } from "../rule-pages.ts";
import type { Session } from "../session.ts";

/** Links to the includes that may be followed: regular files of the workspace. */
export function handleDocumentLinks(session: Session): void {
  session.connection.onDocumentLinks(({ textDocument: { uri } }) =>
    session.guarded<DocumentLink[]>(`Links of ${uri}`, async () => {
      const document = session.documents.get(uri);
      if (document?.analysis.kind === "runbook") return stepLinks(document, document.analysis.runbook);
      if (document?.analysis.kind === "inventory") return fileLinks(session, document, document.analysis.inventory);
      if (document?.analysis.kind !== "option-file") return [];
      const included = await includedBy(session, document.path, document.analysis.file);
      return documentLinks(document.analysis, { included }).map(({ span, target, tooltip }) => ({
        range: document.lines.rangeOf(span),
        target: toUri(target),
        ...(tooltip === undefined ? {} : { tooltip }),
      }));
    }, []),
  );
}

/** From `needs`, `rollback` and `on-fail` to the steps they name, and from the code of a silenced rule to its page. */
function stepLinks({ uri, lines }: OpenDocument, runbook: Runbook): DocumentLink[] {
  const pages = ruleCodes(runbook).flatMap(({ rule, span }) => {
    const target = pageUri(rule);
    return target ? [{ range: lines.rangeOf(span), target, tooltip: "Open the page of the rule" }] : [];
  });
  const steps = occurrencesOf(runbook).flatMap(({ kind, name, role, span }) => {
    const step = kind === "step" && role === "reference" ? runbook.steps.find((each) => each.name === name) : undefined;
    if (!step) return [];
    const line = lines.positionAt(step.block.span.start).line + 1;
    return [{ range: lines.rangeOf(span), target: `${uri}#L${line}`, tooltip: `Go to the step ${name}` }];
  });
  return [...steps, ...pages];
}

/** From `config` to the option files that are there. */
async function fileLinks(session: Session, document: OpenDocument, inventory: Inventory): Promise<DocumentLink[]> {
  const links: DocumentLink[] = [];
  for (const { config, span } of inventory.clusters.flatMap(({ nodes }) => nodes)) {
    if (config === undefined) continue;
    const path = resolvePath(dirname(document.path), config);
    const start = document.text.indexOf(config, span.start);
    if (start < 0 || start + config.length > span.end || (await session.guard.read(path)).status !== "read") continue;
    links.push({ range: document.lines.rangeOf(spanOf(start, start + config.length)), target: toUri(path) });
  }
  return links;
}
