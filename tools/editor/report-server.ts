import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { SuiteJob, SuiteResult, TestEvent, TestFailure } from "./driver.ts";

/** What the driver can tell about the window in which the suite runs. */
interface SuiteWindow {
  /** Takes a picture of the window; the path of the file, or none where pictures cannot be taken. */
  photograph(title: string): Promise<string | undefined>;
  /** Resolves with the reason when the window is gone. */
  readonly gone: Promise<string>;
}

/** Collects the events of one suite at a time. */
export interface ReportServer {
  /** The suite of the next run posts its events here, as JSON. */
  readonly url: string;
  /** Resolves when the suite has ended, its window is gone, or its time is over. Never rejects. */
  collect(job: SuiteJob, window: SuiteWindow): Promise<SuiteResult>;
  close(): Promise<void>;
}

type Receive = (event: TestEvent) => Promise<void>;
const ignore: Receive = async () => {};

export async function startReportServer(): Promise<ReportServer> {
  let receive = ignore;
  const path = `/${randomUUID()}`;
  const handle: RequestListener = (request, response) => {
    const known = request.url === path && request.method === "POST";
    const handled = known ? readBody(request).then((body) => receive(JSON.parse(body))) : Promise.reject();
    handled.then(
      () => response.end(),
      () => response.writeHead(404).end(),
    );
  };
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${path}`,
    collect: async (job, window) => {
      const collector = collectEvents(job, window);
      receive = collector.receive;
      const result = await collector.result;
      receive = ignore;
      return result;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function collectEvents(job: SuiteJob, window: SuiteWindow): { receive: Receive; result: Promise<SuiteResult> } {
  let passed = 0;
  let skipped = 0;
  const failures: TestFailure[] = [];
  const pictures = new Map<string, string>();
  const { promise: end, resolve: finish } = Promise.withResolvers<string | undefined>();
  const photograph = async (title: string) => {
    const picture = await window.photograph(title);
    if (picture !== undefined) pictures.set(title, picture);
  };
  const receive: Receive = async (event) => {
    if (event.kind === "passed") passed += 1;
    else if (event.kind === "skipped") skipped += 1;
    else if (event.kind === "failed") failures.push({ title: event.title, message: event.message });
    else if (event.kind === "screenshot") await photograph(event.title);
    job.onEvent?.(event);
    if (event.kind === "ended") finish(undefined);
  };
  const timer = setTimeout(() => finish(`It did not end within ${job.timeout} s.`), job.timeout * 1000);
  const result = async (): Promise<SuiteResult> => {
    const trouble = await Promise.race([end, window.gone]);
    clearTimeout(timer);
    if (trouble !== undefined) {
      const title = `${job.name} runs to its end`;
      await photograph(title);
      await receive({ kind: "failed", title, message: trouble });
    }
    if (passed + skipped + failures.length === 0)
      await receive({ kind: "failed", title: `${job.name} has tests`, message: "No test ran in it." });
    const withPictures = failures.map((failure) => {
      const screenshot = pictures.get(failure.title);
      return screenshot === undefined ? failure : { ...failure, screenshot };
    });
    return { passed, skipped, failed: failures.length, failures: withPictures };
  };
  return { receive, result: result() };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
