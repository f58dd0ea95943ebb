import assert from "node:assert/strict";
import { test } from "node:test";
import { answerText } from "../../../core/audit/approval/answer.ts";
import type { Offer } from "../../../core/audit/approval/judge.ts";
import { readRequest } from "../../../core/audit/approval/request.ts";
import { sha256 } from "../../../core/node/sha256.ts";
import type { Operator } from "../../../core/run/ports.ts";
import { openRun } from "../../../core/run/runner.ts";
import { parseRunbook } from "../../../core/runbook/parse.ts";
import { ordersWith, Person, type Scene, scene } from "./memory-desk.ts";

const promote = "```sql {name=promote on=db1 approve=1}\nSET GLOBAL read_only = OFF;\n```\n";
const two = promote.replace("approve=1", "approve=2");
const never = new AbortController().signal;

const byKey = (note: string): Offer => ({ how: "key", note });
const byUser = (request: string, uid: number): Offer => ({
  how: "user",
  uid,
  text: answerText({ decision: "approve", request }),
});

function refusal({ w }: Scene, step = "promote"): string {
  const found = w.events.find((event) => event.type === "step-finished" && event.step.name === step);
  assert.ok(found?.type === "step-finished" && found.outcome.status === "refused", JSON.stringify(found));
  return found.outcome.because;
}

/** What was offered is not taken, is recorded with its reason, and nothing reaches a server; Bob's denial ends the wait. */
async function refusesOffer(
  offer: (hash: string, about: Scene) => Offer | readonly Offer[],
  because: RegExp,
  {
    text = promote,
    approvers,
    setUp = () => undefined,
  }: { text?: string; approvers?: (about: Scene) => readonly string[]; setUp?: (about: Scene) => unknown } = {},
): Promise<Scene> {
  const about = scene();
  const { w, desk, bob } = about;
  setUp(about);
  desk.answers = (hash) => [...[offer(hash, about)].flat(), byKey(bob.signs(hash, "deny"))];
  const result = await about.run(text, approvers?.(about));
  assert.equal(result.status, "failed");
  assert.match(refusal(about), /^bob .* denied it/);
  assert.match(
    w.trail
      .of("approval.rejected")
      .map((entry) => entry["because"])
      .join("\n"),
    because,
  );
  assert.deepEqual(w.nodes.db1.asked, []);
  assert.deepEqual(w.trail.of("step.intended"), []);
  return about;
}

test("a step with approve=1 runs once another person has signed, and the intent names the request", async () => {
  const about = scene();
  const { w, desk, alice } = about;
  desk.answers = (hash) => [byKey(alice.signs(hash))];
  const result = await about.run(promote);
  assert.equal(result.status, "succeeded");
  assert.deepEqual(w.nodes.db1.asked, ["SET GLOBAL read_only = OFF"]);
  assert.deepEqual(w.trail.types.slice(-5), [
    "approval.requested",
    "step.confirmed",
    "step.intended",
    "step.finished",
    "run.finished",
  ]);
  const [confirmed] = w.trail.of("step.confirmed");
  const [intended] = w.trail.of("step.intended");
  assert.deepEqual([intended?.["approve"], intended?.["approved"]], [1, desk.hash]);
  assert.deepEqual(confirmed?.["approval"], {
    answers: desk.hash,
    approver: "alice",
    how: "key",
    key: `dr-runbooks/alice+${alice.verifierKey.hash}`,
    approval_note: alice.signs(desk.hash),
  });
  assert.equal(desk.closed, 1);
});

test("the request says what would be run, where, by whom, and is the text that its hash is of", async () => {
  const about = scene();
  const { w, desk, alice } = about;
  desk.answers = (hash) => [byKey(alice.signs(hash))];
  await about.run(
    `---\ninputs:\n  n: { type: integer, default: 7 }\n  pass: { type: string, default: x }\n---\n\n${promote.replace("OFF", "OFF; SELECT ${n}")}`,
  );
  const [{ text, hash } = { text: "", hash: "" }] = desk.requests;
  const request = readRequest(text);
  assert.ok(request);
  assert.equal(sha256(text), hash);
  assert.deepEqual(request.text, ["SET GLOBAL read_only = OFF", "SELECT 7"]);
  assert.deepEqual(request.targets, [{ node: "db1", at: "127.0.0.1:3306" }]);
  assert.deepEqual(request.operator, { user: "op", host: "bastion" });
  assert.deepEqual(
    request.approvers.map(({ name }) => name),
    ["alice", "bob"],
  );
  assert.deepEqual([request.step.risk, request.needed, request.attempt, request.log], ["changes", 1, 1, "log-1"]);
  const [recorded] = w.trail.of("approval.requested");
  assert.deepEqual(recorded?.["request"], request);
});

