// A reporter for node:test: one JSON line for each test and a last one when all have ended. Its absence means that the
// process went away before.

import type { TestEvent } from "node:test/reporters";
import { inspect } from "node:util";

export type ReporterLine =
  | { readonly kind: "passed" | "failed" | "skipped"; readonly title: string; readonly message?: string }
  | { readonly kind: "end" };

function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause);
}

function toLine(event: TestEvent): ReporterLine | undefined {
  if (event.type === "test:summary") return { kind: "end" };
  if (event.type !== "test:pass" && event.type !== "test:fail") return undefined;
  const { name: title, skip, todo, details } = event.data;
  if (skip !== undefined && skip !== false)
    return { kind: "skipped", title, message: String(skip === true ? "no reason given" : skip) };
  if (todo !== undefined && todo !== false) return { kind: "skipped", title, message: `to do: ${todo}` };
  if (event.type === "test:fail") {
    const error: Error & { failureType?: string } = event.data.details.error;
    // The failed test below it is reported already.
    if (error.failureType === "subtestsFailed") return undefined;
    return { kind: "failed", title, message: reason(error) };
  }
  return details.type === "suite" ? undefined : { kind: "passed", title };
}

export default async function* reporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    const line = toLine(event);
    if (line !== undefined) yield `${JSON.stringify(line)}\n`;
  }
}
