import type { Step } from "../../runbook/types.ts";
import { shellCommands } from "../../shell/commands.ts";
import { handedSql, isClient } from "../../shell/handed-sql.ts";
import type { Span } from "../../text/span.ts";

/** The SQL around an offset in the code of a script that hands it to a client: `mysql -e "…"`, a here-document. */
export function handedSqlAt({ kind, code }: Step, offset: number): Span | undefined {
  if (kind !== "shell") return undefined;
  const all = shellCommands(code);
  return all
    .flatMap((command, index) =>
      isClient(command) ? handedSql(code, command, command.joinedBy === "|" ? all[index - 1] : undefined) : [],
    )
    .find(({ start, end }) => start <= offset && offset <= end);
}
