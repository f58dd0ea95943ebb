import assert from "node:assert/strict";
import { test } from "node:test";
import { parseInventory } from "../../../core/cluster/inventory.ts";
import { completeInventory } from "../../../core/language/inventory/completion.ts";
import { hoverInventory } from "../../../core/language/inventory/hover.ts";
import { Person } from "../run/memory-desk.ts";

const { key } = new Person("dr-runbooks/alice");
const inventory = (approvers: string) => `c:\n  approvers:\n${approvers}  nodes: { a: { host: h } }\n`;

function problemsOf(approvers: string): string[] {
  const text = inventory(approvers);
  return parseInventory(text).problems.map(
    ({ code, span }) => `${code} ${text.slice(span.start, span.end).replace(key, "KEY")}`,
  );
}

test("reads who may approve, by key and by user", () => {
  const text = inventory(
    `    alice: { key: "${key}" }\n    bob: { key: "${new Person("b").key}", user: bob }\n    carol: { user: carol }\n`,
  );
  const { clusters, problems } = parseInventory(text);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    clusters[0]?.approvers?.map(({ name, user }) => [name, user]),
    [
      ["alice", undefined],
      ["bob", "bob"],
      ["carol", "carol"],
    ],
  );
  assert.equal(clusters[0]?.approvers?.[0]?.key, key);
});

test("an approver without a proof, with a broken one or with another key is reported and is none", () => {
  for (const [written, problem] of [
    ["    alice: {}\n", "no-proof alice"],
    ["    alice: { key: AAAA }\n", "bad-key key: AAAA"],
    [`    alice: { key: "${key.slice(0, -4)}" }\n`, "bad-key key: "],
    ["    alice: { user: -o }\n", "bad-user user: -o"],
    ["    alice: { user: 'a b' }\n", "bad-user user: 'a b'"],
    ["    alice: bob\n", "not-a-map alice"],
    ['    "al\\u001b[2Jice": { user: a }\n', 'bad-name "al\\u001b[2Jice"'],
  ] as const) {
    const found = problemsOf(written);
    assert.ok(
      found.some((one) => one.startsWith(problem)),
      `${written}: ${found.join("; ")}`,
    );
    assert.deepEqual(parseInventory(inventory(written)).clusters[0]?.approvers, [], written);
  }
});

test("attack: one key under two names, or another name of the key, counts once", () => {
  const person = new Person("dr-runbooks/other");
  const alias = new Person("dr-runbooks/alias");
  Object.assign(alias, { signer: person.signer });
  for (const second of [person.key, alias.key]) {
    const approvers = `    alice: { key: "${person.key}" }\n    eve: { key: "${second}" }\n`;
    assert.deepEqual(problemsOf(approvers), ["duplicate-approver eve"]);
    assert.deepEqual(
      parseInventory(inventory(approvers)).clusters[0]?.approvers?.map(({ name }) => name),
      ["alice"],
    );
  }
  assert.deepEqual(problemsOf("    bob: { user: bob }\n    rob: { user: bob }\n"), ["duplicate-approver rob"]);
});

test("the keys of approvers are offered and explained", () => {
  const offered = (marked: string) =>
    completeInventory(marked.replace("|", ""), marked.indexOf("|")).map(({ label }) => label);
  assert.deepEqual(offered("c:\n  approvers:\n    alice: { | }\n"), ["key", "user"]);
  assert.ok(offered("c:\n  |\n").includes("approvers"));
  const text = `c:\n  approvers:\n    alice: { key: "${key}" }\n`;
  assert.match(hoverInventory(text, text.indexOf("key:"))?.markdown ?? "", /audit key/);
});
