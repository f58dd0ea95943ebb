/** What can be written into a `failover` block. */
export interface ActionFact {
  readonly action: string;
  readonly meaning: string;
  readonly parameters: readonly ParameterFact[];
}

export interface ParameterFact {
  readonly name: string;
  readonly meaning: string;
  readonly required: boolean;
  readonly default?: string;
  readonly kind: "node" | "duration" | "text" | "secret";
}

export const actionFacts: readonly ActionFact[] = [
  {
    action: "switchover",
    meaning:
      "Moves the writes of a healthy cluster to one of its replicas: fences the source, waits until the replica has everything, promotes it, and lets all others follow it.",
    parameters: [
      { name: "to", meaning: "Node that becomes the source.", required: true, kind: "node" },
      {
        name: "wait",
        meaning: "How long the replica may take to catch up, from 1s to 1h; before the fence and again behind it.",
        required: false,
        default: "30s",
        kind: "duration",
      },
      { name: "repl_user", meaning: "Account with which the old source will replicate.", required: true, kind: "text" },
      {
        name: "repl_password",
        meaning: "Password of that account, as `${name}` of an input of type secret.",
        required: true,
        kind: "secret",
      },
    ],
  },
];
