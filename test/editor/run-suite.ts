import Mocha from "mocha";
import { REPORT_VARIABLE, type TestEvent } from "../../tools/editor/driver.ts";

/**
 * Runs one suite inside the extension host and reports each test to the driver. Rejects when a test failed, as VS Code
 * expects of `run()`.
 */
export async function runSuite(name: string, load: () => Promise<unknown>): Promise<void> {
  const mocha = new Mocha({ ui: "tdd", timeout: 20_000, reporter: class {} as never });
  let sent = Promise.resolve();
  const report = (event: TestEvent) => (sent = sent.then(() => post(event)));
  mocha.suite.emit("pre-require", globalThis, name, mocha);
  mocha.rootHooks({
    async afterEach(this: Mocha.Context) {
      const test = this.currentTest;
      if (test?.state === "failed") await report({ kind: "screenshot", title: test.fullTitle() });
    },
  });
  let failures = 1;
  try {
    await load();
    failures = await new Promise<number>((resolve) => {
      const runner = mocha.run(resolve);
      runner.on("pass", (test) => {
        void report({ kind: "passed", title: test.fullTitle(), milliseconds: test.duration ?? 0 });
      });
      runner.on("pending", (test) => {
        void report({ kind: "skipped", title: test.fullTitle() });
      });
      runner.on("fail", (test, error) => {
        void report({ kind: "failed", title: test.fullTitle(), message: error?.stack ?? String(error) });
      });
    });
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await report({ kind: "failed", title: `${name} loads`, message });
  }
  await report({ kind: "ended" });
  if (failures > 0) throw new Error(`${failures} tests of ${name} failed.`);
}

async function post(event: TestEvent): Promise<void> {
  const url = process.env[REPORT_VARIABLE];
  if (url === undefined) throw new Error(`${REPORT_VARIABLE} is not set: there is no driver to report to.`);
  const answer = await fetch(url, { method: "POST", body: JSON.stringify(event) });
  if (!answer.ok) throw new Error(`The driver answered ${answer.status}: ${await answer.text()}`);
}
