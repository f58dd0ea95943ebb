import type { VariableFacts } from "../../mysql/catalogue.ts";
import { type Explanation, type SeriesFacts, withSuffix } from "../../mysql/explain-setting.ts";
import { atLeast, type Flavor, type Version } from "../../mysql/flavor.ts";
import { productOf } from "../../mysql/manual.ts";

/** Markdown on a setting for hovers and completions. */
export function settingMarkdown(explanation: Explanation, targets: readonly Version[]): string {
  const { name, description, facts, manual } = explanation;
  const lines = [`**${name}**${facts ? ` — ${shortFacts(facts)}` : ""}`];
  if (description) lines.push(description.meaning);
  if (description?.recovery) lines.push(`**Recovery:** ${description.recovery}`);
  const range = facts && rangeOf(facts);
  lines.push(list([range && `Values: ${range}`, ...defaultLines(explanation, targets), ...statusLines(explanation)]));
  lines.push(`[Manual](${manual})`);
  return lines.filter(Boolean).join("\n\n");
}

function list(items: readonly (string | undefined)[]): string {
  return items.flatMap((item) => (item ? [`- ${item}`] : [])).join("\n");
}

/** `boolean, global, changes at run time` */
export function shortFacts(facts: VariableFacts): string {
  const scope = { global: "global", session: "session", both: "global and session" };
  return [
    typeName(facts),
    facts.scope && scope[facts.scope],
    facts.scope === undefined ? "option only" : facts.dynamic ? "changes at run time" : "needs a restart",
  ]
    .filter(Boolean)
    .join(", ");
}

function typeName({ type }: VariableFacts): string {
  const names: Readonly<Record<VariableFacts["type"], string>> = {
    boolean: "boolean",
    unsigned: "number",
    signed: "number",
    decimal: "decimal number",
    enum: "one of several words",
    set: "set of words",
    flags: "flags",
    text: "text",
    none: "takes no value",
  };
  return names[type];
}

export function rangeOf(facts: VariableFacts): string | undefined {
  const { type, members, min, max, block } = facts;
  if (type === "boolean") return "`ON`, `OFF`";
  if (members.length > 0) return members.map((member) => `\`${member}\``).join(", ");
  if (min === undefined && max === undefined) return undefined;
  const limits = `${min === undefined ? "up" : readable(min)} to ${max === undefined ? "any" : readable(max)}`;
  return block === undefined || block === "0" || block === "1" ? limits : `${limits}, in steps of ${readable(block)}`;
}

/** `134217728 (128M)` */
export function readable(value: string): string {
  const short = withSuffix(value);
  return short ? `${value} (${short})` : value;
}

/** The default of the target, then the others where they differ: `Default: ROW` · `Default elsewhere: MIXED (MariaDB 10.6 to 11.8)`. */
function defaultLines({ series }: Explanation, targets: readonly Version[]): readonly string[] {
  const shown = series.filter(
    ({ version, status }) => isShown(version) && status !== "unknown" && status !== "removed",
  );
  const groups = groupBy(shown, ({ default: value }) => value ?? "");
  const only = targets.length === 1 ? targets[0] : undefined;
  const own = only && shown.findLast(({ version }) => version.flavor === only.flavor && reaches(only, version));
  const lines: string[] = [];
  if (own?.default !== undefined) lines.push(`Default: \`${shorten(readable(own.default))}\``);
  const others = [...groups].filter(([value]) => value !== "" && value !== (own?.default ?? ""));
  for (const [value, members] of others) {
    const where = seriesText(members.map(({ version }) => version));
    lines.push(`Default of ${where}: \`${shorten(readable(value))}\``);
  }
  return lines;
}

function statusLines({ series }: Explanation): readonly string[] {
  const lines: string[] = [];
  const shown = series.filter(({ version }) => isShown(version));
  const add = (status: SeriesFacts["status"], words: string): void => {
    const found = shown.filter((facts) => facts.status === status);
    if (found.length === 0) return;
    const replacement = found.find((facts) => facts.replacement)?.replacement;
    lines.push(
      `${words} ${seriesText(found.map(({ version }) => version))}${replacement ? `: use \`${replacement}\`` : ""}`,
    );
  };
  add("deprecated", "Deprecated in");
  add("ignored", "Without effect in");
  add("plugin", "Needs its plugin in");
  add("not-in-files", "Not for option files in");
  add("removed", "Gone from");
  add("unknown", "Not in");
  return lines;
}

function isShown(version: Version): boolean {
  return version.flavor === "mysql" ? atLeast(version, 5, 7) : atLeast(version, 10, 6);
}

function reaches(target: Version, version: Version): boolean {
  return atLeast(target, version.major, version.minor);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** `MySQL 5.7, 8.0; MariaDB 10.6` */
export function seriesText(versions: readonly Version[]): string {
  const flavors: readonly Flavor[] = ["mysql", "mariadb"];
  return flavors
    .flatMap((flavor) => {
      const own = versions.filter((version) => version.flavor === flavor);
      return own.length > 0
        ? [`${productOf(flavor)} ${own.map(({ major, minor }) => `${major}.${minor}`).join(", ")}`]
        : [];
    })
    .join("; ");
}

const LONGEST_DEFAULT = 120;

function shorten(text: string): string {
  return text.length > LONGEST_DEFAULT ? `${text.slice(0, LONGEST_DEFAULT)}…` : text;
}
