// npm run lint: types, format and style, promises nobody waits for, dead code. Every check runs, whatever the others say.
import { runTool } from "../tool.ts";

const checks = [
  { about: "types", tool: "typescript:tsc", args: ["--build", "--pretty", String(process.stdout.isTTY === true)] },
  {
    about: "format and style",
    tool: "@biomejs/biome",
    args: ["check", "--error-on-warnings", "--max-diagnostics=200", "."],
  },
  { about: "promises", tool: "oxlint", args: ["--type-aware"] },
  { about: "dead code", tool: "knip", args: ["--no-progress"] },
];

const summary: string[] = [];
for (const { about, tool, args } of checks) {
  const { status, output, seconds } = await runTool(tool, args);
  const verdict = status === 0 ? "ok    " : "FAILED";
  if (status !== 0) {
    process.exitCode = 1;
    console.log(`${about}: ${tool} ${args.join(" ")}\n${output.trimEnd()}\n`);
  }
  summary.push(`${verdict}  ${about.padEnd(16)}  ${seconds.toFixed(1).padStart(5)} s`);
}
console.log(summary.join("\n"));
