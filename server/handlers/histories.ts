import { CodeLensRefreshRequest } from "vscode-languageserver/node";
import { ownRequests } from "../../core/language/own-requests.ts";
import type { HistorySource } from "../histories.ts";
import type { Session } from "../session.ts";

/** Whatever is shown of past runs is shown anew when more is known of them. */
export function handleHistories(session: Session, recheck: () => void): void {
  const { connection, histories } = session;
  session.onHistoryNews = () => {
    session.historyChanged();
    recheck();
    const { workspace } = session.capabilities;
    const refresh = async (): Promise<void> => {
      if (workspace?.inlayHint?.refreshSupport) await connection.languages.inlayHint.refresh();
      if (workspace?.codeLens?.refreshSupport) await connection.sendRequest(CodeLensRefreshRequest.type);
    };
    void session.guarded("Asking for new hints", refresh, undefined);
  };
  connection.onNotification(ownRequests.historyChanged, () => histories.changed());
}

/** A client that says so in its options is asked what the trail knows; else nothing is known of it. */
export function clientHistories({ connection }: Session, options: unknown): HistorySource | undefined {
  const tells = typeof options === "object" && options !== null && "history" in options && options.history === true;
  return tells ? (question) => connection.sendRequest(ownRequests.history, question) : undefined;
}
