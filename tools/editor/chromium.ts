import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const CHROMIUM = "/usr/bin/chromium";
/** Without a font the screenshots have no text. */
const PACKAGES = ["chromium", "fonts-dejavu-core"];

/**
 * The path of Chromium: CHROMIUM_EXECUTABLE, or Debian's own, which is installed when it is absent and this process may.
 * Throws an Error that says what to install when there is none.
 */
export function ensureChromium(say: (text: string) => void): string {
  const given = process.env.CHROMIUM_EXECUTABLE;
  if (given !== undefined && given !== "") {
    if (!existsSync(given))
      throw new Error(`CHROMIUM_EXECUTABLE names ${given}, which does not exist. Correct or unset it.`);
    return given;
  }
  if (existsSync(CHROMIUM)) return CHROMIUM;
  const canInstall = existsSync("/usr/bin/apt-get") && process.getuid?.() === 0;
  if (!canInstall)
    throw new Error(
      "The editor tests need Chromium. Install it, or set CHROMIUM_EXECUTABLE to the path of a Chromium or Chrome.",
    );
  say(`Installing Debian's ${PACKAGES.join(" and ")} with apt-get for the editor tests`);
  if (aptGet(["install", ...PACKAGES]) !== 0) {
    aptGet(["update"]);
    const status = aptGet(["install", ...PACKAGES], true);
    if (status !== 0 || !existsSync(CHROMIUM))
      throw new Error(
        `apt-get install ${PACKAGES.join(" ")} ended with status ${status}. Install Chromium, then try again.`,
      );
  }
  return CHROMIUM;
}

function aptGet(args: readonly string[], showErrors = false): number | null {
  const [command = "", ...rest] = args;
  return spawnSync("apt-get", [command, "--yes", "--quiet", "--no-install-recommends", ...rest], {
    stdio: ["ignore", "ignore", showErrors ? "inherit" : "ignore"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  }).status;
}
