import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below the ports that systems hand out to outgoing connections, so that none of those takes one between the check and the server's start. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

export async function findFreePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  for (let attempt = 0; attempt < 1000 && ports.size < count; attempt++) {
    const port = randomInt(LOWEST, HIGHEST);
    if (!ports.has(port) && (await isFree(port))) ports.add(port);
  }
  if (ports.size < count)
    throw new Error(
      `Fewer than ${count} free ports between ${LOWEST} and ${HIGHEST} were found. End what occupies them, then try again.`,
    );
  return [...ports];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
