// node as-user.ts UID GID ARGUMENT…: the command line as another user of this machine. Started by root; everything is loaded
// first, as the other user may not be able to read the sources.
import "../../cli/commands/approve.ts";
import "../../cli/commands/run.ts";
import { main } from "../../cli/main.ts";

const [uid = "", gid = "", ...argv] = process.argv.slice(2);
process.setgroups?.([]);
process.setgid?.(Number(gid));
process.setuid?.(Number(uid));
process.exitCode = await main(argv);
