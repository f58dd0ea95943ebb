import { createHash } from "node:crypto";

/** The parts of a packet of mysql2 that are read here; `offset` stands at the first byte of the payload. */
interface Packet {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly end: number;
  isEOF(): boolean;
  eofWarningCount(): number;
  eofStatusFlags(): number;
}

/** What a query of mysql2 has beside its typed surface: its state while rows come in. */
interface RowState {
  row(packet: Packet, connection: unknown): unknown;
}

export interface Counted {
  readonly rowCount: number;
  /** Of all rows, as they came over the wire. */
  readonly bytes: number;
  readonly sha256: string;
  readonly warnings: number;
  /** The server's status flags. */
  readonly status: number;
}

export interface RowLimits {
  readonly maxRows: number;
  readonly maxBytes: number;
  /** Applied to the text of each row before it is hashed; absent when there is nothing to hide. */
  readonly redact?: (text: string) => string;
}

const bufferBytes = 64 * 1024;

/**
 * Counts and hashes every row of a query and keeps mysql2 from parsing those beyond the limits. mysql2 leaves out the
 * number of warnings of a result set as well. `onEnd` gets the figures of each result set before its end is known to
 * anybody else; it is never called should mysql2 work in another way one day.
 */
export function countRows(query: unknown, limits: RowLimits, onEnd: (counted: Counted) => void): void {
  const state = query as RowState;
  const parse = state.row;
  if (typeof parse !== "function") return;
  let rows = new RowHash(limits.redact);
  let keptBytes = 0;
  const own = function (this: unknown, packet: Packet, connection: unknown): unknown {
    if (packet.isEOF()) {
      onEnd({ ...rows.end(), warnings: packet.eofWarningCount() & 0xffff, status: packet.eofStatusFlags() });
      rows = new RowHash(limits.redact);
      keptBytes = 0;
      return parse.call(this, packet, connection);
    }
    const length = packet.end - packet.offset;
    rows.add(packet.buffer, packet.offset, packet.end);
    keptBytes += length;
    const isKept = rows.count <= limits.maxRows && (keptBytes <= limits.maxBytes || rows.count === 1);
    // Once a row was too much, those after it are too: what is shown has no holes.
    if (!isKept) {
      keptBytes = Number.POSITIVE_INFINITY;
      return own;
    }
    const next = parse.call(this, packet, connection);
    return next === parse ? own : next;
  };
  state.row = own;
}

class RowHash {
  count = 0;
  #bytes = 0;
  readonly #hash = createHash("sha256");
  readonly #redact: ((text: string) => string) | undefined;
  #buffer: Buffer | undefined;
  #used = 0;

  constructor(redact: ((text: string) => string) | undefined) {
    this.#redact = redact;
  }

  add(buffer: Buffer, start: number, end: number): void {
    const length = end - start;
    this.count++;
    this.#bytes += length;
    if (this.#redact) {
      this.#hash.update(this.#redact(buffer.toString("utf8", start, end)));
      return;
    }
    if (length > bufferBytes - this.#used) this.#flush();
    if (length > bufferBytes) {
      this.#hash.update(buffer.subarray(start, end));
      return;
    }
    // Many small rows at once: a call of the hash costs more than the copy.
    this.#buffer ??= Buffer.allocUnsafe(bufferBytes);
    this.#used += buffer.copy(this.#buffer, this.#used, start, end);
  }

  end(): { rowCount: number; bytes: number; sha256: string } {
    this.#flush();
    return { rowCount: this.count, bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }

  #flush(): void {
    if (this.#buffer && this.#used > 0) this.#hash.update(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }
}