test("a script is shown with the variables that it names, its secrets replaced", async () => {
  const about = scene();
  const { desk, alice } = about;
  desk.answers = (hash) => [byKey(alice.signs(hash))];
  about.w.answers.set("Run wipe?", true);
  await about.run(
    '---\ninputs:\n  dir: { type: string, default: "/srv/x" }\n  word: { type: string, default: "other" }\n---\n\n```sh {name=wipe approve=1}\nrm -rf "$dir" --password=hunter2hunter2\n```\n',
  );
  const request = readRequest(desk.requests[0]?.text ?? "");
  assert.deepEqual(request?.variables, { dir: "/srv/x" });
  assert.deepEqual(request?.text, ['rm -rf "$dir" --password=<redacted>']);
  assert.equal(request?.settings["directory"], "/");
});

test("approve=2 waits for two people, and each is recorded", async () => {
  const about = scene();
  const { w, desk, alice, bob } = about;
  let polls = 0;
  desk.answers = (hash) => [byKey((polls++ === 0 ? alice : bob).signs(hash))];
  assert.equal((await about.run(two)).status, "succeeded");
  assert.equal(polls, 2);
  assert.deepEqual(
    w.trail.of("step.confirmed").map((entry) => (entry["approval"] as { approver: string }).approver),
    ["alice", "bob"],
  );
  const progress = w.events.flatMap((event) => (event.type === "progress" ? [event.text.split(",")[0]] : []));
  assert.deepEqual(progress, ["waiting: 0 of 2 approvals", "waiting: 1 of 2 approvals"]);
});

test("another user of the machine approves by a file that is theirs", async () => {
  const about = scene();
  const { w, desk } = about;
  desk.users.set("bob", 1002);
  desk.answers = (hash) => [byUser(hash, 1002)];
  assert.equal((await about.run(promote)).status, "succeeded");
  const [entry] = w.trail.of("step.confirmed");
  assert.deepEqual(entry?.["approval"], {
    answers: desk.hash,
    approver: "bob",
    how: "user",
    user: "bob",
    uid: 1002,
    approval_note: answerText({ decision: "approve", request: desk.hash }),
  });
});

test("a denial stops the step, with who denied it and why, and is recorded", async () => {
  const about = scene();
  const { w, desk, bob } = about;
  desk.answers = (hash) => [byKey(bob.signs(hash, "deny", "not before \u001b[2J the backup"))];
  assert.equal((await about.run(promote)).status, "failed");
  assert.equal(
    refusal(about),
    `bob (key dr-runbooks/bob+${bob.verifierKey.hash}) denied it: not before  [2J the backup`,
  );
  assert.equal(w.trail.of("approval.denied").length, 1);
  assert.deepEqual(w.trail.of("step.intended"), []);
});

test("attack: an approval of another step of the same run is replayed", async () => {
  const about = scene();
  const { w, desk, alice, bob } = about;
  let first = "";
  desk.answers = (hash) => {
    first ||= hash;
    return hash === first ? [byKey(alice.signs(hash))] : [byKey(alice.signs(first)), byKey(bob.signs(hash, "deny"))];
  };
  await about.run(promote + promote.replace("promote", "again"));
  assert.match(refusal(about, "again"), /denied/);
  assert.match(String(w.trail.of("approval.rejected")[0]?.["because"]), /another request/);
  assert.equal(w.nodes.db1.asked.length, 1);
});

test("attack: an approval of an earlier attempt of the same step is replayed", async () => {
  const about = scene();
  const { w, desk, alice, bob } = about;
  const run = await about.open(promote);
  const [step] = parseRunbook(promote).steps;
  assert.ok(step);
  desk.answers = (hash) => [byKey(alice.signs(hash))];
  assert.equal((await run.runStep(step, never)).status, "succeeded");
  const [{ hash: first } = { hash: "" }] = desk.requests;
  desk.answers = (hash) => [byKey(alice.signs(first)), byKey(bob.signs(hash, "deny"))];
  assert.equal((await run.runStep(step, never)).status, "refused");
  assert.equal(readRequest(desk.requests[1]?.text ?? "")?.attempt, 2);
  assert.equal(w.nodes.db1.asked.length, 1);
  await run.finish();
});

