import assert from "node:assert/strict";
import { test } from "node:test";
import { reactionRules } from "../../../core/lint/reaction-rules.ts";
import { parseVersion } from "../../../core/mysql/flavor.ts";
import type { ServerBuild } from "../../../core/node/instances/server-build.ts";
import { renderOptionFile } from "../../../core/node/sandbox/option-file.ts";
import { parseOptionFile } from "../../../core/option-file/parse.ts";

const SERVERS = ["mysql 5.7.42", "mysql 8.0.46", "mysql 8.4.10", "mysql 9.7.4"];
const MARIADB = ["mariadb 10.6.23", "mariadb 10.11.19", "mariadb 11.8.9"];

for (const name of [...SERVERS, ...MARIADB]) {
  const [flavor, series = ""] = name.split(" ");
  const version = parseVersion(series, flavor === "mariadb" ? "mariadb" : "mysql");
  for (const replication of ["gtid", "position", "group"] as const) {
    if (replication === "group" && flavor === "mariadb") continue;
    test(`the option file of a sandbox of ${name} with ${replication} replication is taken as it is`, () => {
      assert.ok(version);
      const text = renderOptionFile({
        build: { flavor: version.flavor, version, layout: {} } as unknown as ServerBuild,
        replication,
        semiSync: replication !== "group",
        serverId: 1,
        intendedSource: true,
        port: 33_061,
        socket: "/tmp/a b/s.sock",
        folder: "/tmp/a b",
      });
      const file = parseOptionFile(text);
      const messages = reactionRules.flatMap((rule) =>
        [...rule.check(file, { target: version })].map(({ message }) => message),
      );
      assert.deepEqual(messages, []);
    });
  }
}
