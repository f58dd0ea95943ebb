import type { SelectionRange } from "vscode-languageserver/node";
import { selectionRange } from "../../core/language/selection.ts";
import type { Session } from "../session.ts";
import { viewOf } from "../view.ts";

export function handleSelectionRanges(session: Session): void {
  session.connection.onSelectionRanges(({ textDocument: { uri }, positions }) =>
    session.guarded<SelectionRange[] | null>(
      `Selection in ${uri}`,
      async () => {
        const view = await viewOf(session, uri);
        if (!view) return null;
        return positions.map((position): SelectionRange => {
          const offset = view.offsetAt(position);
          const spans = offset === undefined ? [] : selectionRange(view.analysis, offset, view.context);
          const ranges = spans.flatMap((span) => view.rangeHere(span) ?? []);
          const whole = ranges.reduceRight<SelectionRange | undefined>(
            (parent, range) => (parent ? { range, parent } : { range }),
            undefined,
          );
          // A client expects one for each position.
          return whole ?? { range: { start: position, end: position } };
        });
      },
      null,
    ),
  );
}
