import type { Version } from "../../mysql/flavor.ts";
import { atLeast } from "../../mysql/flavor.ts";
import type { Session } from "../ports.ts";

/** Asks where each live value was set; undefined where the server can't tell. Columns: variable, source, file, who set it, whether it is persisted. */
function originQuery(version: Version): string | undefined {
  if (version.flavor === "mariadb") {
    // GLOBAL_VALUE_PATH is there since 10.5.
    const path = atLeast(version, 10, 5) ? "GLOBAL_VALUE_PATH" : "NULL";
    return `SELECT VARIABLE_NAME, GLOBAL_VALUE_ORIGIN, ${path}, NULL, NULL FROM information_schema.SYSTEM_VARIABLES`;
  }
  if (!atLeast(version, 8, 0)) return undefined;
  // What was persisted is called DYNAMIC until the next start.
  return "SELECT i.VARIABLE_NAME, i.VARIABLE_SOURCE, i.VARIABLE_PATH, i.SET_USER, p.VARIABLE_NAME FROM performance_schema.variables_info i LEFT JOIN performance_schema.persisted_variables p ON p.VARIABLE_NAME = i.VARIABLE_NAME";
}

/** Where the values of the server come from, by the variable's name in lower case: `compiled`, `file /etc/my.cnf`, … Empty when it does not tell. */
export async function readOrigins(session: Session, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const query = originQuery(session.identity.version);
  if (query === undefined) return new Map();
  const outcome = await session.query(query, { signal, maxRows: 5000 });
  // Without the privilege or the Performance Schema the values are compared all the same.
  if (outcome.status !== "ok") return new Map();
  const rows = outcome.resultSets[0]?.rows ?? [];
  return new Map(
    rows.map(([name, source, path, by, persisted]) => {
      const origin = originText(String(source), String(path ?? ""), String(by ?? ""));
      const also = persisted && !origin.startsWith("persisted") ? ", persisted" : "";
      return [String(name).toLowerCase(), `${origin}${also}`];
    }),
  );
}

function originText(source: string, path: string, by: string): string {
  switch (source) {
    case "COMPILED":
    case "COMPILE-TIME":
      return "compiled";
    case "COMMAND_LINE":
    case "COMMAND-LINE":
      return "command line";
    case "PERSISTED":
      return path === "" ? "persisted" : `persisted ${path}`;
    case "DYNAMIC":
    case "SQL":
      return by === "" ? "dynamic" : `dynamic, by ${by}`;
    case "AUTO":
      return "chosen by the server";
    // GLOBAL, SERVER, EXPLICIT, EXTRA, USER and LOGIN are kinds of option files, CONFIG is MariaDB's word for all.
    default:
      return path === "" ? `file (${source.toLowerCase()})` : `file ${path}`;
  }
}
