import { userInfo } from "node:os";
import { resolve } from "node:path";
import type { Cluster } from "../../cluster/inventory-types.ts";
import { parseOptionFile } from "../../option-file/parse.ts";
import { readTextFile } from "../files.ts";
import { readLoginPath } from "./login-path.ts";

export interface Credentials {
  readonly user: string;
  readonly password?: string;
}

export interface CredentialSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder that the inventory's paths are relative to. */
  readonly baseFolder: string;
  /** The secret store, or a person; asked when nothing else knows. */
  readonly password?: (cluster: Cluster, user: string) => Promise<string | undefined>;
}

/** `DR_RUNBOOKS_PASSWORD_ORDERS_EU` for the cluster `orders-eu`. */
export function passwordVariable(cluster: string): string {
  return `DR_RUNBOOKS_PASSWORD_${cluster.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;
}

/**
 * What is said of this cluster goes before what is said of all: its own variable, its login path, [client] of its option
 * file, the common variable, the secret store. A message names what can't be read.
 */
export async function findCredentials(cluster: Cluster, sources: CredentialSources): Promise<Credentials | string> {
  const client = await readClientGroup(cluster, sources.baseFolder);
  if (typeof client === "string") return client;
  const { environment } = sources;
  const login = cluster.loginPath === undefined ? {} : await readLoginPath(cluster.loginPath, environment);
  if (typeof login === "string") return login;
  const user = cluster.user ?? login.user ?? client.user ?? userInfo().username;
  const password =
    environment[passwordVariable(cluster.name)] ??
    login.password ??
    client.password ??
    environment["DR_RUNBOOKS_PASSWORD"] ??
    (await sources.password?.(cluster, user));
  return password === undefined ? { user } : { user, password };
}

async function readClientGroup(
  cluster: Cluster,
  baseFolder: string,
): Promise<{ user?: string; password?: string } | string> {
  if (cluster.defaultsFile === undefined) return {};
  const file = await readTextFile(resolve(baseFolder, cluster.defaultsFile));
  if (file.status !== "read") return file.message;
  const found: { user?: string; password?: string } = {};
  for (const line of parseOptionFile(file.text).lines) {
    if (line.kind !== "setting" || line.group?.name.value !== "client" || line.value === undefined) continue;
    if (line.key === "user") found.user = line.value.value;
    if (line.key === "password") found.password = line.value.value;
  }
  return found;
}
