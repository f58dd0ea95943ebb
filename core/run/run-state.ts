import { formatVersion } from "../mysql/flavor.ts";
import type { Input, Runbook, Step, StepKind } from "../runbook/types.ts";
import type { ClusterLock } from "./cluster-lock.ts";
import type { RunEvent } from "./events.ts";
import { compileExpression } from "./expression.ts";
import { bindInput } from "./inputs.ts";
import type { Journal } from "./journal.ts";
import { conditionVariables, neededVariables } from "./needed-variables.ts";
import type { Outcome } from "./outcome.ts";
import { topologyField } from "./record.ts";
import { recordValue } from "./recorded-value.ts";
import { Redactor } from "./redactor.ts";
import type { RunOptions } from "./run-types.ts";
import { builtinNames, Scope, toText } from "./scope.ts";
import type { SessionPool } from "./session-pool.ts";
import { Settling } from "./settling.ts";
import type { StepExecutor } from "./step-executor.ts";
import type { Topology } from "./topology.ts";
import type { Value } from "./value.ts";

export interface Unbound {
  readonly step: Step;
  readonly name: string;
  /** Names step and variable, then what to do. */
  readonly message: string;
}

/** What the steps of one run share. */
export class RunState {
  readonly options: RunOptions;
  readonly journal: Journal;
  readonly executors: ReadonlyMap<StepKind, StepExecutor>;
  readonly scope = new Scope();
  readonly redactor = new Redactor();
  readonly settling: Settling;
  /** Work sessions; absent without a cluster. */
  readonly sessions: SessionPool | undefined;
  readonly topology: Topology | undefined;
  /** Absent where nothing is done on a cluster. */
  readonly lock: ClusterLock | undefined;
  /** Only some of the steps were asked for: a run that goes on where another stopped finds other roles. */
  partial = false;
  /** Last outcome of each step, by name. */
  readonly outcomes = new Map<string, Outcome>();
  /** How often each step has asked for approvals in this log. */
  readonly approvalAttempts = new Map<string, number>();

  /** Items of manual steps that the run before had confirmed, by the step's name. */
  readonly #confirmedItems = new Map<string, ReadonlySet<string>>();

  constructor(
    options: RunOptions,
    journal: Journal,
    executors: ReadonlyMap<StepKind, StepExecutor>,
    cluster?: { sessions: SessionPool; topology: Topology },
    lock?: ClusterLock,
  ) {
    const { ports } = options;
    this.settling = new Settling(ports.onEvent);
    this.options = { ...options, ports: { ...ports, operator: this.settling.patient(ports.operator) } };
    this.journal = journal;
    journal.known = (text) => this.redactor.known(text);
    this.executors = executors;
    this.sessions = cluster?.sessions;
    this.topology = cluster?.topology;
    this.lock = lock;
  }

  keepConfirmedItems(step: string, items: ReadonlySet<string>): void {
    this.#confirmedItems.set(step, items);
  }

  /** They count once: who runs the step again is asked for all. */
  takeConfirmedItems(step: string): ReadonlySet<string> {
    const items = this.#confirmedItems.get(step) ?? new Set();
    this.#confirmedItems.delete(step);
    return items;
  }

  emit(event: RunEvent): void {
    this.settling.show(event);
  }

  get runbook(): Runbook {
    return this.options.runbook;
  }

  /** Reads the live roles; what changed goes to the trail and to the reporters. */
  async observe(signal: AbortSignal, withinMs?: number): Promise<void> {
    const { topology } = this;
    const { cluster } = this.options;
    if (topology === undefined || cluster === undefined || !(await topology.observe(signal, withinMs))) return;
    await this.journal.write("topology.observed", { nodes: topologyField(topology.nodes, cluster) });
    this.emit({ type: "topology-observed", nodes: topology.nodes });
  }

  /** `flavor` and `version`: of the source, else of any node that answered, else of the inventory. */
  bindBuiltins(): void {
    const nodes = this.topology?.nodes ?? [];
    const identity = (nodes.find(({ role }) => role === "source") ?? nodes.find((node) => node.identity))?.identity;
    const { cluster } = this.options;
    const flavor = identity?.version.flavor ?? cluster?.flavor;
    const version = identity ? formatVersion(identity.version) : cluster?.version;
    if (flavor !== undefined) this.scope.bind("flavor", flavor);
    if (version !== undefined) this.scope.bind("version", version);
  }

  /** Binds every input that the steps need, asking where there is no other way. Returns the first name that has no value. */
  async bindVariables(steps: readonly Step[], signal: AbortSignal): Promise<Unbound | undefined> {
    const captured = new Set<string>();
    for (const step of steps) {
      const open = await this.#bindNames(step, conditionVariables(step), captured, signal);
      if (open !== undefined) return open;
      // A step that will be skipped needs nothing and captures nothing.
      if (this.condition(step) === false) continue;
      const unbound = await this.#bindNames(step, neededVariables(step, this.runbook), captured, signal);
      if (unbound !== undefined) return unbound;
      for (const { name } of step.captures) captured.add(name);
    }
    return undefined;
  }

  /** Only what the step's `when` reads. */
  bindCondition(step: Step, signal: AbortSignal): Promise<Unbound | undefined> {
    return this.#bindNames(step, conditionVariables(step), new Set(), signal);
  }