test("attack: the step is edited after it was approved", async () => {
  const about = scene();
  const { w, desk, alice, bob } = about;
  const run = await about.open(promote);
  const edited = promote.replace("SET GLOBAL read_only = OFF", "DROP DATABASE app");
  const [harmless] = parseRunbook(promote).steps;
  const [step] = parseRunbook(edited).steps;
  assert.ok(step && harmless);
  let signed = "";
  desk.answers = (hash) => {
    signed = alice.signs(hash);
    return [byKey(bob.signs(hash, "deny"))];
  };
  await run.runStep(harmless, never);
  desk.answers = (hash) => [byKey(signed), byKey(bob.signs(hash, "deny"))];
  w.answers.set("Run promote", true);
  const outcome = await run.runStep(step, never, edited);
  assert.equal(outcome.status, "refused");
  assert.deepEqual(w.nodes.db1.asked, []);
  await run.finish();
});

test("attack: an approval of another run is replayed", async () => {
  await refusesOffer((_, { alice }) => byKey(alice.signs(sha256("another run"))), /another request/);
});

test("attack: the operator approves with their own key, whatever it is listed as", async () => {
  const about = scene();
  const { w, desk, alice, bob } = about;
  desk.own.push(alice);
  desk.answers = (hash) => [byKey(alice.signs(hash)), byKey(bob.signs(hash, "deny"))];
  await about.run(promote);
  assert.match(String(w.trail.of("approval.rejected")[0]?.["because"]), /not one of an approver|operator's own/);
  const renamed = new Person("dr-runbooks/other-name");
  Object.assign(renamed, { signer: alice.signer });
  const alone = scene();
  alone.desk.own.push(alice);
  assert.equal((await alone.run(promote, [`carol: { key: "${renamed.key}" }`])).status, "failed");
  assert.match(refusal(alone), /other people than the operator, and nobody else is listed/);
});

test("attack: the operator approves as their own user", async () => {
  await refusesOffer((hash) => byUser(hash, 1000), /operator's own/, {
    setUp: ({ desk }) => desk.users.set("bob", 1000),
  });
});

test("attack: the operator is listed by name", async () => {
  for (const line of ["op: { key: KEY }", "carol: { user: op }"]) {
    const about = scene();
    assert.equal((await about.run(promote, [line.replace("KEY", `"${about.alice.key}"`)])).status, "failed");
    assert.match(refusal(about), /nobody else is listed/);
    assert.deepEqual(about.desk.requests, []);
  }
});

test("attack: root runs it and makes files of any user", async () => {
  await refusesOffer((hash) => byUser(hash, 1002), /root's, who can give a file to any user/, {
    setUp: ({ desk }) => {
      desk.uid = 0;
      desk.users.set("bob", 1002);
    },
  });
});

test("attack: root approves by a file and is not listed", async () => {
  await refusesOffer((hash) => byUser(hash, 0), /user with the number 0 is not an approver/, {
    setUp: ({ desk }) => desk.users.set("bob", 1002),
  });
});

test("attack: one person approves twice, once by key and once by a file", async () => {
  await refusesOffer(
    (hash, { bob }) => [byKey(bob.signs(hash)), byUser(hash, 1002), byKey(bob.signs(hash))],
    /bob has approved it already, and counts once/,
    { text: two, setUp: ({ desk }) => desk.users.set("bob", 1002) },
  );
});

test("attack: one person is listed under two names with the same key", async () => {
  const about = scene();
  const { alice } = about;
  const other = new Person("dr-runbooks/second");
  Object.assign(other, { signer: alice.signer });
  const result = await about.run(two, [`alice: { key: "${alice.key}" }`, `eve: { key: "${other.key}" }`]);
  assert.equal(result.status, "failed");
  assert.match(refusal(about), /lists 1 of them: alice/);
});

test("attack: two names are users with the same number", async () => {
  await refusesOffer((hash) => [byUser(hash, 1002), byUser(hash, 1002)], /already, and counts once/, {
    text: two,
    approvers: ({ bob }) => ["carol: { user: carol }", "toor: { user: toor }", `bob: { key: "${bob.key}" }`],
    setUp: ({ desk }) => {
      desk.users.set("carol", 1002);
      desk.users.set("toor", 1002);
    },
  });
});

test("attack: somebody who is not listed, or not any more, signs", async () => {
  await refusesOffer((hash) => byKey(new Person("dr-runbooks/mallory").signs(hash)), /is not one of an approver/);
});

test("attack: somebody signs in the name of an approver", async () => {
  await refusesOffer((hash) => byKey(new Person("dr-runbooks/alice").signs(hash)), /is not one of an approver/);
});

