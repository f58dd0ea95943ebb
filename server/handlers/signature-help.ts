import type { SignatureHelp } from "vscode-languageserver/node";
import { signatureAt } from "../../core/language/runbook/signature.ts";
import type { Session } from "../session.ts";
import { viewOf } from "../view.ts";

/** Parameters of failover actions. */
export function handleSignatureHelp(session: Session): void {
  session.connection.onSignatureHelp(({ textDocument: { uri }, position }) =>
    session.guarded<SignatureHelp | null>(
      `Signature in ${uri}`,
      async () => {
        const view = await viewOf(session, uri);
        const offset = view?.offsetAt(position);
        if (view?.analysis.kind !== "runbook" || offset === undefined) return null;
        const found = signatureAt(view.analysis.runbook, offset);
        if (!found) return null;
        const { active, ...signature } = found;
        return {
          signatures: [{ ...signature, parameters: [...signature.parameters] }],
          activeSignature: 0,
          ...(active === undefined ? {} : { activeParameter: active }),
        };
      },
      null,
    ),
  );
}
