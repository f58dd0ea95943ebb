import { readdir, stat } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { detectDocument } from "../core/document.ts";
import { type TextDocument, tryReadDocument } from "./document.ts";

const SKIPPED_FOLDERS = new Set(["node_modules", ".git"]);
const CANDIDATE = /\.(md|markdown|mdown|mkd|cnf|ini|mycnf)$|^clusters\.ya?ml$/i;

export interface LintTarget extends TextDocument {
  readonly kind: "runbook" | "option-file" | "inventory";
}

async function* walk(folder: string, isIgnored: (path: string) => boolean): AsyncGenerator<string> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (isIgnored(entry.isDirectory() ? `${path}/` : path)) continue;
    // Links are not followed: they may lead out of the folder or in a circle.
    if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) yield* walk(path, isIgnored);
    else if (entry.isFile() && CANDIDATE.test(basename(path))) yield path;
  }
}

export type LintCandidate =
  | { readonly status: "read"; readonly target: LintTarget }
  /** Named, and left alone all the same. */
  | { readonly status: "ignored"; readonly name: string }
  | { readonly status: "unreadable"; readonly message: string };

/**
 * The documents to check. A file that is named is taken as what its name or else its content says, any Markdown as a
 * runbook; a folder gives the files in it that are certainly ours.
 */
export async function* lintCandidates(
  paths: readonly string[],
  cwd: string,
  isIgnored: (path: string) => boolean,
): AsyncGenerator<LintCandidate> {
  const seen = new Set<string>();
  for (const named of paths) {
    const path = resolve(cwd, named);
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    for await (const file of isFolder ? walk(path, isIgnored) : [path]) {
      if (seen.has(file)) continue;
      seen.add(file);
      if (!isFolder && isIgnored(file)) {
        yield { status: "ignored", name: named };
        continue;
      }
      const candidate = await readCandidate(file, isFolder ? relative(cwd, file) : named, cwd, isFolder);
      if (candidate) yield candidate;
    }
  }
}

async function readCandidate(
  path: string,
  name: string,
  cwd: string,
  found: boolean,
): Promise<LintCandidate | undefined> {
  const outcome = await tryReadDocument(path, cwd);
  if (outcome.status === "unreadable") return outcome;
  const text = outcome.status === "read" ? outcome.document.text : outcome.text;
  const kind = detectDocument(path, text);
  const ours = kind === "runbook" || kind === "option-file" || kind === "inventory";
  if (!ours && found) return undefined;
  if (outcome.status === "not-utf8") return { status: "unreadable", message: outcome.message };
  if (kind === "other")
    return { status: "unreadable", message: `${name} is neither a runbook nor an option file nor an inventory.` };
  return { status: "read", target: { name, path, text, kind: kind === "markdown" ? "runbook" : kind } };
}
