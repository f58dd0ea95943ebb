// as-user.cjs UID GID ARGUMENT…: the command line as another user of this machine. Started by root, and bundled: the other
// user may not be able to read the sources, some of which are loaded only when they are needed.
import { main } from "../../cli/main.ts";

const [uid = "", gid = "", ...argv] = process.argv.slice(2);
process.setgroups?.([]);
process.setgid?.(Number(gid));
process.setuid?.(Number(uid));
void main(argv).then((code) => {
  process.exitCode = code;
});
