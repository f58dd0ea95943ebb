import type { ClusterNode } from "../cluster/inventory-types.ts";

/** Where ssh is to go and what it is to feed to the shell there, or a message: what is wrong, then what to do. */
export type SshScript = { readonly destination: string; readonly script: string } | { readonly message: string };

/** A host, `user@host`, an address in brackets, a name of the user's ssh configuration, or `ssh://user@host:port`. Never an option. */
const destinations = [
  /^(?:[A-Za-z0-9_][\w.+-]*@)?(?:[A-Za-z0-9_][\w.-]*|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+(?:%\w+)?|\[[0-9A-Fa-f:.]+(?:%\w+)?\])$/,
  /^ssh:\/\/(?:[A-Za-z0-9_][\w.+-]*@)?(?:[A-Za-z0-9_][\w.-]*|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/,
];

/** Names that decide how the shell itself, or every program that it starts, works. */
const reserved =
  /^(?:BASH\w*|SHELLOPTS|PATH|HOME|SHELL|IFS|ENV|PS\d|PROMPT_COMMAND|CDPATH|GLOBIGNORE|E?UID|PPID|GROUPS|DIRSTACK|FUNCNAME|LD_\w+|DYLD_\w+)$/;

/** The variables go in front of the script, each as a quoted word: ssh hands no environment over. */
export function toSshScript(
  node: ClusterNode,
  script: string,
  environment: Readonly<Record<string, string>>,
): SshScript {
  const destination = node.ssh ?? node.host;
  if (!destinations.some((form) => form.test(destination)))
    return {
      message: `${node.name}: ${JSON.stringify(destination)} is no place for ssh. Write ssh: user@host in the cluster inventory.`,
    };
  const lines: string[] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (!/^[A-Za-z_]\w*$/.test(name) || reserved.test(name))
      return {
        message: `The variable ${name} would change how the shell on ${node.name} works. Give it another name.`,
      };
    if (value.includes("\0")) return { message: `The variable ${name} holds a NUL, which no shell takes.` };
    lines.push(`export ${name}='${value.replaceAll("'", "'\\''")}'\n`);
  }
  return { destination, script: `${lines.join("")}${script}` };
}
