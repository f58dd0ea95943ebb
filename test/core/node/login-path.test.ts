import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parseInventory } from "../../../core/cluster/inventory.ts";
import { findCredentials } from "../../../core/node/mysql/credentials.ts";
import { decodeLoginFile, loginFile, readLoginPath } from "../../../core/node/mysql/login-path.ts";

/** As mysql_config_editor 9.7.4 wrote it: the login paths client, orders and plain. */
const written = Buffer.from(
  "AAAAABgMCQUUCwgCCwcWFwUTBRseAwgWEAAAAN3GkLFyTNqxgMRM5BZqUrwQAAAA6XdDrCdwqhb9g/rkMvPzXiAAAAB1mfxe1X/7SH/CohUIKtChEBvGN/SvGRnAyWiH3KXrLCAAAADQa011OqlsnZ//g1mYMnDOzxZnLEK334H/f082oU4HPRAAAADv45KYpcgQ7FsQMv3Rr8IAEAAAAHyVtzAjS+PjkJOKGcmrRIwgAAAAYyHBIqnbbMFG1h8yYimjeNiWc3c0BK44PA+AbVLpR0UgAAAAnyWCusaL0z475kLy1wqJqwgFyvpD8c+dlDx0OtTshk0gAAAA0GtNdTqpbJ2f/4NZmDJwzs8WZyxCt9+B/39PNqFOBz0QAAAA7+OSmKXIEOxbEDL90a/CABAAAADCeyaxn9FBQMe9ntvNY0PKEAAAAP7JZbtoiIS7tZBFxgB7JGggAAAASW4UTtOtsyqYxAEY9oMkewaFyoMKN8Gttn5aAVHxno8gAAAA0GtNdTqpbJ2f/4NZmDJwzs8WZyxCt9+B/39PNqFOBz0QAAAA7+OSmKXIEOxbEDL90a/CAA==",
  "base64",
);

async function withFile<T>(bytes: Buffer, use: (env: Record<string, string>, path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "dr-login-"));
  const path = join(folder, "mylogin.cnf");
  try {
    writeFileSync(path, bytes, { mode: 0o600 });
    return await use({ MYSQL_TEST_LOGIN_FILE: path }, path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const read = (name: string, bytes = written) => withFile(bytes, (env) => readLoginPath(name, env));

test("a file that MySQL's own program wrote is read, quotes, backslashes, # and all", async () => {
  assert.deepEqual(await read("orders"), { user: "orders_dba", password: "pa#ss'w\"rd\\x ü;" });
  assert.deepEqual(await read("plain"), { user: "p", password: "only" });
  assert.deepEqual(await read("client"), { user: "dba", password: "simple" });
});

test("a login path that is not there is a message that names those that are", async () => {
  assert.match(
    String(await read("order")),
    /has no login path order\. It has: client, orders, plain\. Add it: mysql_config_editor/,
  );
});

test("wherever such a file is cut or a byte of it is wrong, it is read as text or refused, and never throws", () => {
  for (let length = 0; length < written.length; length++) decodeLoginFile(written.subarray(0, length));
  for (let at = 0; at < written.length; at++) {
    const wrong = Buffer.from(written);
    wrong.writeUInt8(wrong.readUInt8(at) ^ 0x41, at);
    decodeLoginFile(wrong);
  }
  assert.equal(decodeLoginFile(Buffer.from("[client]\nuser=dba\npassword=in clear text\n")), undefined);
  assert.equal(decodeLoginFile(written.subarray(0, written.length - 1)), undefined);
});

test("a file that is no such file is a message", async () => {
  assert.match(
    String(await read("client", Buffer.from("[client]\nuser = dba\n# long enough"))),
    /not a login path file/,
  );
});

test("a file that others may read is not used", { skip: process.platform === "win32" }, async () => {
  await withFile(written, async (env, path) => {
    chmodSync(path, 0o640);
    assert.match(String(await readLoginPath("client", env)), /can be read by others and is not used.*chmod 600/);
  });
});

test("a file that does not exist is a message that says how to write it", async () => {
  const message = await readLoginPath("client", { MYSQL_TEST_LOGIN_FILE: "/does/not/exist" });
  assert.match(String(message), /does not exist\. Write it: mysql_config_editor set/);
});

test("it lies where MySQL's clients look for it", () => {
  assert.match(loginFile({}, "linux"), /\/\.mylogin\.cnf$/);
  assert.equal(
    loginFile({ APPDATA: "C:/Users/dba/AppData" }, "win32"),
    join("C:/Users/dba/AppData", "MySQL", ".mylogin.cnf"),
  );
});

test("a cluster's login path gives user and password; its own variable and its own user go before", async () => {
  const [cluster] = parseInventory("orders:\n  login-path: orders\n  nodes:\n    db1: { host: db1 }\n").clusters;
  assert.ok(cluster);
  await withFile(written, async (env) => {
    const find = (more: Record<string, string>, user?: string) =>
      findCredentials(user === undefined ? cluster : { ...cluster, user }, {
        environment: { ...env, ...more },
        baseFolder: "/",
      });
    assert.deepEqual(await find({}), { user: "orders_dba", password: "pa#ss'w\"rd\\x ü;" });
    assert.deepEqual(await find({ DR_RUNBOOKS_PASSWORD: "of all" }, "root"), {
      user: "root",
      password: "pa#ss'w\"rd\\x ü;",
    });
    assert.deepEqual(await find({ DR_RUNBOOKS_PASSWORD_ORDERS: "own" }), { user: "orders_dba", password: "own" });
  });
});
