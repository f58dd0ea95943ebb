import { createServer, type Socket } from "node:net";

export interface RogueServer {
  readonly port: number;
  /** All that clients sent. */
  received(): Buffer;
  close(): Promise<void>;
}

export type Answering = (statement: string, reply: Reply) => void;

export interface Reply {
  raw(body: Buffer): void;
  rows(columns: readonly string[], ...rows: readonly (readonly (string | null)[])[]): void;
  /** The head of a result set without an end; returns a sender of rows, which says whether the socket wants more. */
  open(column: string): (cell: Buffer) => boolean;
  readonly socket: Socket;
}

/** Speaks just enough of the protocol to be believed: lets everybody in, then answers as the attack wants. */
export async function startRogue(answer: Answering): Promise<RogueServer> {
  const received: Buffer[] = [];
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    let sequence = 0;
    let loggedIn = false;
    let rest: Buffer = Buffer.alloc(0);
    const send = (body: Buffer) => socket.write(packet(sequence++ & 0xff, body));
    const reply: Reply = {
      socket,
      raw: send,
      rows(columns, ...rows) {
        head(columns);
        for (const row of rows)
          send(Buffer.concat(row.map((cell) => (cell === null ? Buffer.from([0xfb]) : text(cell)))));
        send(eof);
      },
      open(column) {
        head([column]);
        return (cell) => send(Buffer.concat([Buffer.from([cell.length]), cell]));
      },
    };
    const head = (columns: readonly string[]) => {
      send(Buffer.from([columns.length]));
      for (const name of columns) send(definition(name));
      send(eof);
    };
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    send(greeting());
    socket.on("data", (data: Buffer) => {
      received.push(data);
      rest = Buffer.concat([rest, data]);
      while (rest.length >= 4 && rest.length >= 4 + rest.readUIntLE(0, 3)) {
        const length = rest.readUIntLE(0, 3);
        const body = rest.subarray(4, 4 + length);
        sequence = (rest[3] ?? 0) + 1;
        rest = rest.subarray(4 + length);
        if (!loggedIn) {
          loggedIn = true;
          send(ok);
        } else if (body[0] === 3) answer(body.subarray(1).toString(), reply);
      }
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  return {
    port: (listener.address() as { port: number }).port,
    received: () => Buffer.concat(received),
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** What a client of ours asks before anything else. Returns whether it was that. */
export function answerIdentity(statement: string, reply: Reply): boolean {
  if (statement === "SELECT @@version") reply.rows(["v"], ["8.4.0"]);
  else if (statement.startsWith("SELECT @@server_id"))
    reply.rows(["1", "2", "3", "4", "5", "6", "7", "8"], ["1", "0", "root@%", "7", "rogue", "3306", "uuid", "0"]);
  else return false;
  return true;
}

const ok = Buffer.from([0, 0, 0, 2, 0, 0, 0]);
const eof = Buffer.from([0xfe, 0, 0, 2, 0]);

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

function definition(name: string): Buffer {
  const tail = Buffer.from([0x0c, 0x2d, 0, 0xff, 0xff, 0, 0, 0xfd, 0, 0, 0, 0, 0]);
  return Buffer.concat([text("def"), text(""), text(""), text(""), text(name), text(name), tail]);
}

function packet(sequence: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([body.length & 0xff, body.length >> 8, 0, sequence]), body]);
}

/** Protocol 10, with PLUGIN_AUTH and SECURE_CONNECTION, and all that a client could fall for. */
function greeting(): Buffer {
  const scramble = Buffer.alloc(20, 0x41);
  return Buffer.concat([
    Buffer.from("\x0a8.4.0\0", "latin1"),
    Buffer.from([1, 0, 0, 0]),
    scramble.subarray(0, 8),
    Buffer.from([0, 0xff, 0xf7, 0xff, 0x02, 0x00, 0x0f, 0x00, 21]),
    Buffer.alloc(10),
    scramble.subarray(8),
    Buffer.from([0]),
    Buffer.from("mysql_native_password\0"),
  ]);
}
