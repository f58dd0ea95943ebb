import type { Duplex } from "node:stream";
import type { Connection } from "mysql2";

/** Ends a connection at once. mysql2's own destroy() waits for the other side's end, which a server that hangs never sends. */
export function giveUp(connection: Connection): void {
  connection.destroy();
  (connection as unknown as { readonly stream: Duplex }).stream.destroy();
}
