import { win32 } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** The program that shell steps run in, or why there is none and what to do. */
export type ShellProgram = { readonly program: string } | { readonly message: string };

const noBash =
  "Shell steps run in bash, and Windows has none of its own. Install Git for Windows, whose bash is taken from the PATH or from its usual folder. The bash of WSL is not taken: the variables of a step do not reach it, and its paths are others. A step with on=NODE runs there over ssh.";

/** Looks for bash where the platform may not have it. `exists` tells whether a file is there. */
export function findBash(platform: NodeJS.Platform, env: Environment, exists: (path: string) => boolean): ShellProgram {
  if (platform !== "win32") return { program: "bash" };
  const windows = (variable(env, "SystemRoot") ?? "C:\\Windows").toLowerCase();
  const folders = (variable(env, "PATH") ?? "").split(";").filter((folder) => {
    const name = folder.toLowerCase();
    // Both hold launchers of WSL under the name bash.exe.
    return name !== "" && !name.startsWith(windows) && !name.includes("\\windowsapps");
  });
  for (const place of ["ProgramFiles", "ProgramW6432", "LocalAppData"]) {
    const folder = variable(env, place);
    if (folder !== undefined)
      folders.push(win32.join(folder, ...(place === "LocalAppData" ? ["Programs"] : []), "Git", "bin"));
  }
  const found = folders.map((folder) => win32.join(folder, "bash.exe")).find(exists);
  return found === undefined ? { message: noBash } : { program: found };
}

/** What a script may see of our own environment; LC_* and the runbook's variables come on top. */
const allowed = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "LANG",
  "TZ",
  "TMPDIR",
  "XDG_RUNTIME_DIR",
  "SSH_AUTH_SOCK",
  "SYSTEMROOT",
];
/** Without these neither programs nor the user's ssh settings are found there. */
const allowedOnWindows = ["PATHEXT", "COMSPEC", "TEMP", "TMP", "USERPROFILE", "HOMEDRIVE", "HOMEPATH"];

/** The environment of a script or of ssh. Windows writes the names of variables as it likes: `Path`, `SystemRoot`. */
export function allowedEnvironment(platform: NodeJS.Platform, env: Environment): Record<string, string> {
  const environment: Record<string, string> = { TERM: "dumb" };
  const names = new Set(platform === "win32" ? [...allowed, ...allowedOnWindows] : allowed);
  for (const [name, value] of Object.entries(env)) {
    const known = platform === "win32" ? name.toUpperCase() : name;
    if (value !== undefined && (names.has(known) || name.startsWith("LC_"))) environment[name] = value;
  }
  return environment;
}

/** Why a shell or ssh that should be there did not start, and what to do. */
export function notStartedMessage(
  error: NodeJS.ErrnoException,
  program: string,
  folder: string,
  exists: (path: string) => boolean,
): string {
  switch (error.code) {
    case "ENOENT":
      // The system says the same of both.
      return exists(folder)
        ? `${program} was not found on the PATH. Install it.`
        : `The folder ${folder} does not exist. Save the runbook in a folder that does.`;
    case "E2BIG":
      return "The script or its variables are too long for the system. Put the script into a file and call that.";
    default:
      return `The shell did not start: ${error.message}`;
  }
}

function variable(env: Environment, name: string): string | undefined {
  const found = Object.entries(env).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return found?.[1];
}
