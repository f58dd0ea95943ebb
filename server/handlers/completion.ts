import type { CompletionItem, CompletionList } from "vscode-languageserver/node";
import { complete, documentationOf } from "../../core/language/completion.ts";
import type { Session } from "../session.ts";
import { toCompletionItem } from "../to-lsp.ts";
import { viewOf } from "../view.ts";

/** What a client sends back with an item whose documentation it wants. */
interface ItemData {
  readonly uri: string;
  readonly about: string;
}

const NOTHING: CompletionList = { isIncomplete: false, items: [] };

/** Of option files `[`, `!`, `=` and `,`; the space after `=`; of runbooks what begins a fence, a variable or an attribute. */
export const COMPLETION_TRIGGERS = ["[", "!", "=", ",", " ", "{", "$", "`", "@", "."];

export function handleCompletion(session: Session): void {
  const { connection } = session;
  connection.onCompletion(({ textDocument: { uri }, position }) =>
    session.guarded<CompletionList>(
      `Completion in ${uri}`,
      async () => {
        const view = await viewOf(session, uri);
        const offset = view?.offsetAt(position);
        if (!view || offset === undefined) return NOTHING;
        const takesSnippets = session.capabilities.textDocument?.completion?.completionItem?.snippetSupport === true;
        const items = complete(view.analysis, offset, view.context, view.around.inventory).flatMap((item) => {
          const range = view.rangeHere(item.span);
          const data: ItemData | undefined = item.about === undefined ? undefined : { uri, about: item.about };
          return range ? [toCompletionItem(item, range, data, takesSnippets)] : [];
        });
        // With what is typed the spelling that is offered changes, from "_" to "-".
        return { isIncomplete: items.some(({ data }) => data !== undefined), items };
      },
      NOTHING,
    ),
  );
  connection.onCompletionResolve((item) =>
    session.guarded<CompletionItem>(
      "Completion",
      async () => {
        const data = item.data as Partial<ItemData> | undefined;
        if (typeof data?.uri !== "string" || typeof data.about !== "string") return item;
        const view = await viewOf(session, data.uri);
        const value = view && documentationOf(data.about, view.analysis, view.context);
        return value === undefined ? item : { ...item, documentation: { kind: "markdown", value } };
      },
      item,
    ),
  );
}