  /** Whether `when` holds; true without one; a message when that can't be said. */
  condition(step: Step): boolean | string {
    const condition = step.attributes.when?.value;
    if (condition === undefined) return true;
    const compiled = compileExpression(condition);
    if (!compiled.ok) return `when: ${compiled.problem.message}`;
    const evaluated = compiled.expression.evaluate(this.scope.row());
    if (!evaluated.ok) return `when=${condition}: ${evaluated.message}`;
    return typeof evaluated.value === "boolean"
      ? evaluated.value
      : `when=${condition} is neither true nor false. Compare it with something.`;
  }

  async #bindNames(
    step: Step,
    names: readonly string[],
    captured: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<Unbound | undefined> {
    for (const name of names) {
      if (this.scope.has(name) || captured.has(name)) continue;
      const input = this.runbook.frontMatter.inputs.find((one) => one.name === name);
      const message = input ? await this.#bindInput(input, signal) : this.#undefinedMessage(name);
      if (message !== undefined) return { step, name, message: `Step ${step.name}: ${message}` };
    }
    return undefined;
  }

  /** Before the outcome of the step: what is finished can be resumed from. Rejects with TrailError. */
  async recordCapture(name: string, value: Value, step: string): Promise<void> {
    const recorded = recordValue(value, (text) => this.redactor.text(text));
    await this.journal.write(
      "variable.bound",
      { name, secret: false, how: `captured by ${step}`, captured: true, ...recorded },
      { followed: true },
    );
  }

  captureEvent(name: string, value: Value): RunEvent {
    return { type: "variable-bound", name, value: this.redactor.text(toText(value)), secret: false };
  }

  async #bindInput(input: Input, signal: AbortSignal): Promise<string | undefined> {
    const found = await this.#inputText(input, signal);
    if ("message" in found) return found.message;
    // Before anything can go wrong with it: a value that is refused is named in the message.
    if (input.type === "secret") this.redactor.add(found.text);
    const problem = bindInput(this.scope, input, found.text, this.options.cluster);
    if (problem !== undefined) return `${problem} Give another value for the input ${input.name}.`;
    const doubt = this.#roleDoubt(input, found.text);
    let how = found.how;
    if (doubt !== undefined) {
      // Not a question that --yes answers: with the wrong node every step after it does harm.
      const sure =
        this.partial || (await this.options.ports.operator.confirm(`${doubt} Use it all the same?`, "", signal));
      if (sure !== true) {
        this.scope.unbind(input.name);
        return `${doubt} Give another value for the input ${input.name}.`;
      }
      this.emit({ type: "notice", text: doubt });
      how = `${how}; ${doubt}`;
    }
    await this.#recordBound(input.name, found.text, input.type === "secret", how);
    return undefined;
  }

  /** What speaks against a node that was named for a role which it does not have. */
  #roleDoubt({ name, type, role }: Input, node: string): string | undefined {
    if (type !== "node" || role === undefined) return undefined;
    const seen = this.topology?.nodes.find((one) => one.node === node);
    if (seen === undefined || seen.role === role) return undefined;
    const is = {
      source: "the source",
      replica: "a replica",
      standalone: "neither source nor replica",
      unreachable: "not reachable",
    };
    return `${name}: ${node} is ${is[seen.role]}, and ${role === "source" ? "the source" : "a replica"} is wanted.`;
  }

  async #inputText(input: Input, signal: AbortSignal): Promise<{ text: string; how: string } | { message: string }> {
    const given = this.options.inputs.get(input.name);
    if (given !== undefined) return { text: given, how: "given" };
    if (input.default !== undefined) return { text: input.default, how: "default" };
    const choices = input.type === "node" ? this.#nodesOf(input) : undefined;
    const [only] = choices ?? [];
    if (only !== undefined && choices?.length === 1 && input.role !== undefined)
      return { text: only, how: `the only ${input.role}` };
    const question = input.prompt ?? `Value of ${input.name}?`;
    const asked = signal.aborted
      ? undefined
      : await this.options.ports.operator.ask(question, {
          secret: input.type === "secret",
          ...(choices ? { choices } : {}),
        });
    if (asked !== undefined) return { text: asked, how: "asked" };
    const among = choices && choices.length > 0 ? ` It is one of ${choices.join(", ")}.` : "";
    return { message: `the input ${input.name} has no value.${among} Give one.` };
  }

  #nodesOf(input: Input): string[] {
    const nodes = this.topology?.nodes ?? [];
    return nodes
      .filter(({ role }) => (input.role === undefined ? role !== "unreachable" : role === input.role))
      .map(({ node }) => node);
  }

  #undefinedMessage(name: string): string {
    const capturing = this.runbook.steps.find((step) => step.captures.some((capture) => capture.name === name));
    if (capturing) return `\${${name}} has no value yet: ${capturing.name} captures it. Run that step first.`;
    if (builtinNames.includes(name))
      return `${name} is not known: no cluster is chosen. Name one in the front matter (cluster:).`;
    return `the variable ${name} is not defined. Declare it under inputs: in the front matter, or capture it in an earlier step.`;
  }

  async #recordBound(name: string, value: string, secret: boolean, how: string): Promise<void> {
    const shown = secret ? "" : this.redactor.text(value);
    const recorded = secret ? {} : recordValue(value, (text) => this.redactor.text(text));
    await this.journal.write("variable.bound", { name, secret, how, ...recorded });
    this.emit({ type: "variable-bound", name, value: shown, secret });
  }
}