test("attack: a signature is put under another answer", async () => {
  await refusesOffer(
    (hash, { alice }) => byKey(alice.signs(hash, "deny").replace("\ndeny\n", "\napprove\n")),
    /changed or forged/,
  );
});

test("attack: every bit of a signed approval is flipped, and none is taken", async () => {
  let flipped = 0;
  await refusesOffer((hash, { alice }) => {
    const bytes = Buffer.from(alice.signs(hash));
    const offers: Offer[] = [];
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const copy = Buffer.from(bytes);
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const text = copy.toString("utf8");
      if (Buffer.from(text).equals(bytes)) continue;
      offers.push(byKey(text));
    }
    flipped = offers.length;
    return offers;
  }, /forged|another request|another form|its form/);
  assert.ok(flipped > 1000, String(flipped));
});

for (const [what, change] of [
  ["a second signature", (note: string) => `${note}— dr-runbooks/eve AAAA\n`],
  ["a second signature of the same key", (note: string) => note + (note.split("\n").at(-2) ?? "") + "\n"],
  ["text before it", (note: string) => `x\n${note}`],
  ["text behind it", (note: string) => `${note}x`],
  ["carriage returns", (note: string) => note.replaceAll("\n", "\r\n")],
  ["a line of its own", (note: string) => note.replace("\napprove\n", "\napprove\nnode: db2\n")],
] as const)
  test(`attack: a signed approval has ${what}`, async () => {
    await refusesOffer((hash, { alice }) => byKey(change(alice.signs(hash))), /no answer to an approval request/);
  });

test("attack: the text of an answer without a signature is pasted", async () => {
  await refusesOffer(
    (hash) => byKey(answerText({ decision: "approve", request: hash })),
    /no answer to an approval request/,
  );
});

test("attack: thousands of answers that are none do not fill the trail", async () => {
  const { w } = await refusesOffer((hash) => Array.from({ length: 3000 }, () => byUser(hash, 4242)), /4242/);
  assert.equal(w.trail.of("approval.rejected").length, 20);
});

test("an approval that comes after the time is not taken, also when only the wall clock says so", async () => {
  const about = scene();
  const { w, desk, alice, bob } = about;
  let offset = 0;
  const ports = w.ports({ approvals: desk });
  desk.answers = (hash) => {
    offset = 3_600_001;
    return [byKey(alice.signs(hash))];
  };
  const clock = { ...ports.clock, now: () => ports.clock.now() + offset };
  const controller = new AbortController();
  const onEvent = (event: Parameters<typeof ports.onEvent>[0]) => {
    w.events.push(event);
    if (event.type === "notice" && event.text.includes("expired")) controller.abort();
  };
  const cluster = ordersWith([`alice: { key: "${alice.key}" }`, `bob: { key: "${bob.key}" }`]);
  const run = await w.open(promote, { cluster, ports: { ...ports, clock, onEvent } });
  await run.runAll({}, controller.signal);
  await run.finish();
  assert.deepEqual(w.trail.of("step.intended"), []);
});

test("what is pasted is judged like what lies in the folder, and the one who pastes is told; who stops waiting ends it", async () => {
  for (const stops of [false, true]) {
    const about = scene();
    const { w, desk, alice } = about;
    const told: string[] = [];
    const ports = w.ports({ approvals: desk });
    const pasting: Operator = {
      ...ports.operator,
      async approvals({ needed, request }, paste) {
        told.push(`${needed} for ${request}`, await paste(""), await paste(alice.signs(sha256("x"))));
        if (stops) return "stopped";
        told.push(await paste(alice.signs(request)));
        return "over";
      },
    };
    const cluster = ordersWith([`alice: { key: "${alice.key}" }`]);
    const text = `\`\`\`sql {name=before on=db1}\nSELECT 1;\n\`\`\`\n\n${promote}`;
    const result = await w.run(text, { cluster, ports: { ...ports, operator: pasting } });
    assert.equal(result.status, stops ? "failed" : "succeeded");
    assert.match(told.join("\n"), /^1 for [0-9a-f]{64}\nThat is no answer .*\nIt answers another request/);
    if (stops) assert.match(refusal(about), /did not wait/);
    else assert.match(told.at(-1) ?? "", /approved promote: 1 of 1 approval/);
    // The step before is on record before anybody is asked.
    assert.ok(w.trail.types.indexOf("step.finished") < w.trail.types.indexOf("approval.requested"));
    assert.deepEqual(w.nodes.db1.asked, ["SELECT 1", ...(stops ? [] : ["SET GLOBAL read_only = OFF"])]);
  }
});

