import { mkdir, open, readdir } from "node:fs/promises";
import { join } from "node:path";

const BLOCK = 64 * 1024;
const CHUNK = 16 * BLOCK;
const ZEROS = Buffer.alloc(BLOCK);

/**
 * Copies a folder of plain files and leaves holes where a file holds zeros. A fresh data directory is mostly zeros
 * (undo, doublewrite and redo files): this copies a third of its bytes. Files named in `except` are left out.
 */
export async function copySparse(from: string, to: string, except: ReadonlySet<string> = new Set()): Promise<void> {
  await mkdir(to, { mode: 0o700 });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (except.has(entry.name)) continue;
    if (entry.isDirectory()) await copySparse(join(from, entry.name), join(to, entry.name), except);
    else if (entry.isFile()) await copyFile(join(from, entry.name), join(to, entry.name));
  }
}

async function copyFile(from: string, to: string): Promise<void> {
  const source = await open(from, "r");
  try {
    const target = await open(to, "wx", 0o600);
    try {
      const buffer = Buffer.allocUnsafe(CHUNK);
      let position = 0;
      for (;;) {
        const { bytesRead } = await source.read(buffer, 0, CHUNK, position);
        if (bytesRead === 0) break;
        for (const [start, end] of solidRuns(buffer, bytesRead))
          await target.write(buffer, start, end - start, position + start);
        position += bytesRead;
      }
      await target.truncate(position);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

function* solidRuns(buffer: Buffer, length: number): Generator<[number, number]> {
  let start = -1;
  for (let block = 0; block < length; block += BLOCK) {
    const end = Math.min(block + BLOCK, length);
    const empty = buffer.compare(ZEROS, 0, end - block, block, end) === 0;
    if (!empty && start < 0) start = block;
    if (empty && start >= 0) {
      yield [start, block];
      start = -1;
    }
  }
  if (start >= 0) yield [start, length];
}
