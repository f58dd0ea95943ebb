import assert from "node:assert/strict";
import { test } from "node:test";
import { CURRENT_VERSIONS } from "../../../core/mysql/catalogue.ts";
import { judgeFile } from "../../../core/option-file/judge.ts";
import { LineMemory } from "../../../core/option-file/line-memory.ts";
import { parseOptionFile } from "../../../core/option-file/parse.ts";

/** Lines of every kind of judgement, and those that another line has a part in. */
const LINES = [
  ..."server_id=1|max_connections=0|max_conections=5|loose-no-such=1|Sync_Binlog=1|skip-name-resolve|innodb_page_size=1000".split(
    "|",
  ),
  ..."read_only=yes|log_bin=OFF|binlog_format=R|sql_mode=ANSI,WRONG|slave_net_timeout=5|sync_binlog|sync_binlog=|log=".split(
    "|",
  ),
  ..."character_set_server=latin1|character_set_server=utf8|character_set_server=no-such|collation_server=latin1_bin".split(
    "|",
  ),
  ..."collation_server=utf8mb4_bin|ignore_builtin_innodb|ignore_builtin_innodb=0|innodb_buffer_pool_size=64MB".split(
    "|",
  ),
  ..."plugin_load=group_replication.so|plugin_load_add=ha_rocksdb.so|rocksdb_block_size=1|loose-rocksdb=1".split("|"),
  ..."group_replication_group_name=x|plugin_load_add=semisync_master.so|rpl_semi_sync_master_enabled=1".split("|"),
  ..."max_connection=7|query_cache_size=1M|key_buffer=8|hot.key_buffer_size=x|maximum-sort-buffer-size=1".split("|"),
  ..."[mysqld]|[client]|[mysqld-8.4]|[mariadb]|[broken|# comment||  |!include other.cnf|tls_version=TLSv1".split("|"),
];

/** The same numbers in each run. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((state / 0x8000_0000) * below);
  };
}

test("judges a file after edits as it would judge it anew, whatever was judged before", () => {
  const pick = random(7);
  const lines = ["[mysqld]", ...Array.from({ length: 30 }, () => LINES[pick(LINES.length)] ?? "")];
  for (let edit = 0; edit < 400; edit++) {
    const at = pick(lines.length);
    const line = LINES[pick(LINES.length)] ?? "";
    lines.splice(
      at,
      pick(3),
      ...(pick(4) === 0 ? [line.slice(0, pick(line.length + 1))] : [line, `  ${line} # again`]),
    );
    const text = lines.join("\n");
    const file = parseOptionFile(text);
    for (const server of CURRENT_VERSIONS)
      assert.deepEqual(
        judgeFile(file, server),
        judgeFile(file, server, () => new LineMemory()),
        text,
      );
  }
});
