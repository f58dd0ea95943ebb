import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseLintConfig } from "../../../core/lint/config.ts";
import { toRuleSettings } from "../../../core/lint/severities.ts";
import { matchesGlob } from "../../../core/text/glob.ts";

test("reads rules, patterns and the server", () => {
  const { config, problems } = parseLintConfig(
    'rules:\n  RBK016: error\n  binary-mode: off\nignore:\n  - drafts/\n  - "**/*.old.md"\ntarget: 8.10\nflavor: mysql\n',
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(config, {
    rules: { RBK016: "error", "binary-mode": "off" },
    ignore: ["drafts/", "**/*.old.md"],
    target: { flavor: "mysql", major: 8, minor: 10, patch: 0 },
    flavor: "mysql",
  });
  for (const empty of ["", "# nothing\n", "rules:\nignore:\n"])
    assert.deepEqual(parseLintConfig(empty), { config: { rules: {}, ignore: [] }, problems: [] });
});

for (const [text, place, message] of [
  ["ruls: {}\n", "ruls", /Did you mean `rules`\?/],
  ["rules: { RBK999: off }\n", "off", /no rule `RBK999`/],
  ["rules: { binary-mod: off }\n", "off", /Did you mean `binary-mode`\?/],
  ["rules: { RBK016: loud }\n", "loud", /`loud` is no severity/],
  ["rules: [RBK016]\n", "[RBK016]", /must be a list of/],
  ["ignore: drafts\n", "drafts", /`ignore` must be a list/],
  ["ignore: [1]\n", "1", /pattern must be a text/],
  ["target: new\n", "new", /not a server version/],
  ["flavor: oracle\n", "oracle", /not a flavor/],
  ["- a\n", "- a\n", /`key: value` lines/],
] as const)
  test(`says what is wrong with ${JSON.stringify(text)}, at its place`, () => {
    const { problems } = parseLintConfig(text);
    assert.equal(problems.length, 1);
    assert.equal(text.slice(problems[0]?.span.start, problems[0]?.span.end), place);
    assert.match(problems[0]?.message ?? "", message);
  });

test("YAML that cannot be read is a problem, and no text is a crash", () => {
  assert.notEqual(parseLintConfig("rules: {a\n").problems.length, 0);
  assert.notEqual(parseLintConfig("rules: {}\nrules: {}\n").problems.length, 0);
  fc.assert(
    fc.property(fc.string(), fc.constantFrom("", "rules: ", "ignore: ", "target: ", "- "), (text, start) => {
      for (const { span } of parseLintConfig(start + text).problems) assert.ok(span.start <= span.end);
    }),
  );
});

test("settings of an editor that make no sense count as not set", () => {
  assert.deepEqual(toRuleSettings({ RBK016: "off", RBK999: "off", RBK028: 3 }), { RBK016: "off" });
  for (const value of [undefined, null, 3, "off", []]) assert.deepEqual(toRuleSettings(value), {});
});

for (const [pattern, meant, other] of [
  ["*.old.md", ["a.old.md", "x/y/a.old.md"], ["a.md", "a.old.mdx"]],
  ["drafts/", ["drafts/", "drafts/a.md", "x/drafts/a.md"], ["drafts", "drafts2/a.md"]],
  ["/drafts", ["drafts", "drafts/a.md"], ["x/drafts"]],
  ["docs/*.md", ["docs/a.md"], ["docs/x/a.md", "x/docs/a.md"]],
  ["docs/**/*.md", ["docs/a.md", "docs/x/y/a.md"], ["docs.md"]],
  ["docs/**", ["docs/a.md", "docs/x/"], ["doc/a.md"]],
  ["a?.cnf", ["ab.cnf"], ["a.cnf", "a/.cnf"]],
  ["a(b)+.md", ["a(b)+.md"], ["abb.md"]],
] as const)
  test(`the pattern ${pattern} means what it does in .gitignore`, () => {
    assert.deepEqual(
      meant.filter((path) => !matchesGlob(pattern, path)),
      [],
    );
    assert.deepEqual(
      other.filter((path) => matchesGlob(pattern, path)),
      [],
    );
  });
