export type DriverName = "web" | "electron";

/**
 * DR_RUNBOOKS_EDITOR; else the desktop where a path to it is given or Debian's Chromium can't be had; else the web.
 * Throws an Error for any other name.
 */
export function chosenDriver(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): DriverName {
  const name = environment.DR_RUNBOOKS_EDITOR;
  if (name === "web" || name === "electron") return name;
  if (name) throw new Error(`DR_RUNBOOKS_EDITOR is "${name}". Set it to web or electron, or unset it.`);
  return environment.VSCODE_EXECUTABLE || platform !== "linux" ? "electron" : "web";
}
