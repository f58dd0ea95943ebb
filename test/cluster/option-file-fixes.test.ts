import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { test } from "node:test";
import { lintOptionFile } from "../../core/lint/lint-option-file.ts";
import { recoveryRules } from "../../core/lint/recovery-rules.ts";
import type { OptionFileRule } from "../../core/lint/rule.ts";
import { lookup } from "../../core/mysql/catalogue.ts";
import { findServers } from "../../core/node/instances/find-servers.ts";
import type { ServerBuild } from "../../core/node/instances/server-build.ts";
import { checkOptionFile } from "../../core/node/option-check/check-option-file.ts";
import { judgeName } from "../../core/option-file/judge-name.ts";
import { parseOptionFile } from "../../core/option-file/parse.ts";
import { applyEdits, examples } from "../support/rule-examples.ts";

// Every fix of every bad example is applied, and the real server that is here has to accept the result. An example for an
// older version counts when this server's own rules see nothing in the fixed file that it would refuse.

const pages = new URL("../../core/lint/rules/", import.meta.url);
/** Fewer would mean that the examples are skipped rather than checked. */
const FEWEST_RULES = { mysql: 50, mariadb: 45 } as const;
const LONGEST_MS = 60_000;

interface Fixed {
  readonly rule: string;
  readonly text: string;
}

function fixedExamples(rule: OptionFileRule, build: ServerBuild): readonly Fixed[] {
  return examples(readFileSync(new URL(`${rule.id}.md`, pages), "utf8"), "Bad").flatMap(({ text, context }) => {
    if (context.target && context.target.flavor !== build.flavor) return [];
    const target = context.target ? build.version : undefined;
    const contexts = target ? [context, { ...context, target }] : [context];
    const fixed = contexts.flatMap((own) =>
      [...rule.check(parseOptionFile(text), own)].flatMap(({ fixes = [] }) =>
        fixes.map(({ edits }) => applyEdits(text, edits)),
      ),
    );
    return [...new Set(fixed)]
      .filter((result) => reads(result, build))
      .map((result) => ({ rule: rule.id, text: result }));
  });
}

function reads(text: string, { version }: ServerBuild): boolean {
  return !lintOptionFile(parseOptionFile(text), { target: version }).some(({ reaction }) => reaction === "refuses");
}

/** Settings of plugins are not known to a server that only looks at the file. */
function withoutPlugins(text: string, { version }: ServerBuild): string {
  const file = parseOptionFile(text);
  return file.lines
    .map((line) => {
      const written = text.slice(line.span.start, line.span.end);
      if (line.kind !== "setting") return written;
      const { base } = judgeName(line, version);
      return lookup(base, version).kind === "plugin" ? `loose_${written}` : written;
    })
    .join("");
}

const { servers } = await findServers();

for (const flavor of ["mysql", "mariadb"] as const) {
  const build = servers.find((server) => server.flavor === flavor);
  test(`${flavor} accepts the file after every fix`, {
    skip: build ? false : `needs a ${flavor} server`,
    timeout: LONGEST_MS,
  }, async (t) => {
    assert.ok(build);
    const queue = recoveryRules.flatMap((rule) => fixedExamples(rule, build));
    const rules = new Set(queue.map(({ rule }) => rule));
    t.diagnostic(`${queue.length} fixed files of ${rules.size} rules, ${flavor} ${build.versionText}`);
    assert.ok(rules.size >= FEWEST_RULES[flavor], `only ${rules.size} rules`);
    const refused: string[] = [];
    const worker = async (): Promise<void> => {
      for (let next = queue.pop(); next; next = queue.pop()) {
        const verdict = await checkOptionFile(withoutPlugins(next.text, build), build, t.signal);
        const words = verdict.messages.flatMap(({ reaction, text }) => (reaction === "refuses" ? [text] : []));
        if (!verdict.accepts) refused.push(`${next.rule}: ${verdict.gaveUp ?? words.join(" ")}\n${next.text}`);
      }
    };
    await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));
    assert.deepEqual(refused, []);
  });
}
