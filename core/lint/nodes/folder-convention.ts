import type { IntendedRole } from "../../cluster/inventory-types.ts";
import { canonicalName } from "../../option-file/canonical-name.ts";
import { groupEvidence } from "../../option-file/groups.ts";
import type { OptionFile, Setting } from "../../option-file/types.ts";
import { readBoolean } from "../../option-file/values.ts";
import { type NodeWords, nodeWords } from "./node-words.ts";

/** One of several option files that look like those of the nodes of one cluster. All of it is a guess. */
export interface LikelyNode {
  /** Different from the others of its group, and fit for an inventory. */
  readonly name: string;
  readonly path: string;
  readonly file: OptionFile;
  /** From the words of its path, else from read_only; absent where neither tells one source from the others. */
  readonly role?: IntendedRole;
}

interface Candidate {
  readonly path: string;
  readonly file: OptionFile;
  readonly folders: readonly string[];
  /** Of the file's name. */
  readonly own: NodeWords;
  readonly stem: string;
  /** Index of the innermost folder that tells nodes apart, and its words. */
  readonly place: number;
  readonly around?: NodeWords;
}

/**
 * Groups of two or more option files that look like the nodes of one cluster: they lie in sibling folders, or have names in
 * one folder, that differ by a role, a number or a letter, and each has settings of a server that replicates. Paths are
 * normal. No file is in two groups; fragments in a `conf.d` belong to one server and are in none together.
 */
export function likelyNodes(
  files: readonly { readonly path: string; readonly file: OptionFile }[],
): readonly (readonly LikelyNode[])[] {
  const candidates = files.filter(({ file }) => replicates(file)).map(candidateOf);
  const inFolder = gather(candidates, siblingsInFolder).filter(areNodesOfFolder);
  const taken = new Set(inFolder.flat());
  const inFolders = gather(
    candidates.filter((candidate) => !taken.has(candidate)),
    siblingFolders,
  ).filter(areNodesOfFolders);
  return [...inFolder, ...inFolders].map(named).sort((a, b) => ((a[0]?.path ?? "") < (b[0]?.path ?? "") ? -1 : 1));
}

function place(path: string): number | undefined {
  const found = path
    .split("/")
    .slice(0, -1)
    .findLastIndex((folder) => nodeWords(folder).marked);
  return found < 0 ? undefined : found;
}

const EVIDENCE =
  /^(server_id|log_bin|relay_log|gtid_(mode|domain_id|strict_mode)|log_replica_updates|report_host|replicate_.*|wsrep_.*|group_replication_.*)$/;

/** Whether it has a setting that only a server with others beside it needs. */
export function replicates(file: OptionFile): boolean {
  return serverSettings(file).some(({ key }) => EVIDENCE.test(nameOf(key)));
}

function serverSettings(file: OptionFile): readonly Setting[] {
  return file.lines
    .filter((line) => line.kind === "setting")
    .filter(({ group }) => isServerGroup(group?.name.value ?? ""));
}

function isServerGroup(group: string): boolean {
  return groupEvidence(group) === "server" || /^(server|galera)$/i.test(group);
}

function nameOf(key: string): string {
  return canonicalName(key.replace(/^loose_/, ""));
}

/** What the last line of a setting in a server's group says. */
export function lastValue(file: OptionFile, name: string): string | undefined {
  const line = serverSettings(file).findLast(({ key }) => nameOf(key) === name);
  return line && (line.value?.value ?? "ON");
}

function candidateOf({ path, file }: { readonly path: string; readonly file: OptionFile }): Candidate {
  const folders = path.split("/");
  const stem = (folders.pop() ?? "").replace(/\.\w+$/, "");
  const found = place(path) ?? -1;
  const folder = folders[found];
  return {
    path,
    file,
    folders,
    stem,
    own: nodeWords(stem),
    place: found,
    ...(folder === undefined ? {} : { around: nodeWords(folder) }),
  };
}

/** Undefined where files side by side are parts of one server's configuration, or the folder is one role's. */
function siblingsInFolder(candidate: Candidate): string | undefined {
  const { folders, own, around } = candidate;
  return around?.role || isReadWhole(candidate) ? undefined : [...folders, own.rest].join("/");
}

