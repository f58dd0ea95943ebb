import { isMap, isScalar, isSeq, type Node, parseDocument } from "yaml";
import { type Flavor, parseVersion, type Version } from "../mysql/flavor.ts";
import { nearest } from "../text/nearest.ts";
import type { Problem } from "../text/problem.ts";
import type { RuleSettings, Severity } from "./rule.ts";
import { severityProblem } from "./severities.ts";

/** The name of the file, looked for in the folder that is worked in and those above it. */
export const LINT_CONFIG_NAME = ".dr-runbooks.yaml";

/** What a `.dr-runbooks.yaml` says. */
export interface LintConfig {
  readonly rules: RuleSettings;
  /** Patterns of paths, relative to the file's folder, as in `.gitignore`. */
  readonly ignore: readonly string[];
  readonly target?: Version;
  readonly flavor?: Flavor;
}

const keys = ["rules", "ignore", "target", "flavor"];

/** Reads a configuration. Never throws; with a problem it must not be used, since a rule would be judged as nobody asked. */
export function parseLintConfig(text: string): { readonly config: LintConfig; readonly problems: readonly Problem[] } {
  const reader = new ConfigReader(text);
  return { config: reader.read(), problems: reader.problems };
}

class ConfigReader {
  readonly problems: Problem[] = [];
  readonly #text: string;
  #rules: Record<string, Severity | "off"> = {};
  #ignore: string[] = [];
  #target: string | undefined;
  #flavor: Flavor | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  read(): LintConfig {
    const document = parseDocument(this.#text, {
      merge: false,
      uniqueKeys: true,
      logLevel: "silent",
      prettyErrors: false,
    });
    for (const { message, pos } of document.errors)
      this.problems.push({
        code: "lint-config",
        message: `This is not valid YAML: ${message}.`,
        span: { start: pos[0], end: pos[1] },
      });
    const contents = document.contents as Node | null;
    if (isMap(contents)) for (const { key, value } of contents.items) this.#readKey(key as Node, value as Node | null);
    else if (contents !== null && !(isScalar(contents) && contents.value === null))
      this.#report(contents, "This must be a list of `key: value` lines, such as `rules:` and `ignore:`.");
    const target = this.#target === undefined ? undefined : parseVersion(this.#target, this.#flavor);
    return {
      rules: this.#rules,
      ignore: this.#ignore,
      ...(target ? { target } : {}),
      ...(this.#flavor ? { flavor: this.#flavor } : {}),
    };
  }

  #readKey(key: Node, value: Node | null): void {
    const name = textOf(key);
    if (name === "rules") this.#readRules(value);
    else if (name === "ignore") this.#readIgnore(value);
    else if (name === "target") this.#readTarget(key, value);
    else if (name === "flavor") this.#readFlavor(key, value);
    else {
      const [meant] = nearest(name, keys);
      this.#report(
        key,
        `There is no key \`${name}\`. ${meant ? `Did you mean \`${meant}\`?` : `Write ${keys.join(", ")}.`}`,
      );
    }
  }

  #readRules(node: Node | null): void {
    if (isEmpty(node)) return;
    if (!isMap(node)) this.#report(node, "`rules` must be a list of `CODE: severity` lines.");
    for (const { key, value } of isMap(node) ? node.items : []) {
      const name = textOf(key as Node);
      // YAML of older tools writes `off` as false.
      const written = textOf(value as Node | null);
      const severity = written === "false" ? "off" : written;
      const problem = severityProblem(name, severity);
      if (problem) this.#report((value as Node | null) ?? (key as Node), problem);
      else this.#rules[name] = severity as Severity | "off";
    }
  }

  #readIgnore(node: Node | null): void {
    if (isEmpty(node)) return;
    if (!isSeq(node)) this.#report(node, "`ignore` must be a list: one `- pattern` on each line.");
    for (const item of isSeq(node) ? (node.items as Node[]) : []) {
      if (isScalar(item) && typeof item.value === "string" && item.value.trim() !== "") this.#ignore.push(item.value);
      else this.#report(item, "A pattern must be a text, such as `drafts/` or `**/*.old.md`.");
    }
  }

  #readTarget(key: Node, node: Node | null): void {
    const text = textOf(node);
    if (/^\d+(?:\.\d+){1,2}$/.test(text)) this.#target = text;
    else this.#report(node ?? key, 'This is not a server version. Write it in quotes, like "8.4" or "10.11".');
  }

  #readFlavor(key: Node, node: Node | null): void {
    const text = textOf(node);
    if (text === "mysql" || text === "mariadb") this.#flavor = text;
    else this.#report(node ?? key, "This is not a flavor. Write mysql or mariadb.");
  }

  #report(node: Node, message: string): void {
    const [start, end] = node.range ?? [0, 0];
    this.problems.push({ code: "lint-config", message, span: { start, end } });
  }
}

function isEmpty(node: Node | null): node is null {
  return node === null || (isScalar(node) && node.value === null);
}

/** As written: `8.10` is no number here. */
function textOf(node: Node | null): string {
  if (!isScalar(node) || node.value === null) return "";
  return typeof node.value === "string" ? node.value : (node.source ?? "");
}
