import type { RunEvent } from "../../core/run/events.ts";
import type { Output } from "../io.ts";

/**
 * A value as JSON can hold it: 64-bit integers become strings, bytes `{ "base64" }`, numbers without a JSON form strings,
 * maps objects. What is undefined is left out.
 */
export function toJson(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString("base64") };
  if (value instanceof Map) return toJson(Object.fromEntries(value));
  if (Array.isArray(value)) return value.map(toJson);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, toJson(item)]),
  );
}

/** One event on one line. The value of a secret never passes, whatever the event carries. */
export function eventLine(event: RunEvent): string {
  const safe = event.type === "variable-bound" && event.secret ? { ...event, value: "[secret]" } : event;
  return `${JSON.stringify(toJson(safe))}\n`;
}

/** `run --format json`: a program reads every event as it happens. */
export function jsonReporter(out: Output): (event: RunEvent) => void {
  return (event) => out.write(eventLine(event));
}
