import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ProgramResult, runProgram } from "./run-program.ts";

const KEYRINGS = ["/usr/share/keyrings/debian-archive-keyring.gpg", "/usr/share/keyrings/debian-archive-keyring.pgp"];

export interface Mirror {
  readonly uri: string;
  readonly signedBy: string;
}

/** Debian's archive as this machine's own sources name it; `undefined` where they name none, or nothing could be verified. */
export function findMirror(etc = "/etc/apt"): Mirror | undefined {
  const keyring = KEYRINGS.find((path) => existsSync(path));
  for (const source of readSources(etc)) {
    const signedBy = source.signedBy && existsSync(source.signedBy) ? source.signedBy : keyring;
    if (signedBy && /^https?:\/\/.*\/debian\/?($|\d)/.test(source.uri) && source.components.includes("main"))
      return { uri: source.uri, signedBy };
  }
  return undefined;
}

interface Source {
  readonly uri: string;
  readonly components: readonly string[];
  readonly signedBy?: string;
}

function readSources(etc: string): Source[] {
  const parts = join(etc, "sources.list.d");
  const files = [
    join(etc, "sources.list"),
    ...(existsSync(parts)
      ? readdirSync(parts)
          .sort()
          .map((name) => join(parts, name))
      : []),
  ];
  return files.flatMap((file) => {
    if (!existsSync(file)) return [];
    const text = readFileSync(file, "utf8").replace(/^[ \t]*#.*\n?/gm, "");
    return file.endsWith(".sources") ? text.split(/\n\s*\n/).flatMap(fromStanza) : text.split("\n").flatMap(fromLine);
  });
}

function fromStanza(stanza: string): Source[] {
  const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, "im").exec(stanza)?.[1]?.trim() ?? "";
  if (!field("Types").split(/\s+/).includes("deb") || /^no$/i.test(field("Enabled"))) return [];
  const signedBy = field("Signed-By");
  return field("URIs")
    .split(/\s+/)
    .filter(Boolean)
    .map((uri) => ({ uri, components: field("Components").split(/\s+/), ...(signedBy ? { signedBy } : {}) }));
}

function fromLine(line: string): Source[] {
  const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+\S+\s*(.*)$/.exec(line);
  if (!match?.[2]) return [];
  const signedBy = /signed-by=(\S+)/.exec(match[1] ?? "")?.[1];
  return [{ uri: match[2], components: (match[3] ?? "").split(/\s+/), ...(signedBy ? { signedBy } : {}) }];
}

/** An apt of our own in `folder`: other sources, lists, caches and an empty package status, so that the whole closure down to the C library is resolved. */
export class PrivateApt {
  readonly #folder: string;
  readonly #signal: AbortSignal | undefined;

  private constructor(folder: string, signal: AbortSignal | undefined) {
    this.#folder = folder;
    this.#signal = signal;
  }

  static async create(folder: string, mirror: Mirror, suite: string, signal?: AbortSignal): Promise<PrivateApt> {
    await mkdir(join(folder, "lists", "partial"), { recursive: true });
    await mkdir(join(folder, "cache", "archives", "partial"), { recursive: true });
    await writeFile(join(folder, "status"), "");
    await writeFile(join(folder, "sources.list"), `deb [signed-by=${mirror.signedBy}] ${mirror.uri} ${suite} main\n`);
    await writeFile(join(folder, "apt.conf"), `${await inheritedSettings()}\n${ownSettings(folder)}\n`);
    return new PrivateApt(folder, signal);
  }

  update(): Promise<ProgramResult> {
    return this.#run("apt-get", ["update", "-q"]);
  }

  async hasPackage(name: string): Promise<boolean> {
    const { stdout } = await this.#run("apt-cache", ["policy", name]);
    return /Candidate: (?!\(none\))\S/.test(stdout);
  }

  async download(packages: readonly string[]): Promise<ProgramResult & { readonly archives: readonly string[] }> {
    const result = await this.#run("apt-get", ["install", "-q", "--yes", "--download-only", ...packages]);
    const archives = join(this.#folder, "cache", "archives");
    return {
      ...result,
      archives: readdirSync(archives)
        .filter((name) => name.endsWith(".deb"))
        .map((name) => join(archives, name)),
    };
  }

  #run(program: string, args: readonly string[]): Promise<ProgramResult> {
    return runProgram(program, args, {
      env: { APT_CONFIG: join(this.#folder, "apt.conf"), DEBIAN_FRONTEND: "noninteractive" },
      ...(this.#signal ? { signal: this.#signal } : {}),
      timeoutMs: 600_000,
    });
  }
}

/** How this machine reaches its mirrors (proxies, certificates, retries), without its hooks and its lists of what to download. */
async function inheritedSettings(): Promise<string> {
  const { stdout } = await runProgram("apt-config", ["dump"]);
  return stdout
    .split("\n")
    .filter((line) => /^Acquire::(?!IndexTargets|Check-Valid-Until|Languages)\S+ "[^"]*";$/.test(line))
    .join("\n");
}

/** `parts` and `main` keep the machine's files from being read after this one; the archive's signatures are checked, only their age is not. */
function ownSettings(folder: string): string {
  const settings: Record<string, string> = {
    "Dir::Etc::parts": "/dev/null",
    "Dir::Etc::main": "/dev/null",
    "Dir::Etc::sourcelist": join(folder, "sources.list"),
    "Dir::Etc::sourceparts": "/dev/null",
    "Dir::Etc::preferences": "/dev/null",
    "Dir::Etc::preferencesparts": "/dev/null",
    "Dir::State": folder,
    "Dir::State::lists": join(folder, "lists"),
    "Dir::State::status": join(folder, "status"),
    "Dir::Cache": join(folder, "cache"),
    "Dir::Log": folder,
    "Acquire::Check-Valid-Until": "false",
    "Acquire::Languages": "none",
    "APT::Install-Recommends": "false",
    "APT::Install-Suggests": "false",
    "APT::Sandbox::User": "",
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} "${value}";`)
    .join("\n");
}
