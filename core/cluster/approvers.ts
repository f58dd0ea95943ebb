import { fromBase64, toBase64 } from "../audit/bytes.ts";
import type { Approver } from "./inventory-types.ts";
import type { Entry, YamlReader } from "./yaml-map.ts";

const APPROVER_KEYS = ["key", "user"];
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.@-]{0,63}$/u;
/** As useradd takes it: it is handed to the system's `id`. */
const USER = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}\$?$/;
const ed25519 = 1;

/** Who may approve steps on a cluster. One person under two names would count twice: the second one is left out. */
export function readApprovers(reader: YamlReader, entry: Entry): readonly Approver[] {
  const approvers: Approver[] = [];
  for (const item of reader.entries(entry.value, '"approvers"', entry.keySpan)) {
    const approver = readApprover(reader, item);
    if (approver === undefined) continue;
    const same = approvers.find((one) => isSamePerson(one, approver));
    if (same === undefined) approvers.push(approver);
    else
      reader.report(
        "duplicate-approver",
        `Approvers "${same.name}" and "${approver.name}" have the same ${same.user !== undefined && same.user === approver.user ? "user" : "key"}: one person would count as two. Keep one: only the first is used.`,
        item.keySpan,
      );
  }
  return approvers;
}

function readApprover(reader: YamlReader, item: Entry): Approver | undefined {
  if (!NAME.test(item.key)) {
    reader.report(
      "bad-name",
      `"${item.key}" cannot name an approver. Use letters, digits, "_", "-", "@" and ".".`,
      item.keySpan,
    );
    return undefined;
  }
  const map = reader.record(item.value, `approver "${item.key}"`, item.keySpan, APPROVER_KEYS);
  const before = reader.problems.length;
  const [key, user] = [reader.text(map.get("key")), reader.text(map.get("user"))];
  const [keyEntry, userEntry] = [map.get("key"), map.get("user")];
  if (keyEntry && key !== undefined && publicKeyOf(key) === undefined)
    reader.report(
      "bad-key",
      `"key" of approver "${item.key}" is not a public key. Copy the line that \`dr-runbooks audit key\` prints for that person: name+hash+key.`,
      keyEntry.span,
    );
  if (userEntry && user !== undefined && !USER.test(user))
    reader.report("bad-user", `"${user}" is not the name of a user of an operating system.`, userEntry.span);
  if (reader.problems.length > before) return undefined;
  if (key === undefined && user === undefined) {
    reader.report(
      "no-proof",
      `Approver "${item.key}" has neither "key" nor "user": nothing could prove an approval. Add one.`,
      item.keySpan,
    );
    return undefined;
  }
  return {
    name: item.key,
    ...(key === undefined ? {} : { key }),
    ...(user === undefined ? {} : { user }),
    span: item.span,
  };
}

/** The bytes of the key alone, in base64: its name and hash may differ. Undefined for what is no Ed25519 verifier key; its hash is not looked at. */
export function publicKeyOf(verifierKey: string): string | undefined {
  const [, encoded = ""] = /^[^+\s]+\+[0-9a-f]{8}\+(\S+)$/.exec(verifierKey) ?? [];
  const bytes = fromBase64(encoded);
  return bytes?.length === 33 && bytes[0] === ed25519 ? toBase64(bytes.subarray(1)) : undefined;
}

function isSamePerson(a: Approver, b: Approver): boolean {
  const [key, other] = [a.key && publicKeyOf(a.key), b.key && publicKeyOf(b.key)];
  return (key !== undefined && key === other) || (a.user !== undefined && a.user === b.user);
}
