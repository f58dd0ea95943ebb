import * as vscode from "vscode";
import type { Cluster } from "../../core/cluster/inventory-types.ts";
import type { Connector } from "../../core/run/ports.ts";

/** ER_ACCESS_DENIED_ERROR */
const accessDenied = 1045;

/**
 * Passwords that neither the environment nor a defaults file has: asked for once, kept in the editor's secret storage, and
 * forgotten when a server refuses them.
 */
export class Passwords {
  readonly #secrets: vscode.SecretStorage;
  /** The key of the secret that was last given out, by cluster. */
  readonly #offered = new Map<string, string>();
  /** Several nodes connect at once; the person is asked once. */
  readonly #asking = new Map<string, Promise<string | undefined>>();

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  find(cluster: Cluster, user: string): Promise<string | undefined> {
    const key = secretKey(cluster, user);
    this.#offered.set(cluster.name, key);
    let answer = this.#asking.get(key);
    if (!answer) {
      answer = this.#find(key, cluster, user).finally(() => this.#asking.delete(key));
      this.#asking.set(key, answer);
    }
    return answer;
  }

  /** The same connector; a password that is refused is not offered again. */
  watch(connector: Connector): Connector {
    return {
      connect: async (cluster, node, signal) => {
        const outcome = await connector.connect(cluster, node, signal);
        if (outcome.status === "refused" && outcome.errno === accessDenied) {
          const offered = this.#offered.get(cluster.name);
          if (offered !== undefined) await this.#secrets.delete(offered);
        }
        return outcome;
      },
    };
  }

  async #find(key: string, cluster: Cluster, user: string): Promise<string | undefined> {
    const kept = await this.#secrets.get(key);
    if (kept !== undefined) return kept;
    const typed = await vscode.window.showInputBox({
      title: `Cluster ${cluster.name}`,
      prompt: `Password of ${user}. It is kept in the editor's secret storage.`,
      password: true,
      ignoreFocusOut: true,
    });
    if (typed !== undefined && typed !== "") await this.#secrets.store(key, typed);
    return typed;
  }
}

/** Names the hosts as well: another inventory may call other machines by the same name, and must not get the password. */
function secretKey(cluster: Cluster, user: string): string {
  const places = cluster.nodes.map((node) => node.socket ?? `${node.host}:${node.port}`).sort();
  return JSON.stringify(["password", cluster.name, user, ...places]);
}
