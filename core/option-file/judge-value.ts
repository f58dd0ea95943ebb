import type { OptionRecord } from "../mysql/catalogue/record.ts";
import { atLeast, type Version } from "../mysql/flavor.ts";
import { nearest } from "../text/nearest.ts";
import { isMember, strangeFlag, strangeMember } from "./members.ts";
import { readWholeNumber, suffixesOf, writeSize } from "./number.ts";

/** What a server makes of a value it does not take as it is written. */
export interface ValueJudgement {
  /** `unread-boolean` is taken for OFF, `passed-over` leaves the default, `rounded` happens without a message. */
  readonly kind: "bad-value" | "out-of-range" | "unread-boolean" | "passed-over" | "rounded";
  /** A whole sentence on what is wrong and what to write. */
  readonly message: string;
  /** What to write so that the server does what it does now, or surely what was meant. */
  readonly value?: string;
}

/** `value` as the server reads it, unquoted. Undefined when it takes it as it is. */
export function judgeValue(value: string, record: OptionRecord, server: Version): ValueJudgement | undefined {
  switch (record.type) {
    case "boolean":
      return judgeBoolean(value, record);
    case "unsigned":
    case "signed":
      return judgeWholeNumber(value, record, server);
    case "decimal":
      return judgeDecimal(value, record, server);
    case "enum":
      return judgeEnum(value, record, server);
    case "set":
      return judgeList(value, strangeMember(record.members, value), record.members);
    case "flags":
      return judgeList(value, strangeFlag(record.members, value), record.members);
    case "text":
    case "none":
      return undefined;
  }
}

/** What a boolean is read as; undefined when it is none of the words that servers know. */
export function readBoolean(value: string): boolean | undefined {
  if (/^(on|true|1)$/i.test(value)) return true;
  return /^(off|false|0)$/i.test(value) ? false : undefined;
}

const YES = /^(y|yes|enable|enabled|t)$/i;
const NO = /^(n|no|none|disable|disabled|f)$/i;

function judgeBoolean(value: string, record: OptionRecord): ValueJudgement | undefined {
  if (readBoolean(value) !== undefined) return undefined;
  const meant = YES.test(value) ? "ON" : NO.test(value) ? "OFF" : undefined;
  const advice = meant ? `Write ${meant}.` : "Write ON or OFF.";
  const fix = meant ? { value: meant } : {};
  return record.argument === "none"
    ? {
        kind: "passed-over",
        message: `"${shown(value)}" is no boolean, and the server passes over the line. ${advice}`,
        ...fix,
      }
    : {
        kind: "unread-boolean",
        message: `"${shown(value)}" is no boolean, and the server takes it for OFF. ${advice}`,
        ...fix,
      };
}

/** Above this the limit is that of the type, less a block. */
const UNLIMITED = (1n << 64n) - (1n << 24n);

function judgeWholeNumber(text: string, record: OptionRecord, server: Version): ValueJudgement | undefined {
  const read = readWholeNumber(text, server, record.type === "signed");
  if ("problem" in read) return badNumber(text, read.problem, server);
  const { value } = read;
  const min = record.min === undefined ? undefined : BigInt(record.min);
  const max = record.max === undefined || record.max === "0" ? undefined : BigInt(record.max);
  const limited = max !== undefined && max < UNLIMITED;
  if (limited && value > max) return outOfRange(text, writeSize(max), "most");
  if (record.type === "unsigned" && value < 0n) return outOfRange(text, writeSize(min ?? 0n), "least");
  if (min !== undefined && value < min) return outOfRange(text, writeSize(min), "least");
  const block = BigInt(record.block ?? "1");
  const rounded = value - (value % block);
  if (rounded === value) return undefined;
  const kept = min !== undefined && rounded < min ? min : rounded;
  const size = writeSize(kept);
  return {
    kind: "rounded",
    message: `The server rounds ${shown(text)} to ${size}, a multiple of ${writeSize(block)}. Write what you mean.`,
    value: size,
  };
}

