import { type Browser, chromium } from "playwright-core";

/** Flags that keep Chromium from calling home, and let it run as root inside containers. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const launchBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: FLAGS,
    headless: true,
    // It would end this process at once, with everything else that is open.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });

/** The size of the committed picture. */
export const VIEWPORT = { width: 1440, height: 900 };
