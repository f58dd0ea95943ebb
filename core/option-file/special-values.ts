import {
  characterSetOf,
  hasCharacterSet,
  hasCollation,
  isDeprecatedCharacterSet,
  isSameCharacterSet,
} from "../mysql/character-sets.ts";
import { atLeast, type Version } from "../mysql/flavor.ts";

/** What a server makes of a value that its tables give no rule for. */
export interface SpecialJudgement {
  readonly kind: "bad-value" | "deprecated" | "unread-boolean";
  readonly message: string;
  /** What to write instead, with the same meaning. */
  readonly value?: string;
}

/** What else a value depends on: the value of another setting of the same file, by key, as the server takes it. */
export type OtherValue = (key: string) => string | undefined;

/** `value` as read, of the option `base`. Undefined when there is nothing to say. */
export function judgeSpecialValue(
  base: string,
  value: string,
  server: Version,
  other: OtherValue,
): SpecialJudgement | undefined {
  const mysql = server.flavor === "mysql";
  switch (base) {
    case "character_set_server":
    case "character_set_filesystem":
      return judgeCharacterSet(value, server);
    case "collation_server":
      return judgeCollation(value, server, other("character_set_server"));
    case "sql_mode":
      return mysql && !atLeast(server, 8) ? judgeSqlMode(value, server) : undefined;
    case "tls_version":
    case "admin_tls_version":
      return mysql && atLeast(server, 8, 0, 28) ? judgeTlsVersion(value) : undefined;
    case "replicate_do_table":
    case "replicate_ignore_table":
    case "replicate_wild_do_table":
    case "replicate_wild_ignore_table":
      return value.includes(".")
        ? undefined
        : {
            kind: "bad-value",
            message: `"${value}" names no table of a database, and the server refuses to start. Write database.table.`,
          };
    case "replicate_rewrite_db":
      return value.includes("->")
        ? undefined
        : {
            kind: "bad-value",
            message: `"${value}" names no two databases, and the server refuses to start. Write from->to.`,
          };
    case "lc_messages":
    case "lc_time_names":
      return /^[a-z]{2,3}_[a-z]{2}(@[a-z]+)?$/i.test(value)
        ? undefined
        : {
            kind: "bad-value",
            message: `The server has no locale "${value}" and refuses to start. Write one such as en_US.`,
          };
    case "default_authentication_plugin":
      return mysql && atLeast(server, 8) && value !== "caching_sha2_password"
        ? {
            kind: "deprecated",
            message: "default_authentication_plugin is deprecated. Name the default plugin in authentication_policy.",
          }
        : undefined;
    case "enforce_gtid_consistency":
      return /^(on|off|warn|true|false|0|1|2)$/i.test(value)
        ? undefined
        : {
            kind: "unread-boolean",
            message: `"${value}" is no value of enforce_gtid_consistency, and the server takes it for OFF. Write ON, OFF or WARN.`,
          };
    default:
      return undefined;
  }
}

function judgeCharacterSet(value: string, server: Version): SpecialJudgement | undefined {
  if (!hasCharacterSet(value, server)) {
    const utf8 = value.toLowerCase() === "utf8";
    return utf8
      ? {
          kind: "bad-value",
          message: "The server takes utf8 no longer and refuses to start. Write utf8mb3, which it was, or utf8mb4.",
          value: "utf8mb3",
        }
      : {
          kind: "bad-value",
          message: `The server has no character set "${value}" and refuses to start. Write utf8mb4.`,
        };
  }
  if (!isDeprecatedCharacterSet(value, server)) return undefined;
  return value.toLowerCase() === "utf8"
    ? {
        kind: "deprecated",
        message:
          "utf8 stands for utf8mb3, which is deprecated, and will come to mean utf8mb4. Write the one that you mean.",
        value: "utf8mb4",
      }
    : { kind: "deprecated", message: `The character set ${value} is deprecated. Move to utf8mb4.` };
}

function judgeCollation(
  value: string,
  server: Version,
  characterSet: string | undefined,
): SpecialJudgement | undefined {
  const own = characterSetOf(value);
  if (!hasCollation(value, server)) {
    const renamed = own === "utf8" && server.flavor === "mysql";
    return {
      kind: "bad-value",
      message: `The server has no collation "${value}" and refuses to start. Write one that SHOW COLLATION lists.`,
      ...(renamed ? { value: value.replace(/^utf8_/i, "utf8mb3_") } : {}),
    };
  }
  const set = characterSet ?? defaultCharacterSet(server);
  if (own !== undefined && set !== undefined && hasCharacterSet(set, server) && !isSameCharacterSet(own, set)) {
    return {
      kind: "bad-value",
      message: `The collation ${value} does not belong to the character set ${set}, and the server refuses to start. Set character_set_server = ${own} too.`,
    };
  }
  return own !== undefined && isSameCharacterSet(own, "utf8mb3") && isDeprecatedCharacterSet(own, server)
    ? { kind: "deprecated", message: `${value} is a collation of utf8mb3, which is deprecated. Move to utf8mb4.` }
    : undefined;
}

/** MariaDB 11.6 and later start with utf8mb4, MySQL since 8.0. */
function defaultCharacterSet(server: Version): string | undefined {
  const modern = server.flavor === "mysql" ? atLeast(server, 8) : atLeast(server, 11, 6);
  return modern ? "utf8mb4" : "latin1";
}

function judgeSqlMode(value: string, server: Version): SpecialJudgement | undefined {
  const modes = value.toUpperCase().split(",");
  const old = ["ERROR_FOR_DIVISION_BY_ZERO", "NO_ZERO_DATE", "NO_ZERO_IN_DATE"].filter((mode) => modes.includes(mode));
  if (old.length === 0 || atLeast(server, 5, 7)) return undefined;
  return {
    kind: "deprecated",
    message: `${old.join(", ")} will become part of strict mode. Keep strict mode on, and the mode for later versions.`,
  };
}

const TLS_VERSIONS = /^(TLSv1\.[23])$/i;

function judgeTlsVersion(value: string): SpecialJudgement | undefined {
  const parts = value.split(",").map((part) => part.trim());
  if (value === "" || parts.every((part) => TLS_VERSIONS.test(part))) return undefined;
  const kept = parts.filter((part) => TLS_VERSIONS.test(part));
  return {
    kind: "bad-value",
    message: "The server takes TLSv1.2 and TLSv1.3 only and refuses to start with another. Remove the others.",
    ...(kept.length > 0 ? { value: kept.join(",") } : {}),
  };
}
