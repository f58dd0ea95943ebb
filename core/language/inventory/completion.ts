import { spanOf } from "../../text/span.ts";
import type { CompletionItem } from "../features.ts";
import { keyItems, valueItems } from "../runbook/complete-yaml.ts";
import { yamlPlaceAt } from "../yaml-place.ts";

type Keys = Parameters<typeof keyItems>[0];

const clusterKeys: Keys = {
  flavor: { meaning: "What the nodes run.", values: ["mysql", "mariadb"] },
  version: {
    meaning: "Their version: what option files and SQL are checked against until a live server says otherwise.",
    values: ['"8.0"', '"8.4"', '"9.7"', '"10.11"', '"11.8"'],
  },
  user: { meaning: "Account to connect with. Its password is no part of this file." },
  "defaults-file": { meaning: "Option file whose [client] group holds user and password." },
  tls: { meaning: "How connections are encrypted and checked.", map: true },
  production: {
    meaning: "true: before anything is changed, the cluster's name has to be typed.",
    values: ["true", "false"],
  },
  approvers: {
    meaning: "Who may approve steps with `approve=`, by name: other people than the one who runs them.",
    map: true,
  },
  nodes: { meaning: "The instances of the cluster, by name.", map: true },
};

const nodeKeys: Keys = {
  host: { meaning: "Host name or address." },
  port: { meaning: "TCP port.", values: ["3306"] },
  socket: { meaning: "Unix socket, used instead of host and port." },
  role: { meaning: "The intended role; the real one is read from the server.", values: ["source", "replica"] },
  site: { meaning: "Where it stands." },
  config: { meaning: "Its option file, relative to this file." },
  ssh: { meaning: "How to log in to its host." },
  priority: { meaning: "Which replica is preferred as the next source: the lowest number." },
};

const approverKeys: Keys = {
  key: { meaning: "The person's public key, as `dr-runbooks audit key` prints it there: name+hash+key." },
  user: { meaning: "The person's user on the machine that runs the step; proved by the owner of a file." },
};

const tlsKeys: Keys = {
  ca: { meaning: "File of the certificate authority." },
  cert: { meaning: "File of our own certificate." },
  key: { meaning: "File of its key." },
  verify: {
    meaning: "identity: certificate and host name; ca: the certificate alone; none: nothing.",
    values: ["identity", "ca", "none"],
  },
};

/** What can be written into `clusters.yaml` at an offset. */
export function completeInventory(text: string, offset: number): readonly CompletionItem[] {
  const place = yamlPlaceAt(text, offset);
  const keys = place && keysAt(place.path);
  if (!place || !keys) return [];
  const span = spanOf(place.span.start, place.span.end);
  return place.part === "key" ? keyItems(keys, "", place, span) : valueItems(keys[place.key ?? ""]?.values ?? [], span);
}

export function keysAt(path: readonly string[]): Keys | undefined {
  if (path.length === 1) return clusterKeys;
  if (path.length === 2 && path[1] === "tls") return tlsKeys;
  if (path.length !== 3) return undefined;
  return path[1] === "nodes" ? nodeKeys : path[1] === "approvers" ? approverKeys : undefined;
}
