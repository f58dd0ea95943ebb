import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import type { Io, Output } from "../../cli/io.ts";
import { askTerminal, passwordPrompt, terminalOperator } from "../../cli/operator.ts";
import type { Cluster } from "../../core/cluster/inventory-types.ts";

class Screen implements Output {
  readonly columns = 80;
  readonly colour = false;
  readonly closed = false;
  readonly isTTY: boolean;
  text = "";
  readonly #keyboard: PassThrough;
  #answers: string[];

  constructor(isTTY: boolean, keyboard: PassThrough, answers: readonly string[]) {
    this.isTTY = isTTY;
    this.#keyboard = keyboard;
    this.#answers = [...answers];
  }

  /** Types the next answer once a prompt stands there. */
  write(text: string): void {
    this.text += text;
    if (!/(\[y\/N\]|:|\?|\)) $/.test(text)) return;
    const next = this.#answers.shift();
    if (next !== undefined) setImmediate(() => this.#keyboard.write(next));
  }
}

function terminal(
  answers: readonly string[],
  isTTY = true,
): { readonly io: Io; readonly screen: Screen; readonly abort: AbortController } {
  const keyboard = new PassThrough();
  const screen = new Screen(isTTY, keyboard, answers);
  const abort = new AbortController();
  const stdin = Object.assign(keyboard, { isTTY }) as unknown as NodeJS.ReadStream;
  return { io: { out: screen, err: screen, stdin, cwd: "/", env: {}, signal: abort.signal }, screen, abort };
}

const never = new AbortController().signal;
const options = (name?: string) => ({ pause: () => () => undefined, typedName: () => name });

for (const [typed, expected] of [
  ["y\r", true],
  ["Yes\r", true],
  ["\r", false],
  ["n\r", false],
  ["yeah\r", false],
] as const) {
  test(`${JSON.stringify(typed)} as an answer is ${expected ? "a yes" : "a no"}`, async () => {
    const { io, screen } = terminal([typed]);
    assert.equal(await terminalOperator(io, options()).confirm("Really?", "DROP\u001b[2J x", never), expected);
    assert.match(screen.text, /\? Really\?/);
    assert.match(screen.text, /DROP␛\[2J x/);
  });
}

for (const [typed, expected] of [
  ["orders\r", true],
  ["y\r", false],
  ["Orders\r", false],
  ["\r", false],
] as const) {
  test(`on a production cluster ${JSON.stringify(typed)} is ${expected ? "a yes" : "a no"}`, async () => {
    const { io } = terminal([typed]);
    assert.equal(await terminalOperator(io, options("orders")).confirm("Drop?", "", never), expected);
  });
}

test("nobody is asked without a terminal", async () => {
  const { io, screen } = terminal(["y\r"], false);
  const operator = terminalOperator(io, options());
  assert.equal(await operator.confirm("Really?", "", never), undefined);
  assert.equal(await operator.ask("Which?", { secret: false }), undefined);
  assert.equal(screen.text, "");
});

test("a question that is open when the run is cancelled stays unanswered", async () => {
  const { io, abort } = terminal([]);
  const answer = terminalOperator(io, options()).confirm("Really?", "", never);
  setTimeout(() => abort.abort(), 20);
  assert.equal(await answer, undefined);
});

test("the end of input is no answer", async () => {
  const { io } = terminal(["\u0004"]);
  assert.equal(await terminalOperator(io, options()).confirm("Really?", "", never), undefined);
});

test("a secret is not echoed and keeps its spaces", async () => {
  const { io, screen } = terminal([" hunter2 \r"]);
  assert.equal(await terminalOperator(io, options()).ask("Password:", { secret: true }), " hunter2 ");
  assert.doesNotMatch(screen.text, /hunter2/);
});

test("what is not secret is echoed", async () => {
  const { io, screen } = terminal(["visible-text\r"]);
  assert.equal(await askTerminal(io, "Name: "), "visible-text");
  assert.match(screen.text, /visible-text/);
});

test("only one of the choices is taken, and three tries are given", async () => {
  const { io, screen } = terminal(["db9\r", "db2\r"]);
  assert.equal(await terminalOperator(io, options()).ask("Which", { secret: false, choices: ["db2", "db3"] }), "db2");
  assert.match(screen.text, /Choose one of db2, db3/);
  const stubborn = terminal(["a\r", "b\r", "c\r", "db2\r"]);
  assert.equal(
    await terminalOperator(stubborn.io, options()).ask("Which", { secret: false, choices: ["db2"] }),
    undefined,
  );
});

test("the screen is given back after a question, whatever the answer", async () => {
  for (const answers of [["y\r"], ["\u0004"]]) {
    const { io } = terminal(answers);
    const calls: string[] = [];
    const operator = terminalOperator(io, {
      pause: () => {
        calls.push("pause");
        return () => calls.push("resume");
      },
      typedName: () => undefined,
    });
    await operator.confirm("Really?", "", never);
    assert.deepEqual(calls, ["pause", "resume"]);
  }
});

test("the password of a cluster is asked for once for all its nodes", async () => {
  const { io, screen } = terminal(["pass word\r"]);
  const cluster: Cluster = {
    name: "orders",
    flavor: "mysql",
    production: false,
    nodes: [],
    span: { start: 0, end: 0 },
  };
  const prompt = passwordPrompt(io);
  const answers = await Promise.all([prompt(cluster, "dba"), prompt(cluster, "dba"), prompt(cluster, "dba")]);
  assert.deepEqual(answers, ["pass word", "pass word", "pass word"]);
  assert.equal(screen.text.match(/Password of dba on cluster orders/g)?.length, 1);
  assert.doesNotMatch(screen.text, /pass word/);
});

test("approvals are pasted as lines or as notes of several, until enough are there", async () => {
  const { io, abort } = terminal([]);
  const operator = terminalOperator(io, options());
  const over = new AbortController();
  const pasted: string[] = [];
  const note = "dr-runbooks/approval\napprove\nff\n\n— alice AAAA";
  const wanted = { step: "a", needed: 1, approvers: [], request: "", code: "", expires: "" };
  const waiting = operator.approvals?.(
    wanted,
    async (text) => {
      pasted.push(text);
      if (pasted.length === 2) over.abort();
      return "";
    },
    over.signal,
  );
  (io.stdin as unknown as PassThrough).write(`dra1_AAAA\r${note.replaceAll("\n", "\r")}\r`);
  assert.equal(await waiting, "over");
  assert.deepEqual(pasted, ["dra1_AAAA", note]);
  const cancelled = operator.approvals?.(wanted, async () => "", new AbortController().signal);
  setTimeout(() => abort.abort(), 20);
  assert.equal(await cancelled, "over");
  assert.equal(terminalOperator(terminal([], false).io, options()).approvals, undefined);
});
