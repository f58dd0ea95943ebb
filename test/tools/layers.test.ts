import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { root } from "../../tools/root.ts";
import { runTool } from "../../tools/tool.ts";

const layers = ["core", "core/node", "server", "client", "cli", "tools"];

/** Each invariant with what would break it: the layer, and the lines that must not compile there. */
const invariants: readonly (readonly [title: string, layer: string, violations: readonly string[]])[] = [
  [
    "core does no IO: it has neither Node's modules nor its globals",
    "core",
    [
      'import { readFileSync } from "node:fs"; export const x = readFileSync;',
      'import { readFileSync } from "fs"; export const x = readFileSync;',
      'import type { Stats } from "node:fs"; export type X = Stats;',
      'export const x = import("node:child_process");',
      'import { setTimeout } from "node:timers/promises"; export const x = setTimeout;',
      "export const x = process.env;",
      'export const x = Buffer.from("");',
      "export const x = setTimeout;",
      "export const x = fetch;",
      "console.log(1); export {};",
    ],
  ],
  [
    "core knows no editor and no protocol",
    "core",
    [
      'import * as vscode from "vscode"; export const x = vscode.window;',
      'import type { Uri } from "vscode"; export type X = Uri;',
      'import { DiagnosticSeverity } from "vscode-languageserver"; export const x = DiagnosticSeverity;',
      'import { createConnection } from "vscode-languageserver/node"; export const x = createConnection;',
      'import type { Diagnostic } from "vscode-languageserver-protocol"; export type X = Diagnostic;',
      'import { TextDocument } from "vscode-languageserver-textdocument"; export const x = TextDocument;',
      'import { LanguageClient } from "vscode-languageclient/node"; export const x = LanguageClient;',
    ],
  ],
  [
    "core speaks to no database",
    "core",
    [
      'import mysql from "mysql2"; export const x = mysql;',
      'import mysql from "mysql2/promise"; export const x = mysql;',
    ],
  ],
  [
    "core depends on no other layer",
    "core",
    ["core/node", "server", "client", "cli", "tools"].map((layer) => `export { door } from "${layer}";`),
  ],
  [
    "core/node knows no editor, no protocol and no layer above it",
    "core/node",
    [
      'import * as vscode from "vscode"; export const x = vscode.window;',
      'import { createConnection } from "vscode-languageserver/node"; export const x = createConnection;',
      ...["server", "client", "cli", "tools"].map((layer) => `export { door } from "${layer}";`),
    ],
  ],
  [
    "the server executes nothing: no process, no thread, no evaluated code",
    "server",
    ["child_process", "cluster", "worker_threads", "vm", "module", "repl", "inspector", "wasi"].flatMap((name) => [
      `import * as x from "node:${name}"; export { x };`,
      `import * as x from "${name}"; export { x };`,
      `export const x = import("node:${name}");`,
    ]),
  ],
  [
    "the server reaches no database and no network",
    "server",
    [
      'import mysql from "mysql2/promise"; export const x = mysql;',
      ...["net", "tls", "http", "https", "http2", "dgram", "dns", "dns/promises"].flatMap((name) => [
        `import * as x from "node:${name}"; export { x };`,
        `import * as x from "${name}"; export { x };`,
      ]),
      'export { door } from "core/node";',
    ],
  ],
  [
    "the server knows no editor and no other program",
    "server",
    [
      'import * as vscode from "vscode"; export const x = vscode.window;',
      'import { LanguageClient } from "vscode-languageclient/node"; export const x = LanguageClient;',
      ...["client", "cli", "tools"].map((layer) => `export { door } from "${layer}";`),
    ],
  ],
  [
    "only the client imports vscode",
    "cli",
    [
      'import * as vscode from "vscode"; export const x = vscode.window;',
      'import type { Uri } from "vscode"; export type X = Uri;',
      'import { LanguageClient } from "vscode-languageclient/node"; export const x = LanguageClient;',
      'export { door } from "client";',
    ],
  ],
  [
    "the command reaches a database only through core/node",
    "cli",
    ['import mysql from "mysql2/promise"; export const x = mysql;', 'export { door } from "tools";'],
  ],
  [
    "the client talks to the server over the protocol and to a database through core/node",
    "client",
    [
      'import mysql from "mysql2/promise"; export const x = mysql;',
      'import { createConnection } from "vscode-languageserver/node"; export const x = createConnection;',
      ...["server", "cli", "tools"].map((layer) => `export { door } from "${layer}";`),
    ],
  ],
];

