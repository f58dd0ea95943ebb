/** What an attribute of a step means, for people. */
export interface AttributeFact {
  readonly key: string;
  readonly meaning: string;
  readonly default: string;
  /** Values that can be offered without knowing the runbook. */
  readonly values: readonly string[];
}

export const attributeFacts: readonly AttributeFact[] = [
  {
    key: "name",
    meaning: "Name of the step, unique in the runbook. Other steps refer to it, and the audit trail records it.",
    default: "from the nearest heading, and a counter",
    values: [],
  },
  {
    key: "on",
    meaning:
      "Where the step runs: a role, a node of the cluster, `local`, or an input of type node. Roles are read from the live servers.",
    default: "`source` for SQL and option files, `local` for shell, the whole cluster for failover actions",
    values: ["source", "replica", "replicas", "all", "local"],
  },
  { key: "database", meaning: "Default schema of the statements.", default: "none", values: [] },
  {
    key: "timeout",
    meaning: "After this time the step is stopped and its effect is reported as unknown.",
    default: "`60s`; `10m` for failover actions, a day for manual steps",
    values: ["30s", "60s", "5m", "10m", "1h"],
  },
  {
    key: "retry",
    meaning: "How often to try again after a failure, and the pause before each try.",
    default: "nothing is tried again",
    values: ["3x5s", "5x10s", "10x30s"],
  },
  {
    key: "needs",
    meaning: "Steps that must have succeeded in this run, separated by commas.",
    default: "none",
    values: [],
  },
  {
    key: "when",
    meaning: "A CEL expression over inputs, captures, `flavor` and `version`. The step is skipped when it is false.",
    default: "true",
    values: [],
  },
  {
    key: "confirm",
    meaning: "Asks before the step runs; a text is the question.",
    default: "asked for what destroys, and on production clusters for all that changes something",
    values: ["true"],
  },
  {
    key: "approve",
    meaning:
      "Number of people besides the operator who must approve it, with their own key or OS user. Who may, stands under `approvers:` in clusters.yaml.",
    default: "`0`",
    values: ["1", "2"],
  },
  {
    key: "risk",
    meaning: "What the step can do, where the risk inferred from its statements is wrong.",
    default: "inferred from the statements",
    values: ["reads", "changes", "destroys"],
  },
  {
    key: "on-fail",
    meaning: "What happens when the step fails: the run stops, goes on, or a step runs.",
    default: "`stop`",
    values: ["stop", "continue"],
  },
  {
    key: "rollback",
    meaning:
      "The step that undoes this one; offered when a later step fails. `never`: from here on nothing can be undone.",
    default: "none",
    values: ["never"],
  },
];

export function attributeFact(key: string): AttributeFact | undefined {
  return attributeFacts.find((fact) => fact.key === key);
}
