export type OptionStatus = "ok" | "deprecated" | "ignored" | "variable";
export type ValueType = "boolean" | "unsigned" | "signed" | "decimal" | "enum" | "set" | "flags" | "text" | "none";
export type Argument = "required" | "optional" | "none" | "unknown";
export type Scope = "global" | "session" | "both";

export interface OptionRecord {
  /** `variable`: a system variable that no option file can set. */
  readonly status: OptionStatus;
  /** Whether a value must follow the name. Of a boolean `none` means that a value that is none is passed over. */
  readonly argument: Argument;
  /** `none`: the option takes no value at all. */
  readonly type: ValueType;
  /** Absent for options that are no system variables. */
  readonly scope?: Scope;
  readonly dynamic: boolean;
  /** As decimal text: they go up to 2^64 - 1. */
  readonly min?: string;
  readonly max?: string;
  readonly block?: string;
  readonly default?: string;
  /** In the order of their numbers. */
  readonly members: readonly string[];
}

const STATUS: Readonly<Record<string, OptionStatus>> = { o: "ok", d: "deprecated", i: "ignored", v: "variable" };
const ARGUMENT: Readonly<Record<string, Argument>> = { r: "required", o: "optional", n: "none", "-": "unknown" };
const TYPE: Readonly<Record<string, ValueType>> = {
  b: "boolean",
  u: "unsigned",
  i: "signed",
  f: "decimal",
  e: "enum",
  s: "set",
  g: "flags",
  t: "text",
  n: "none",
};
const SCOPE: Readonly<Record<string, Scope>> = { g: "global", s: "session", b: "both" };

const parsed = new Map<string, OptionRecord>();

/** Reads what tools/catalogue/record.ts wrote: four letters, then minimum, maximum, block size, default and members parted by tabs. */
export function parseRecord(text: string): OptionRecord {
  const found = parsed.get(text);
  if (found) return found;
  const [letters = "", min, max, block, fallback, members] = text.split("\t");
  const [status = "", argument = "", type = "", where = "-"] = letters;
  const scope = SCOPE[where.toLowerCase()];
  const record: OptionRecord = {
    status: STATUS[status] ?? "ok",
    argument: ARGUMENT[argument] ?? "unknown",
    type: TYPE[type] ?? "text",
    ...(scope ? { scope } : {}),
    dynamic: where !== where.toLowerCase(),
    ...(min ? { min } : {}),
    ...(max ? { max } : {}),
    ...(block ? { block } : {}),
    ...(fallback ? { default: fallback } : {}),
    members: members ? members.split(",") : [],
  };
  parsed.set(text, record);
  return record;
}
