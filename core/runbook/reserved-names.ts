/** What the result of a step has by itself. */
const results = new Set(["rows", "stdout", "stderr", "exit"]);
/** What a shell and the programs in it go by. */
const environment = /^(?:PATH|HOME|SHELL|IFS|ENV|PWD|OLDPWD|CDPATH|UID|EUID|PPID|SHELLOPTS|LD_\w+|BASH\w*|DYLD_\w+)$/;

/** Why a variable must not have a name; undefined when it may. Variables go into the environment of every shell step. */
export function reservedName(name: string): string | undefined {
  if (results.has(name))
    return `\`${name}\` is what the result of a step is called, and one would hide the other. Choose another name.`;
  if (environment.test(name))
    return `\`${name}\` means something to the shell and its programs, which get every variable in their environment. Choose another name.`;
  return undefined;
}