test("nobody answers within the time: the step is refused and nothing is sent", async () => {
  const about = scene();
  const { w, desk, alice } = about;
  const cluster = ordersWith([`alice: { key: "${alice.key}" }`]);
  const result = await w.run(promote, { cluster, approvalMs: 30, ports: w.ports({ approvals: desk }) });
  assert.equal(result.status, "failed");
  assert.match(refusal(about), /0 of 1 approval came within 30ms/);
  assert.deepEqual(w.nodes.db1.asked, []);
});

test("cancelling ends the wait at once, and the step was not begun", async () => {
  const about = scene();
  const { w, desk, alice } = about;
  const controller = new AbortController();
  desk.answers = () => {
    controller.abort();
    return [];
  };
  const run = await w.open(promote, {
    cluster: ordersWith([`alice: { key: "${alice.key}" }`]),
    ports: w.ports({ approvals: desk }),
  });
  const result = await run.runAll({}, controller.signal);
  assert.equal(result.status, "cancelled");
  await run.finish();
  assert.deepEqual(w.nodes.db1.asked, []);
  assert.equal(desk.closed, 1);
});

test("--yes never answers it, and without anybody to paste or a folder that somebody reads it is refused at once", async () => {
  const about = scene();
  const { w, desk, alice } = about;
  desk.isNamed = false;
  const cluster = ordersWith([`alice: { key: "${alice.key}" }`]);
  const result = await w.run(promote, { cluster, assumeYes: true, ports: w.ports({ approvals: desk }) });
  assert.equal(result.status, "failed");
  assert.match(refusal(about), /no approval can come in. Nobody can paste .* with --approvals/);
  assert.deepEqual(desk.requests, []);
});

test("a step that nobody could approve is refused before the first step runs, and the plan says so", async () => {
  const text = "```sql {name=first on=db1}\nSELECT 1;\n```\n\n" + two;
  for (const [approvers, because] of [
    [[], /lists no approvers/],
    [["alice: { user: alice }"], /lists 1 of them: alice/],
    [["alice: { user: alice }", "op: { user: op }"], /only alice is listed/],
  ] as const) {
    const about = scene();
    const result = await about.run(text, approvers);
    assert.equal(result.status, "failed");
    assert.match(result.message ?? "", /Nothing was run/);
    assert.match(refusal(about), because);
    assert.deepEqual(about.w.nodes.db1.asked, []);
  }
});

test("a key that was mistyped in the inventory is named before anything runs", async () => {
  const about = scene();
  const wrong = about.alice.key.replace(/\+[0-9a-f]{8}\+/, "+00000000+");
  assert.equal((await about.run(promote, [`alice: { key: "${wrong}" }`])).status, "failed");
  assert.match(refusal(about), /The key of alice is mistyped/);
});

test("a runbook without a cluster has no approvers: its step is refused before anything runs", async () => {
  const { w, desk } = scene();
  const run = await openRun({
    runbook: parseRunbook("```sh {name=first}\ntrue\n```\n\n```sh {name=here approve=1}\ntrue\n```\n"),
    path: "/local.runbook.md",
    inputs: new Map(),
    assumeYes: false,
    workingDirectory: "/",
    ports: w.ports({ approvals: desk }),
  });
  assert.ok(run.status === "open");
  const result = await run.run.runAll({}, never);
  assert.match(result.message ?? "", /no cluster is chosen.*Nothing was run/);
  assert.deepEqual(w.scripts, []);
  await run.run.finish();
});

test("an approval that can't be recorded is none: nothing is sent", async () => {
  const about = scene();
  const { w, desk, alice } = about;
  desk.answers = (hash) => {
    w.trail.failsAt = w.trail.entries.length;
    return [byKey(alice.signs(hash))];
  };
  const result = await about.run(promote);
  assert.equal(result.status, "halted");
  assert.deepEqual(w.nodes.db1.asked, []);
});

test("a role that moved while the approvals were awaited refuses the step", async () => {
  const about = scene();
  const { w, desk, alice } = about;
  const { db1, db2 } = w.nodes;
  desk.answers = (hash) => {
    Object.assign(db2, { follows: undefined, readOnly: false });
    Object.assign(db1, { follows: db2, readOnly: true });
    Object.assign(w.nodes.db3, { follows: db2 });
    return [byKey(alice.signs(hash))];
  };
  const result = await about.run(promote.replace("on=db1", "on=source"));
  assert.equal(result.status, "failed");
  assert.match(refusal(about), /roles in the cluster changed/);
  assert.deepEqual(w.trail.of("step.intended"), []);
});
