import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { cacheFolder } from "../../core/node/folders.ts";

export interface SshServer {
  /** Configuration of the client in which `node1` is this server, and `stranger` is too, under a name that nobody knows. */
  readonly config: string;
  /** A folder for PATH: its `ssh` is the system's with that configuration, and writes its arguments to `calls`. */
  readonly programs: string;
  readonly calls: string;
  close(): Promise<void>;
}

/** Why no server can be started here; undefined where one can. */
export function sshUnavailable(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "only root on Linux can start a private sshd";
  const programs = ["/usr/bin/ssh", "/usr/bin/ssh-keygen", "/usr/bin/unshare"];
  const missing = programs.filter((program) => !existsSync(program));
  return missing.length > 0 ? `${missing.join(", ")} not installed` : undefined;
}

/** Debian's sshd, fetched into the cache and never installed. Undefined where it can't be had. */
function findServer(): string | undefined {
  const folder = join(cacheFolder(), "openssh-server");
  const sshd = join(folder, "root/usr/sbin/sshd");
  if (existsSync(sshd)) return sshd;
  try {
    mkdirSync(folder, { recursive: true });
    execFileSync("apt-get", ["download", "-q", "openssh-server", "libwrap0"], { cwd: folder, stdio: "ignore" });
    for (const name of readdirSync(folder).filter((one) => one.endsWith(".deb")))
      execFileSync("dpkg", ["-x", name, "root"], { cwd: folder });
    return existsSync(sshd) ? sshd : undefined;
  } catch {
    return undefined;
  }
}

/** A server on 127.0.0.1 with keys of its own, in a mount namespace where the account that it needs exists. */
export async function startSshServer(folder: string): Promise<SshServer | undefined> {
  const sshd = findServer();
  if (sshd === undefined) return undefined;
  const port = await freePort();
  const at = (name: string) => join(folder, name);
  for (const name of ["host", "user"]) execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", at(name)]);
  writeFileSync(at("authorized"), readFileSync(at("user.pub")));
  writeFileSync(at("known"), `[127.0.0.1]:${port} ${readFileSync(at("host.pub"), "utf8")}`);
  writeFileSync(at("nobody-known"), "");
  writeFileSync(at("passwd"), `${readFileSync("/etc/passwd", "utf8")}sshd:x:101:65534::/run/sshd:/usr/sbin/nologin\n`);
  writeFileSync(at("shadow"), "root:*:19000:0:99999:7:::\nsshd:!:19000::::::\n");
  mkdirSync(at("run/sshd"), { recursive: true, mode: 0o755 });
  writeFileSync(
    at("sshd_config"),
    `Port ${port}\nListenAddress 127.0.0.1\nHostKey ${at("host")}\nAuthorizedKeysFile ${at("authorized")}\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin prohibit-password\nPidFile none\n`,
  );
  const client = `HostName 127.0.0.1\nPort ${port}\nUser root\nIdentityFile ${at("user")}\nIdentitiesOnly yes\n`;
  writeFileSync(
    at("ssh_config"),
    `Host node1\n${client}UserKnownHostsFile ${at("known")}\nHost stranger\n${client}UserKnownHostsFile ${at("nobody-known")}\nStrictHostKeyChecking no\n`,
  );
  mkdirSync(at("programs"));
  writeFileSync(
    at("programs/ssh"),
    `#!/bin/bash\nprintf '%s\\n' "$@" >> ${at("calls")}\nexec /usr/bin/ssh -F ${at("ssh_config")} "$@"\n`,
    { mode: 0o755 },
  );
  const setUp =
    'mount --bind "$1/passwd" /etc/passwd && mount --bind "$1/shadow" /etc/shadow && mount --bind "$1/run" /run && exec "$2" -D -e -f "$1/sshd_config"';
  const child = spawn("unshare", ["-m", "bash", "-c", setUp, "bash", folder, sshd], {
    env: { ...process.env, LD_LIBRARY_PATH: join(sshd, "../../lib/x86_64-linux-gnu") },
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (!(await listens(child))) return undefined;
  return {
    config: at("ssh_config"),
    programs: at("programs"),
    calls: at("calls"),
    close: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.kill();
      }),
  };
}

function listens(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    let said = "";
    child.stderr?.on("data", (data: Buffer) => {
      said += data.toString();
      if (said.includes("Server listening")) resolve(true);
    });
    child.once("exit", () => resolve(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
