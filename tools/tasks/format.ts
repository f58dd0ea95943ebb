// npm run format [-- FILE…]: writes what `npm run lint` would have liked to see, where that is safe.
import { runTool } from "../tool.ts";

const files = process.argv.slice(2);
const { status, output } = await runTool("@biomejs/biome", ["check", "--write", ...(files.length > 0 ? files : ["."])]);
process.stdout.write(output);
process.exitCode = status === 0 ? 0 : 1;
