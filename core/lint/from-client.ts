import type { Cluster } from "../cluster/inventory-types.ts";
import type { Step } from "../runbook/types.ts";
import { clientOptions } from "../shell/client-options.ts";
import type { ShellCommand } from "../shell/commands.ts";
import { addAttributes } from "./add-attributes.ts";
import type { TextEdit } from "./rule.ts";

/**
 * What a client's options become when its SQL becomes a step: the fence's language, `database`, and `on` where a host was
 * named that is this machine's only by name. Undefined where the step can't say the same.
 */
export function asSqlFence(
  text: string,
  step: Step,
  client: ShellCommand,
  cluster: Cluster | undefined,
): readonly TextEdit[] | undefined {
  const { host, database, forces } = clientOptions(client);
  if (forces) return undefined;
  const added: (readonly [string, string])[] = [];
  if (database !== undefined && step.attributes.database === undefined) added.push(["database", database]);
  const node = host === undefined ? undefined : nodeOf(host, cluster);
  if (node !== undefined && step.attributes.on === undefined) added.push(["on", node]);
  const language = { span: step.block.languageSpan, newText: "sql" };
  if (added.length === 0) return [language];
  const attributes = addAttributes(text, step, added);
  if (!attributes) return undefined;
  // Both would begin at the same place where the fence has no attributes yet.
  return step.block.attributesSpan ? [language, attributes] : [{ ...language, newText: `sql${attributes.newText}` }];
}

/** The node with that name or address; without an inventory a name that could be one. */
function nodeOf(host: string, cluster: Cluster | undefined): string | undefined {
  if (/^(?:localhost|127\.|0\.0\.0\.0$)/.test(host)) return undefined;
  const nodes = cluster?.nodes ?? [];
  const known = nodes.find((node) => node.name === host) ?? nodes.find((node) => node.host === host);
  return known?.name ?? (/^[A-Za-z]\w*$/.test(host) ? host : undefined);
}
