import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";

export interface RawLine {
  /** Without line feed; valid until the next one is asked for. */
  readonly bytes: Buffer;
  readonly complete: boolean;
}

/** Entries have at most 60 KiB; of a longer line only the first 256 KiB are kept, which no reader takes for an entry. */
export async function* linesOf(location: string, limit = 256 * 1024): AsyncGenerator<RawLine> {
  for await (const lines of lineBatches(location, limit)) yield* lines;
}

/** The same, as many lines at a time as one read brings: awaiting each line would take longer than to verify it. */
export async function* lineBatches(location: string, limit = 256 * 1024): AsyncGenerator<RawLine[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(location) as AsyncIterable<Buffer>) {
    const data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const lines: RawLine[] = [];
    let start = 0;
    for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, start)) {
      lines.push({ bytes: data.subarray(start, end), complete: true });
      start = end + 1;
    }
    rest = data.subarray(start, start + limit);
    if (lines.length > 0) yield lines;
  }
  if (rest.length > 0) yield [{ bytes: rest, complete: false }];
}

/** Up to `count` bytes of a file: its beginning, or with `end` its end. Empty when it can't be read. */
export async function readPart(location: string, count: number, end = false): Promise<Buffer> {
  try {
    const file = await open(location, "r");
    try {
      const { size } = await file.stat();
      const length = Math.min(size, count);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, end ? size - length : 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return Buffer.alloc(0);
  }
}

/** Each call resolves with the whole lines that came since the last one. Rejects when the file can't be read. */
export function followLines(location: string): () => Promise<Buffer[]> {
  let done = 0;
  return async () => {
    const file = await open(location, "r");
    try {
      const { size } = await file.stat();
      const length = Math.max(0, size - done);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, done);
      const lines: Buffer[] = [];
      let start = 0;
      for (let end = buffer.indexOf(10); end >= 0 && end < bytesRead; end = buffer.indexOf(10, start)) {
        lines.push(buffer.subarray(start, end));
        start = end + 1;
      }
      done += start;
      return lines;
    } finally {
      await file.close();
    }
  };
}