function badNumber(text: string, problem: "suffix" | "range" | "empty" | "negative", server: Version): ValueJudgement {
  switch (problem) {
    case "empty":
      return {
        kind: "bad-value",
        message: "The value is empty, and the server refuses to start. Write one or remove the line.",
      };
    case "negative":
      return {
        kind: "bad-value",
        message: `The server takes no number below 0 here and refuses to start. Write ${text.replace("-", "").trim()} or more.`,
      };
    case "range":
      return {
        kind: "bad-value",
        message: `${shown(text)} does not fit in 64 bits, and the server refuses to start. Write a smaller number.`,
      };
    case "suffix":
      return {
        kind: "bad-value",
        message: `"${shown(text)}" is no whole number, and the server refuses to start. Write digits alone, or followed by one of ${suffixesOf(server)}.`,
        ...repairNumber(text),
      };
  }
}

/** `64 M` and `64_000` say what was meant, and so does a binary fraction such as `1.5G`. */
function repairNumber(text: string): { readonly value?: string } {
  const plain = text.replace(/(?<=\d)[_,](?=\d{3}\b|\d{3}_|\d{3},)/g, "").replace(/^(\d+)\s+([KMG])B?$/i, "$1$2");
  if (/^\d+[KMG]?$/i.test(plain) && plain !== text) return { value: plain };
  const fraction = /^(\d+)\.(\d{1,3})([KMG])B?$/i.exec(text);
  if (!fraction) return {};
  const [, whole = "", part = "", letter = ""] = fraction;
  const power = { k: 10n, m: 20n, g: 30n }[letter.toLowerCase()] ?? 0n;
  const scale = 10n ** BigInt(part.length);
  return { value: writeSize(((BigInt(whole + part) << power) + scale - 1n) / scale) };
}

function judgeDecimal(text: string, record: OptionRecord, server: Version): ValueJudgement | undefined {
  if (text === "" && (server.flavor === "mariadb" || !atLeast(server, 5, 7))) text = "0";
  if (!/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    return {
      kind: "bad-value",
      message: `"${shown(text)}" is no number, and the server refuses to start. Write one such as 0.5.`,
    };
  }
  const value = Number(text);
  // The servers list limits such as 99.999 without their decimals.
  if (record.max !== undefined && value > Number(record.max) && value >= Math.trunc(Number(record.max)) + 1)
    return outOfRange(text, record.max, "most");
  return record.min !== undefined && value < Number(record.min) ? outOfRange(text, record.min, "least") : undefined;
}

function outOfRange(text: string, limit: string, which: "least" | "most"): ValueJudgement {
  const side =
    which === "least" ? "below the least that the server takes here" : "above the most that the server takes here";
  return {
    kind: "out-of-range",
    message: `${shown(text) || "An empty value"} is ${side}, so it sets ${limit}. Write what you mean.`,
    value: limit,
  };
}

function judgeEnum(value: string, record: OptionRecord, server: Version): ValueJudgement | undefined {
  if (value === "")
    return server.flavor === "mysql" && atLeast(server, 5, 7)
      ? {
          kind: "bad-value",
          message: `The value is empty, and the server refuses to start. Write ${choice(record.members)}.`,
        }
      : undefined;
  return isMember(record.members, value) ? undefined : badMember(value, record.members);
}

function judgeList(value: string, strange: string | undefined, members: readonly string[]): ValueJudgement | undefined {
  if (strange === undefined) return undefined;
  const judgement = badMember(strange, members);
  const tidy = value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const repaired = tidy.join(",");
  const same = strangeMember(members, repaired) === undefined || strangeFlag(members, repaired) === undefined;
  return repaired !== value && same ? { ...judgement, value: repaired } : judgement;
}

function badMember(value: string, members: readonly string[]): ValueJudgement {
  const [best] = nearest(value, members);
  const advice = best ? `Did you mean ${best}?` : members.length <= 8 ? `Write ${choice(members)}.` : "Remove it.";
  const what = value.trim() === "" ? "An empty part" : `"${shown(value)}"`;
  return {
    kind: "bad-value",
    message: `${what} is no value that the server knows here, and it refuses to start. ${advice}`,
  };
}

function choice(members: readonly string[]): string {
  return members.length < 2 ? members.join() : `${members.slice(0, -1).join(", ")} or ${members.at(-1)}`;
}

const LONGEST_SHOWN = 40;

function shown(value: string): string {
  return value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value;
}
