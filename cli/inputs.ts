import type { Runbook } from "../core/runbook/types.ts";
import { nearest } from "../core/text/nearest.ts";
import { CliError } from "./errors.ts";
import type { Io } from "./io.ts";

/** Environment variable that gives an input its value: the way for secrets, which `ps` would show on a command line. */
function inputVariable(name: string): string {
  return `DR_RUNBOOKS_INPUT_${name}`;
}

/** The inputs given on the command line and in the environment; the command line wins. Throws `CliError` for unknown names. */
export function givenInputs(runbook: Runbook, pairs: readonly string[], env: Io["env"]): Map<string, string> {
  const names = runbook.frontMatter.inputs.map((input) => input.name);
  const values = new Map<string, string>();
  for (const name of names) {
    const value = env[inputVariable(name)];
    if (value !== undefined) values.set(name, value);
  }
  const given = new Set<string>();
  for (const pair of pairs) {
    const equals = pair.indexOf("=");
    if (equals < 1) throw new CliError("--input needs NAME=VALUE.");
    const name = pair.slice(0, equals);
    if (!names.includes(name)) {
      const [meant] = nearest(name, names);
      const has = names.length > 0 ? `It has: ${names.join(", ")}.` : "It has none.";
      throw new CliError(`The runbook has no input ${name}.${meant ? ` Did you mean ${meant}?` : ""} ${has}`);
    }
    if (given.has(name)) throw new CliError(`--input ${name} is given twice.`);
    given.add(name);
    values.set(name, pair.slice(equals + 1));
  }
  return values;
}
