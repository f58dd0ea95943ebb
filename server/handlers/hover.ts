import type { Hover } from "vscode-languageserver/node";
import { hover } from "../../core/language/hover.ts";
import type { Session } from "../session.ts";
import { viewOf } from "../view.ts";

export function handleHover(session: Session): void {
  session.connection.onHover(({ textDocument: { uri }, position }) =>
    session.guarded<Hover | null>(
      `Hover in ${uri}`,
      async () => {
        const view = await viewOf(session, uri);
        const offset = view?.offsetAt(position);
        const found = view && offset !== undefined ? hover(view.analysis, offset, view.context) : undefined;
        const range = found && view?.rangeHere(found.span);
        return found && range ? { contents: { kind: "markdown", value: found.markdown }, range } : null;
      },
      null,
    ),
  );
}