function siblingFolders({ folders, own, place, around }: Candidate): string | undefined {
  if (!around) return undefined;
  return JSON.stringify([folders.slice(0, place), around.rest, folders.slice(place + 1), own.rest]);
}

function gather(
  candidates: readonly Candidate[],
  keyOf: (candidate: Candidate) => string | undefined,
): readonly (readonly Candidate[])[] {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const key = keyOf(candidate);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(candidate);
    else groups.set(key, [candidate]);
  }
  return [...groups.values()];
}

/** In `my.cnf` beside `my-2.cnf` the second may replace the first; `my-slave.cnf` or an identity of its own says otherwise. */
function areNodesOfFolder(group: readonly Candidate[]): boolean {
  const plain = group.filter(({ own }) => !own.marked).length;
  if (group.length < 2 || plain > 1) return false;
  const ids = group.map(({ file }) => lastValue(file, "server_id"));
  const differ = !ids.includes(undefined) && new Set(ids).size === ids.length;
  return plain === 0 || differ || group.some(({ own }) => own.role);
}

/** Several files of one folder that a server reads whole are its own. */
function areNodesOfFolders(group: readonly Candidate[]): boolean {
  const folders = new Set(group.map((candidate) => candidate.folders.join("/")));
  const isRead = group.some((candidate) => isReadWhole(candidate));
  return group.length > 1 && (!isRead || folders.size === group.length);
}

function isReadWhole({ folders }: Candidate): boolean {
  return /\.d$/i.test(folders.at(-1) ?? "");
}

const UNFIT = /[^\p{L}\p{N}_.-]+/gu;
/** Words with a meaning of their own in a runbook's `on=`. */
const RESERVED = /^(source|replica|replicas|all|local)$/;

function named(group: readonly Candidate[]): readonly LikelyNode[] {
  const sorted = [...group].sort((a, b) => (a.path < b.path ? -1 : 1));
  const byFolder = sorted.map(({ folders, place }) => folders[place] ?? "");
  const byStem = sorted.map(({ stem }) => stem);
  const names =
    [byFolder, byStem].find(areDifferent) ?? sorted.map((_, index) => `${byFolder[index]}-${byStem[index]}`);
  const fit = names.map((name) =>
    name
      .replace(UNFIT, "_")
      .replace(/^[.-]+/, "")
      .slice(0, 60),
  );
  const safe = fit.map((name) => (RESERVED.test(name) ? `${name}1` : name));
  const roles = rolesOf(sorted);
  return sorted.map(({ path, file }, index) => {
    const name = safe[index] ?? "";
    const unique = name !== "" && safe.indexOf(name) === safe.lastIndexOf(name);
    const role = roles[index];
    return { name: unique ? name : `node${index + 1}`, path, file, ...(role ? { role } : {}) };
  });
}

function areDifferent(names: readonly string[]): boolean {
  return !names.includes("") && new Set(names).size === names.length;
}

/** Several sources say nothing of who is written to now. */
function rolesOf(group: readonly Candidate[]): readonly (IntendedRole | undefined)[] {
  const told = group.map(
    ({ file, own, around }) => own.role ?? around?.role ?? (isReadOnly(file) ? "replica" : undefined),
  );
  const open = told.filter((role) => role === undefined).length;
  const isLast = open === 1 && !told.includes("source") && !group.some(({ file }) => isMultiSource(file));
  const roles = isLast ? told.map((role) => role ?? "source") : told;
  const sources = roles.filter((role) => role === "source").length;
  return roles.map((role) => (role === "source" && sources > 1 ? undefined : role));
}

function isReadOnly(file: OptionFile): boolean {
  return ["read_only", "super_read_only"].some((name) => readBoolean(lastValue(file, name) ?? "OFF"));
}

function isMultiSource(file: OptionFile): boolean {
  return serverSettings(file).some(({ key }) => /^(wsrep_|group_replication_)/.test(nameOf(key)));
}
