import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseInventory } from "../../../core/cluster/inventory.ts";

const ORDERS = `# production
orders:
  flavor: mysql
  version: 8.10
  user: dba
  defaults-file: secrets/client.cnf
  tls: { ca: tls/ca.pem, verify: identity }
  production: true
  sandbox: demo
  nodes:
    db1: { host: db1.example.net, port: 3306, role: source,  site: ams, config: db1/my.cnf, ssh: dba@db1 }
    db2: { host: db2.example.net, role: replica, priority: 10, socket: /run/db2.sock }
`;

function problemsOf(text: string): string[] {
  return parseInventory(text).problems.map(
    (problem) => `${problem.code} ${text.slice(problem.span.start, problem.span.end)}`,
  );
}

test("reads every key of a cluster and of its nodes", () => {
  const { clusters, problems } = parseInventory(ORDERS);
  assert.deepEqual(problems, []);
  const [orders] = clusters;
  assert.ok(orders);
  const { span, nodes, ...rest } = orders;
  assert.deepEqual(rest, {
    name: "orders",
    flavor: "mysql",
    version: "8.10",
    user: "dba",
    defaultsFile: "secrets/client.cnf",
    tls: { ca: "tls/ca.pem", verify: "identity" },
    production: true,
    sandbox: "demo",
  });
  assert.ok(ORDERS.slice(span.start, span.end).startsWith("orders:"));
  assert.deepEqual(
    nodes.map(({ span: place, ...node }) => node),
    [
      {
        name: "db1",
        host: "db1.example.net",
        port: 3306,
        role: "source",
        site: "ams",
        config: "db1/my.cnf",
        ssh: "dba@db1",
      },
      { name: "db2", host: "db2.example.net", port: 3306, role: "replica", priority: 10, socket: "/run/db2.sock" },
    ],
  );
  const first = nodes[0];
  assert.ok(first && ORDERS.slice(first.span.start, first.span.end).startsWith("db1: {"));
});

test("names an unknown key and the key that was meant", () => {
  const { problems } = parseInventory("c:\n  flavour: mysql\n  nodes: { a: { host: h, prot: 1 } }\n");
  assert.deepEqual(
    problems.map((problem) => problem.message),
    [
      'Unknown key "flavour" in cluster "c". Did you mean "flavor"?',
      'Unknown key "prot" in node "a". Did you mean "port"?',
    ],
  );
});

test("reports wrong types and values at their place", () => {
  const text =
    "c: { flavor: oracle, version: new, production: maybe, nodes: { a: { host: [h], port: 99999, role: master } } }";
  assert.deepEqual(problemsOf(text).sort(), [
    "bad-choice flavor: oracle",
    "bad-choice role: master",
    "bad-number port: 99999",
    "bad-version version: new",
    "not-a-boolean production: maybe",
    "not-text host: [h]",
  ]);
});

test("reports a node without a host, a duplicate node and a reserved name", () => {
  assert.deepEqual(
    problemsOf("c:\n  nodes:\n    a: { port: 1 }\n    b: { host: h }\n    b: { host: i }\n    all: { host: j }\n"),
    ["duplicate-key b", "missing-host a", "reserved-name all"],
  );
});

test("reports two nodes that are one instance", () => {
  assert.deepEqual(problemsOf("c: { nodes: { a: { host: h }, b: { host: H, port: 3306 } } }"), ["duplicate-address b"]);
});

test("treats a production flag that cannot be read as production", () => {
  assert.equal(parseInventory("c: { production: 1, nodes: { a: { host: h } } }").clusters[0]?.production, true);
});

test("takes the flavor from the version when it is not written", () => {
  assert.equal(parseInventory('c: { version: "10.11", nodes: { a: { host: h } } }').clusters[0]?.flavor, "mariadb");
});

test("keeps the clusters that can be read when another is broken", () => {
  const { clusters, problems } = parseInventory(
    "a: { nodes: { n: { host: h } } }\nb: 7\nc: { nodes: { n: { host: h } } }\n",
  );
  assert.deepEqual(
    clusters.map((cluster) => cluster.name),
    ["a", "b", "c"],
  );
  assert.ok(problems.length > 0);
});

test("answers an alias bomb at once", () => {
  let bomb = "a: &a { nodes: { n: { host: h } } }\n";
  for (let i = 0; i < 40; i++)
    bomb += `k${i}: &k${i} [${Array(40)
      .fill(i === 0 ? "*a" : `*k${i - 1}`)
      .join(",")}]\n`;
  const started = performance.now();
  parseInventory(bomb);
  assert.ok(performance.now() - started < 2000);
});

test("answers deep nesting, an empty text and a text that is too long with problems", () => {
  for (const text of ["[".repeat(50_000), "{a: ".repeat(20_000), "x".repeat(1_000_001), "- 1\n- 2\n", "a: &a *a"]) {
    assert.ok(parseInventory(text).problems.length > 0, text.slice(0, 20));
  }
  assert.deepEqual(parseInventory(""), { clusters: [], problems: [] });
});

test("never throws and keeps every span inside the text", () => {
  const piece = fc.constantFrom(
    "a:",
    "  nodes:",
    "\n",
    " {",
    "}",
    "host: h",
    "&x",
    "*x",
    "<<: *x",
    "- ",
    "'",
    '"',
    "? ",
    "|",
    "!!map",
    "\t",
    "db1: { host: h }",
    ",",
    "port: 1",
    "#",
    "---\n",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(piece, { maxLength: 40 }).map((parts) => parts.join("")),
      ),
      (text) => {
        for (const { span } of parseInventory(text).problems)
          assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length);
      },
    ),
    { numRuns: 2000 },
  );
});
