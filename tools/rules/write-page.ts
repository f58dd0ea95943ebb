// node tools/rules/write-page.ts: renews the tables of docs/findings.md after a rule was added.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeRules } from "../../core/lint/nodes/index.ts";
import { rules } from "../../core/lint/rules/index.ts";
import { root } from "../root.ts";
import { withTables } from "./page.ts";

const file = join(root, "docs", "findings.md");
writeFileSync(file, withTables(readFileSync(file, "utf8"), rules, nodeRules));
