/** A whole step to start from. `first` is what stands behind the marks of its fence; both texts have tab stops. */
export interface StepSnippet {
  readonly label: string;
  readonly detail: string;
  readonly first: string;
  readonly body: string;
}

export const stepSnippets: readonly StepSnippet[] = [
  {
    label: "sql step",
    detail: "SQL with a name and a target",
    first: "sql {name=${1:query} on=${2|source,replica,replicas,all|}}",
    body: "${0}",
  },
  {
    label: "sql check",
    detail: "SQL that must answer as expected",
    first: "sql {name=${1:check} on=${2|replicas,source,replica,all|}}",
    body: '-- @expect ${3:Replica_SQL_Running == "Yes"}\n${4:SHOW REPLICA STATUS}\\\\G',
  },
  {
    label: "sql wait",
    detail: "SQL that is repeated until it answers as expected",
    first: "sql {name=${1:wait} on=${2|replicas,source,replica,all|} timeout=${3:5m}}",
    body: "-- @until ${4:Seconds_Behind_Source == 0} every ${5:2s}\n${6:SHOW REPLICA STATUS}\\\\G",
  },
  {
    label: "bash step",
    detail: "a script on this machine",
    first: "bash {name=${1:script} timeout=${2:5m}}",
    body: "${0}",
  },
  {
    label: "switchover step",
    detail: "the failover action switchover",
    first: "failover {name=${1:switchover}}",
    body: "action: switchover\nto: ${2:db2}\nrepl_user: ${3:repl}\nrepl_password: \\${${4:repl_password}\\}",
  },
  {
    label: "option file step",
    detail: "settings that are compared with the live server",
    first: "ini {name=${1:settings} on=${2|all,source,replicas,replica|}}",
    body: "[mysqld]\n${3:sync_binlog} = ${4:1}",
  },
  {
    label: "manual step",
    detail: "something that a person does",
    first: "manual {name=${1:by-hand}}",
    body: "- [ ] ${0}",
  },
];

/** The text of a snippet for places that have no tab stops. */
export function withoutStops(snippet: string): string {
  return snippet
    .replace(/\\\$\{\$\{\d+:([^}]*)\}\\\}/g, "\0{$1\u0001")
    .replace(/\$\{\d+(?::([^}]*)|\|([^,|]*)[^}]*)?\}/g, (_, text?: string, choice?: string) => text ?? choice ?? "")
    .replace(/\\\\/g, "\\")
    .replace("\0", "$")
    .replace("\u0001", "}");
}

/** The lines of a step with a name that no other one has. */
export function stepText({ first, body }: StepSnippet, taken: ReadonlySet<string>): string {
  const plain = withoutStops(first);
  const name = /name=([\w-]+)/.exec(plain)?.[1] ?? "step";
  let free = name;
  for (let counter = 2; taken.has(free); counter++) free = `${name}-${counter}`;
  return `\`\`\`${plain.replace(`name=${name}`, `name=${free}`)}\n${withoutStops(body)}\n\`\`\`\n`;
}