const allowed: readonly (readonly [layer: string, source: string])[] = [
  [
    "core",
    'import { remark } from "remark"; import * as yaml from "yaml"; export const x: unknown[] = [remark, yaml];',
  ],
  ["core/node", 'import mysql from "mysql2/promise"; import "node:child_process"; export const x = mysql;'],
  ["core/node", 'export { door } from "core";'],
  ["server", 'import { createConnection } from "vscode-languageserver/node"; export const x = createConnection;'],
  ["server", 'import { readFile } from "node:fs/promises"; export const x = readFile;'],
  ["server", 'export { door } from "core";'],
  ["client", 'import * as vscode from "vscode"; export const x = vscode.window;'],
  ["client", 'export { door } from "core/node";'],
  ["cli", 'export { door } from "core/node";'],
];

let folder: string;
/** The projects that the compiler did not accept, with what it said. */
const complaints = new Map<string, string[]>();
const planted = new Map<string, string>();

/**
 * Makes a project with the settings of `layer` and nothing but `source` in it: the compiler reports a file outside a
 * project once, so two violations in one project could hide each other. `from "<layer>"` becomes a relative path.
 */
function plant(layer: string, source: string): void {
  const project = `${layer}-${planted.size}`;
  planted.set(`${layer}: ${source}`, project);
  mkdirSync(join(folder, project));
  const settings = readFileSync(join(root, layer, "tsconfig.json"), "utf8");
  writeFileSync(
    join(folder, project, "tsconfig.json"),
    settings.replace(/[\w-]+\.tsbuildinfo/, `${project.replace("/", "-")}.tsbuildinfo`),
  );
  const up = "../".repeat(layer.split("/").length);
  const written = source.replace(/door } from "(.*?)"/, (_, target) => `door } from "${up}${target}/door.ts"`);
  writeFileSync(join(folder, project, "planted.ts"), `${written}\n`);
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "layers-"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  const shared = ["tsconfig.base.json", "package.json", "core/platform.d.ts", "tools/forbidden.ts"];
  for (const file of [...shared, ...layers.map((layer) => `${layer}/tsconfig.json`)]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    const text = readFileSync(join(root, file), "utf8");
    writeFileSync(join(folder, file), text.replace('"exclude": ["node"]', '"exclude": ["node", "node-*"]'));
  }
  for (const layer of layers) writeFileSync(join(folder, layer, "door.ts"), "export const door = 1;\n");
  for (const [, layer, violations] of invariants) for (const violation of violations) plant(layer, violation);
  for (const [layer, source] of allowed) plant(layer, source);
  const { output } = await runTool("typescript:tsc", ["--build", "--pretty", "false", ...planted.values()], folder);
  for (const [line, project = ""] of output.matchAll(/^(\S+)\/planted\.ts\(\d+,\d+\): error .*$/gm)) {
    complaints.set(project, [...(complaints.get(project) ?? []), line]);
  }
});

after(() => rmSync(folder, { recursive: true, force: true }));

const complaintsAbout = (layer: string, source: string) =>
  complaints.get(planted.get(`${layer}: ${source}`) ?? "") ?? [];

for (const [title, layer, violations] of invariants) {
  test(title, () => {
    const accepted = violations.filter((violation) => complaintsAbout(layer, violation).length === 0);
    assert.deepEqual(accepted, [], `The compiler accepts these in ${layer}/.`);
  });
}

test("what a layer may import compiles", () => {
  for (const [layer, source] of allowed) assert.deepEqual(complaintsAbout(layer, source), [], source);
});
