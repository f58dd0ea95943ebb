import { createDecipheriv } from "node:crypto";
import { open } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { parseOptionFile } from "../../option-file/parse.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** User and password of a login path; the file may leave out either. */
export interface LoginPath {
  readonly user?: string;
  readonly password?: string;
}

const KEY_START = 4;
const KEY_END = 24;
const longestFile = 1024 * 1024;

/** Where `mysql_config_editor` keeps login paths. `MYSQL_TEST_LOGIN_FILE` names another file, as for MySQL's own clients. */
export function loginFile(env: Environment, platform: NodeJS.Platform = process.platform): string {
  if (env["MYSQL_TEST_LOGIN_FILE"]) return env["MYSQL_TEST_LOGIN_FILE"];
  return platform === "win32" && env["APPDATA"]
    ? join(env["APPDATA"], "MySQL", ".mylogin.cnf")
    : join(homedir(), ".mylogin.cnf");
}

/**
 * The option file inside a login path file: four bytes of nothing, twenty that fold into a key, then lines, each as its
 * length and AES-128-ECB. It keeps a passer-by from reading, no more than that. Undefined when the bytes are not such a
 * file. https://dev.mysql.com/doc/refman/en/mysql-config-editor.html
 */
export function decodeLoginFile(bytes: Buffer): string | undefined {
  if (bytes.length < KEY_END) return undefined;
  const key = Buffer.alloc(16);
  for (const [index, byte] of bytes.subarray(KEY_START, KEY_END).entries())
    key.writeUInt8(key.readUInt8(index % 16) ^ byte, index % 16);
  let text = "";
  try {
    for (let at = KEY_END; at < bytes.length; ) {
      const length = bytes.readUInt32LE(at);
      const line = bytes.subarray(at + 4, at + 4 + length);
      if (line.length !== length) return undefined;
      const cipher = createDecipheriv("aes-128-ecb", key, null);
      text += Buffer.concat([cipher.update(line), cipher.final()]).toString("utf8");
      at += 4 + length;
    }
  } catch {
    return undefined;
  }
  return text;
}

/** As MySQL's clients: [client] of the file, then the group of that name over it. A message says what is wrong, then what to do. */
export async function readLoginPath(name: string, env: Environment): Promise<LoginPath | string> {
  const path = loginFile(env);
  const bytes = await readOwn(path);
  if (typeof bytes === "string") return bytes;
  const text = decodeLoginFile(bytes);
  if (text === undefined) return `${path} is not a login path file, or is damaged. Write it with mysql_config_editor.`;
  const { lines } = parseOptionFile(text);
  const groups = new Set(lines.flatMap((line) => (line.kind === "group" ? [line.name.value] : [])));
  if (!groups.has(name)) {
    const others = groups.size === 0 ? "It has none." : `It has: ${[...groups].join(", ")}.`;
    return `${path} has no login path ${name}. ${others} Add it: mysql_config_editor set --login-path=${name} --user=USER --password`;
  }
  const found: { user?: string; password?: string } = {};
  for (const group of new Set(["client", name]))
    for (const line of lines) {
      if (line.kind !== "setting" || line.group?.name.value !== group || line.value === undefined) continue;
      if (line.key === "user" || line.key === "password") found[line.key] = line.value.value;
    }
  return found;
}

/** Passwords that others may read are not taken, as MySQL's clients don't either. */
async function readOwn(path: string): Promise<Buffer | string> {
  try {
    const file = await open(path, "r");
    try {
      const stat = await file.stat();
      if (!stat.isFile() || stat.size > longestFile) return `${path} is not a login path file. Look at it.`;
      if (process.platform !== "win32" && (stat.mode & 0o077) !== 0)
        return `${path} can be read by others and is not used. Make it yours alone: chmod 600 ${path}`;
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "ENOENT"
      ? `${path} does not exist. Write it: mysql_config_editor set --login-path=NAME --user=USER --password`
      : `${path} can't be read: ${message}`;
  }
}
