#!/usr/bin/env node
// The command as it is installed. It answers `--version` without loading the rest, and lets Node keep compiled code of
// the rest in the user's own cache folder: Node's choice, below the temporary folder, is open to everybody.
import module from "node:module";
import { join } from "node:path";
import { cacheFolder } from "../core/node/folders.ts";
import { version } from "./version.ts";

if (process.argv[2] === "--version" || process.argv[2] === "-V") {
  process.stdout.write(`${version}\n`);
} else {
  module.enableCompileCache?.(join(cacheFolder(), "compiled"));
  void import("./main.ts").then(async ({ main }) => {
    process.exitCode = await main(process.argv.slice(2));
  });
}
