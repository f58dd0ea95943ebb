import { redactFields } from "../audit/redaction/redact-fields.ts";
import { type AppendOptions, type EntryBody, type Json, type Trail, TrailError, type Written } from "../audit/types.ts";
import type { LargeOutput } from "./large-output.ts";
import { toBody } from "./record.ts";

/** The trail of one run. After the first entry that could not be made durable nothing more is written, and nothing may be done. */
export class Journal {
  /** Replaces the secrets that the run knows. Set by who knows them; every entry goes through it before it is hashed. */
  known: (text: string) => string = (text) => text;
  readonly #trail: Trail;
  #broken: TrailError | undefined;
  #newest: Written | undefined;

  constructor(trail: Trail) {
    this.#trail = trail;
  }

  /** Why nothing may run any more. */
  get broken(): TrailError | undefined {
    return this.#broken;
  }

  /** The entry that was written last; undefined before the first. */
  get newest(): Written | undefined {
    return this.#newest;
  }

  /** The fields as an entry would hold them. */
  redacted(fields: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
    return redactFields(fields, this.known);
  }

  /** Resolves once the entry is on disk. Rejects with TrailError. */
  async write(
    type: EntryBody["type"],
    fields: Readonly<Record<string, Json>>,
    options?: AppendOptions,
  ): Promise<Written> {
    if (this.#broken) throw this.#broken;
    try {
      this.#newest = await this.#trail.append(toBody(type, this.redacted(fields)), options);
      return this.#newest;
    } catch (error) {
      throw this.#break(error);
    }
  }

  /** Puts outputs that are too large for a line beside the log; what the line says about them. Rejects with TrailError. */
  async keep(outputs: readonly LargeOutput[]): Promise<Readonly<Record<string, Json>>> {
    if (this.#broken) throw this.#broken;
    const { keep } = this.#trail;
    if (keep === undefined || outputs.length === 0) return {};
    try {
      const kept: Json[] = [];
      for (const { node, stream, text } of outputs) {
        const bytes = new TextEncoder().encode(this.known(text));
        kept.push({ node, stream, bytes: bytes.length, blob: await keep.call(this.#trail, bytes) });
      }
      return { kept };
    } catch (error) {
      throw this.#break(error);
    }
  }

  async close(): Promise<void> {
    try {
      await this.#trail.close();
    } catch (error) {
      throw this.#break(error);
    }
  }

  #break(error: unknown): TrailError {
    this.#broken ??=
      error instanceof TrailError ? error : new TrailError(`The audit trail can't be written: ${String(error)}`);
    return this.#broken;
  }
}
