import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root, runCli } from "./spawn-cli.ts";

const commands = ["plan", "run", "lint", "audit", "audit list", "audit show", "audit verify", "sandbox", "lsp"];

test("the version is that of the package", async () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  assert.deepEqual(await runCli(["--version"]), { code: 0, stdout: `${version}\n`, stderr: "" });
});

test("the help lists every command and the exit codes", async () => {
  const { code, stdout, stderr } = await runCli(["--help"]);
  assert.equal(code, 0);
  assert.equal(stderr, "");
  for (const name of ["plan", "run", "lint", "audit", "sandbox", "lsp"])
    assert.match(stdout, new RegExp(`^  ${name} `, "m"));
  assert.match(stdout, /130 cancelled/);
});

for (const name of commands) {
  test(`${name} --help explains the command on standard output`, async () => {
    const { code, stdout, stderr } = await runCli([...name.split(" "), "--help"]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, new RegExp(`Usage: dr-runbooks ${name}`));
    assert.equal(stderr, "");
  });
}

const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
  ["no command at all", [], /needs a command[\s\S]*Usage: dr-runbooks COMMAND/],
  ["an unknown command", ["lnit"], /Unknown command lnit\. Did you mean lint\?[\s\S]*--help/],
  ["an unknown option of the whole", ["--frobnicate"], /Unknown option --frobnicate/],
  [
    "an unknown option",
    ["run", "x.md", "--clutser", "a"],
    /Unknown option --clutser\. Did you mean --cluster\?[\s\S]*run --help/,
  ],
  ["an unknown subcommand", ["audit", "verfy"], /Unknown command verfy\. Did you mean verify\?/],
  ["a missing file name", ["run"], /run needs FILE/],
  ["too many file names", ["plan", "a.md", "b.md"], /Too many arguments: b\.md/],
  ["an option without its value", ["run", "a.md", "--step"], /--step needs a value: --step NAME/],
  ["an option in place of a value", ["run", "a.md", "--step", "--yes"], /--step needs a value/],
  ["a value for a switch", ["run", "a.md", "--yes=no"], /--yes takes no value/],
  ["an unknown format", ["lint", ".", "--format", "jsno"], /did you mean json\?/],
  ["an option given twice", ["run", "a.md", "--step", "a", "--step", "b"], /--step is given twice/],
  ["a version that is none", ["lint", ".", "--target", "new"], /--target new is not a server version/],
  ["a limit that is no number", ["lint", ".", "--max-warnings", "few"], /--max-warnings few/],
  ["an lsp without a channel", ["lsp"], /lsp --stdio/],
];

for (const [what, args, message] of wrong) {
  test(`${what} is wrong usage: exit code 2 and nothing on standard output`, async () => {
    const { code, stdout, stderr } = await runCli(args);
    assert.equal(code, 2, stderr);
    assert.match(stderr, message);
    assert.equal(stdout, "");
  });
}
