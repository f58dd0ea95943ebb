import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { type Document, isMap, isScalar, type Pair, parseDocument, type YAMLMap } from "yaml";
import type { Flavor, Version } from "../../mysql/flavor.ts";
import { type Account, SandboxError, type SandboxNode } from "./types.ts";

export interface InventoryEntry {
  readonly name: string;
  readonly flavor: Flavor;
  readonly version: Version;
  readonly admin: Account;
  readonly nodes: readonly SandboxNode[];
}

/** Refuses before anything is started: a file that cannot be read as YAML, or a cluster of this name that somebody else wrote. */
export function checkInventory(path: string, name: string): void {
  const document = read(path);
  const entry = findPair(document, name);
  if (entry && sandboxOf(entry) !== name) {
    throw new SandboxError(
      "inventory",
      `${path} already has a cluster "${name}" that is not a sandbox. Choose another name with --name.`,
    );
  }
}

/** Adds or replaces the sandbox's entry; every other byte of the file stays, unless the file is written in flow style. */
export function writeEntry(path: string, entry: InventoryEntry): void {
  const before = removeEntryText(existsSync(path) ? readFileSync(path, "utf8") : "", entry.name);
  const eol = before.includes("\r\n") ? "\r\n" : "\n";
  const appended =
    (before === "" || before.endsWith("\n") ? before : before + eol) + renderEntry(entry).replaceAll("\n", eol);
  const check = parseDocument(appended);
  const pair = check.errors.length === 0 ? findPair(check, entry.name) : undefined;
  replaceFile(path, pair && sandboxOf(pair) === entry.name ? appended : setByDocument(before, entry));
}

function setByDocument(text: string, entry: InventoryEntry): string {
  const document = parseDocument(text);
  if (isMap(document.contents) && document.contents.items.length === 0) document.contents.flow = false;
  document.set(entry.name, document.createNode(entryValue(entry)));
  return document.toString({ lineWidth: 0 });
}

/** Takes the entry out if a sandbox wrote it. With nothing left in a file that was not there before, the file goes too. */
export function removeEntry(path: string, name: string, existedBefore: boolean): void {
  if (!existsSync(path)) return;
  const before = readFileSync(path, "utf8");
  const after = removeEntryText(before, name);
  if (after.trim() === "" && !existedBefore) rmSync(path, { force: true });
  else if (after !== before) replaceFile(path, after);
}

function removeEntryText(text: string, name: string): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) return text;
  const pair = findPair(document, name);
  if (!pair || sandboxOf(pair) !== name) return text;
  const map = document.contents as YAMLMap;
  if (map.flow) {
    document.delete(name);
    return String(document);
  }
  const keyRange = isScalar(pair.key) ? pair.key.range : undefined;
  const valueRange = (pair.value as { range?: [number, number, number] } | null)?.range;
  if (!keyRange || !valueRange) return text;
  const start = text.lastIndexOf("\n", keyRange[0] - 1) + 1;
  const newline = text[valueRange[1] - 1] === "\n" ? valueRange[1] - 1 : text.indexOf("\n", valueRange[1]);
  return text.slice(0, start) + (newline < 0 ? "" : text.slice(newline + 1));
}

function read(path: string): Document {
  if (!existsSync(path)) return parseDocument("");
  const document = parseDocument(readFileSync(path, "utf8"));
  const error = document.errors[0];
  if (error)
    throw new SandboxError(
      "inventory",
      `${path} is not valid YAML: ${error.message.split("\n")[0]} Correct it, then try again.`,
    );
  if (document.contents && !isMap(document.contents)) {
    if (!(isScalar(document.contents) && document.contents.value === null))
      throw new SandboxError("inventory", `${path} is not a map of clusters. Correct it, then try again.`);
  }
  return document;
}

function findPair(document: Document, name: string): Pair | undefined {
  if (!isMap(document.contents)) return undefined;
  return document.contents.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === name);
}

function sandboxOf(pair: Pair): unknown {
  return isMap(pair.value) ? pair.value.get("sandbox") : undefined;
}

function entryValue(entry: InventoryEntry): Record<string, unknown> {
  const nodes = Object.fromEntries(
    entry.nodes.map((node) => [
      node.name,
      { host: node.host, port: node.port, role: node.role, config: node.optionFile },
    ]),
  );
  return {
    flavor: entry.flavor,
    version: `${entry.version.major}.${entry.version.minor}`,
    user: entry.admin.user,
    "defaults-file": entry.admin.file,
    sandbox: entry.name,
    nodes,
  };
}

/** Two levels in block style, each node on a line of its own. */
function renderEntry(entry: InventoryEntry): string {
  const scalar = (value: unknown) => JSON.stringify(value);
  const { nodes, ...fields } = entryValue(entry);
  const lines = [`${entry.name}:`];
  for (const [name, value] of Object.entries(fields))
    lines.push(`  ${name}: ${name === "version" || name === "defaults-file" ? scalar(value) : String(value)}`);
  lines.push("  nodes:");
  for (const [name, node] of Object.entries(nodes as Record<string, Record<string, unknown>>)) {
    lines.push(
      `    ${name}: { ${Object.entries(node)
        .map(([key, value]) => `${key}: ${key === "config" ? scalar(value) : String(value)}`)
        .join(", ")} }`,
    );
  }
  return `${lines.join("\n")}\n`;
}

function replaceFile(path: string, text: string): void {
  const partial = `${path}.${process.pid}-${randomBytes(3).toString("hex")}`;
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  writeFileSync(partial, text);
  if (mode !== undefined) chmodSync(partial, mode & 0o777);
  renameSync(partial, path);
}
