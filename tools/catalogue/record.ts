import { correctionOf } from "./corrections.ts";
import type { Fact, ServerFacts, Status } from "./facts.ts";
import { MEMBERS } from "./members.ts";

const STATUS_LETTERS: Readonly<Record<Status, string>> = {
  ok: "o",
  deprecated: "d",
  ignored: "i",
  unknown: "v",
  ambiguous: "v",
  prefix: "v",
};

/**
 * One option or variable of one server as a line of the catalogue, without the name: four letters (status, argument, type,
 * scope), then minimum, maximum, block size, default and members, parted by tabs. core/mysql/catalogue/record.ts reads it.
 */
export function recordOf(name: string, server: ServerFacts, status: Status, later?: ServerFacts): string {
  const variable = server.variables[name];
  const fact =
    variable?.cmdline === false ? (server.options[name] ?? variable) : (variable ?? server.options[name] ?? {});
  const members = membersOf(name, server, fact);
  const type = correctionOf(name, server.server)?.anyValue ? "t" : typeOf(name, server, fact, members);
  const letters = STATUS_LETTERS[status] + argumentOf(name, server, fact, type) + type + scopeOf(variable);
  const [min, max] = isNumber(type) ? limits(name, server, fact, type, later?.variables[name]) : ["", ""];
  const block = isNumber(type) && Number(fact.block) > 1 ? String(fact.block) : "";
  const listed = type === "e" || type === "s" || type === "g" ? members.join(",") : "";
  return [letters, min, max, block, defaultOf(fact), listed].join("\t").replace(/\t+$/, "");
}

function isNumber(type: string): boolean {
  return type === "u" || type === "i" || type === "f";
}

function membersOf(name: string, server: ServerFacts, fact: Fact): readonly string[] {
  if (fact.enum && fact.type !== "boolean") return fact.enum;
  const known = MEMBERS.find((entry) => entry.names.includes(name) && entry.servers(server.server));
  if (known) return known.members;
  return isPluginSwitch(fact) ? PLUGIN_STATES : [];
}

const PLUGIN_STATES = ["OFF", "ON", "FORCE", "FORCE_PLUS_PERMANENT"];

/** A built-in plugin has an option of its name. */
function isPluginSwitch({ arg, argtype, default: fallback, scope }: Fact): boolean {
  return scope === undefined && arg === "optional" && argtype === "name" && /^(ON|OFF)$/.test(fallback ?? "");
}

/** b boolean, u unsigned, i signed, f decimal, e enumeration, s set, g flags, t text, n takes no value at all. */
function typeOf(name: string, { family }: ServerFacts, fact: Fact, members: readonly string[]): string {
  if (
    fact.arg === "none" &&
    fact.type !== "string" &&
    !fact.default &&
    fact.value_at_start === undefined &&
    !fact.scope
  )
    return "n";
  if (fact.scope && fact.cmdline === false && fact.arg === undefined) return "t";
  switch (fact.type) {
    case "boolean":
      // The log's option takes a name, and `skip_external_locking` is `external_locking` turned off: both take anything.
      if (family === "mariadb")
        return name === "log_bin" || (fact.cmdline === false && name.startsWith("skip_")) ? "t" : "b";
      return fact.argtype === "name" ? (members.length > 0 ? "e" : "t") : "b";
    case "bigint unsigned":
    case "int unsigned":
      return "u";
    case "bigint":
    case "int":
      return "i";
    case "double":
      return "f";
    case "numeric":
    case "integer":
      return isDecimal(fact) ? "f" : fact.min?.startsWith("-") ? "i" : "u";
    case "flagset":
      return "g";
    case "set":
      return /=(on|off)\b/.test(fact.default ?? "") ? "g" : members.length > 0 ? "s" : "t";
    case "enum":
    case "enumeration":
      return members.length > 0 ? "e" : "t";
    case undefined:
    case null:
      if (fact.arg === "none") return "b";
      return members.length > 0 ? "e" : fact.argtype === "#" ? "u" : "t";
    default:
      // The newest MySQL lists some sets as text.
      return members.length === 0 ? "t" : members.includes("DEFAULT") ? "s" : "e";
  }
}

function isDecimal(fact: Fact): boolean {
  return /^\d+\.\d+$/.test(fact.value_at_start ?? fact.default ?? "");
}

/**
 * r required, o optional, n none, - unknown. A boolean takes a value whatever the help says; n means that the server
 * passes over one it cannot read, which MySQL's help does not tell apart: plugins' variables and options without variable.
 */
function argumentOf(name: string, { family, variables }: ServerFacts, fact: Fact, type: string): string {
  if (Object.keys(fact).length === 0) return "-";
  if (family === "mariadb" && !fact.arg)
    return type === "b" || name === "log_bin" || name.startsWith("skip_") ? "o" : type === "n" ? "n" : "r";
  if (type !== "b" || family === "mariadb") return fact.arg ? (fact.arg[0] as string) : "-";
  return name.startsWith("innodb_") || !variables[name] ? "n" : "o";
}

/** g global, b both, s session; a capital when it can be changed while the server runs; - no variable. */
function scopeOf(variable: Fact | undefined): string {
  const letter = variable?.scope?.[0];
  if (letter === undefined) return "-";
  return variable?.dynamic ? letter.toUpperCase() : letter;
}

const HALF = 2n ** 63n;

/**
 * MySQL was asked with numbers below and above. Those below wrap around on 5.6, so its minimum is taken from the next
 * version; the variables that the server sizes itself answered with that size on 5.7; and 0 stands for another variable's
 * value where it is below the minimum.
 */
function limits(
  name: string,
  { server }: ServerFacts,
  fact: Fact,
  type: string,
  later: Fact | undefined,
): [string, string] {
  const old = server.startsWith("mysql-5.6.") && type === "u" && fact.min;
  const min = old && (fact.min === fact.max || BigInt(old) >= HALF) ? later?.min : fact.min;
  const sized = server.startsWith("mysql-5.") ? SIZED.has(name) : name === "max_relay_log_size";
  return [sized || Number(min) > Number(fact.default) ? "" : limit(min, type), limit(fact.max, type)];
}

const SIZED = new Set(["open_files_limit", "back_log", "port"]);

/** MySQL lists the limits of decimals as the bits of a double. */
function limit(text: string | null | undefined, type: string): string {
  if (!text || text === "NULL") return "";
  if (type !== "f" || !/^\d{17,}$/.test(text)) return text;
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(text));
  const value = view.getFloat64(0);
  return value > 1e300 ? "" : String(value);
}

/** Paths and names of the machine that was asked are left out. */
function defaultOf(fact: Fact): string {
  const text = fact.default ?? fact.help_default ?? "";
  if (/<dir>|^vm\b|\/vm[.-]|No default value|[\t\n`]/.test(text)) return "";
  return text;
}
