import type * as vscode from "vscode";
import type { KeyStore } from "../../core/node/keys.ts";

const keyName = "drRunbooks.installationKey";

/** The key that certifies this editor's logs and signs approvals, in its secret storage; only the public half lies beside the logs. */
export function secretKeyStore(secrets: vscode.SecretStorage): KeyStore {
  return {
    place: "secrets",
    read: async () => secrets.get(keyName),
    write: async (text) => {
      if ((await secrets.get(keyName)) === undefined) await secrets.store(keyName, text);
    },
  };
}
