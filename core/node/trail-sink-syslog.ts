import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { hostname } from "node:os";
import type { Sink, SinkRecord } from "../audit/sink.ts";

/** Facility authpriv, severity notice. */
const priority = 10 * 8 + 5;

/** What goes to syslog fits a datagram: not the entry, but its hash, and of a checkpoint size and root, which settle all entries before. */
function syslogText(record: SinkRecord): string {
  return record.kind === "entry"
    ? `log=${record.log} seq=${record.seq} type=${record.type} hash=${record.hash}`
    : `log=${record.log} checkpoint size=${record.size} root=${record.root}`;
}

/** RFC 5424 over UDP. Nobody answers: it can't be a required sink. */
export function udpSyslogSink(host: string, port: number): Sink {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  socket.unref();
  return {
    name: `syslog at ${host}:${port}`,
    required: false,
    async deliver(records) {
      for (const record of records) {
        const head = `<${priority}>1 ${new Date().toISOString()} ${hostname()} dr-runbooks ${process.pid} trail -`;
        const message = Buffer.from(`${head} ${syslogText(record)}`);
        await new Promise<void>((resolve, reject) => {
          socket.send(message, port, host, (error) => (error ? reject(error) : resolve()));
        });
      }
    },
    async close() {
      await new Promise<void>((resolve) => socket.close(resolve));
    },
  };
}

/** The local socket, through the system's `logger`: Node has no datagram sockets of that kind. */
export function localSyslogSink(path: string, required: boolean): Sink {
  return {
    name: `syslog at ${path}`,
    required,
    deliver: (records) =>
      new Promise((resolve, reject) => {
        const options = [
          "--socket",
          path,
          "--socket-errors=on",
          "--tag",
          "dr-runbooks",
          "--priority",
          "authpriv.notice",
        ];
        const child = spawn("logger", options, { stdio: ["pipe", "ignore", "pipe"], timeout: 5000 });
        let said = "";
        child.stderr.on("data", (data: Buffer) => (said += data.toString()));
        child.on("error", reject);
        child.stdin.on("error", () => undefined);
        child.on("close", (code) => {
          if (code === 0) resolve();
          else reject(new Error(said.trim() || `logger ended with ${code ?? "a signal"}`));
        });
        child.stdin.end(records.map((record) => `${syslogText(record)}\n`).join(""));
      }),
    close: () => Promise.resolve(),
  };
}
