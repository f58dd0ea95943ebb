import { CURRENT_VERSIONS, variableFacts } from "../mysql/catalogue.ts";
import { otherReplicationName } from "../mysql/replication-names.ts";
import type { Value } from "../run/value.ts";
import type { Step } from "../runbook/types.ts";
import { begins, statementsOf } from "./code.ts";
import { selectItems } from "./result-columns.ts";
import type { RunbookTarget } from "./runbook-target.ts";

/** What a column or variable can be. */
export type Domain =
  | { readonly kind: "these"; readonly values: readonly Value[]; readonly meaning: string }
  | { readonly kind: "number" }
  | { readonly kind: "anything" };

const yesNo = ["Yes", "No"];
/** Columns of SHOW REPLICA STATUS, by their current names. MariaDB's receiver also prepares. */
const status: Readonly<Record<string, Domain>> = {
  replica_io_running: {
    kind: "these",
    values: [...yesNo, "Connecting", "Preparing"],
    meaning: '`Replica_IO_Running` is "Yes", "No" or "Connecting"',
  },
  replica_sql_running: { kind: "these", values: yesNo, meaning: '`Replica_SQL_Running` is "Yes" or "No"' },
};

/** The domain of a name in the expectations of a step, as far as its last statement tells. */
export function domainsOf(step: Step, target: RunbookTarget): (name: string) => Domain {
  const known = new Map<string, Domain>();
  const last = step.kind === "sql" ? statementsOf(step).at(-1) : undefined;
  if (last && /^SHOW (?:ALL )?(?:REPLICAS?|SLAVES?) STATUS/.test(last.words.join(" ")))
    for (const [name, domain] of Object.entries(status)) known.set(name, domain);
  if (last && begins(last, "SELECT"))
    for (const { name, words } of selectItems(last) ?? []) {
      const domain = domainOfExpression(words, target);
      if (domain) known.set(name.toLowerCase(), domain);
    }
  if (step.kind === "shell") known.set("exit", { kind: "number" });
  known.set("rows", { kind: "number" });
  return (name) =>
    known.get(name.toLowerCase()) ??
    known.get((otherReplicationName(name) ?? name).toLowerCase()) ?? { kind: "anything" };
}

function domainOfExpression(words: readonly string[], target: RunbookTarget): Domain | undefined {
  const [first = "", second] = words;
  if (first === "COUNT" && second === "(" && words.indexOf(")") === words.length - 1) return { kind: "number" };
  const name = words.length === 1 ? /^@@(?:\w+\.)?(\w+)$/.exec(first)?.[1]?.toLowerCase() : undefined;
  return name === undefined ? undefined : domainOfVariable(name, target);
}

/** What `SELECT @@name` gives: of a boolean 0 or 1, and not what SHOW VARIABLES shows. */
function domainOfVariable(name: string, { flavor, version }: RunbookTarget): Domain | undefined {
  const versions = version ? [version] : CURRENT_VERSIONS.filter((each) => !flavor || each.flavor === flavor);
  const types = new Set(versions.map((each) => variableFacts(name, each)?.type).filter((type) => type !== undefined));
  const [type] = types;
  if (types.size !== 1) return undefined;
  if (type === "boolean") return { kind: "these", values: [0n, 1n], meaning: `\`@@${name}\` is the number 0 or 1` };
  return type === "unsigned" || type === "signed" ? { kind: "number" } : undefined;
}
