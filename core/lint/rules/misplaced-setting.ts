import { optionRecord } from "../../mysql/catalogue.ts";
import type { Version } from "../../mysql/flavor.ts";
import { groupEvidence, readsGroup } from "../../option-file/groups.ts";
import type { Group, OptionFile, Setting } from "../../option-file/types.ts";
import { editDistance } from "../../text/nearest.ts";
import type { Fix, OptionFileRule, Report } from "../rule.ts";
import { targetsOf } from "../targets.ts";

const SERVER_GROUPS = ["mysqld", "mariadb", "server"];
/** Settings that no client has. */
const SERVER_ONLY =
  /^(innodb_|binlog_|gtid_|log_bin|log_(replica|slave)_updates|relay_log|replica_|slave_|rpl_semi_sync_|server_id$|read_only$|super_read_only$|sync_binlog$|datadir$|expire_logs_days$|max_connections$|skip_(replica|slave)_start$)/;

export const misplacedSetting: OptionFileRule = {
  about: "option-file",
  code: "CNF007",
  id: "misplaced-setting",
  title: "Settings of the server stand in a group that it reads",
  severity: "warning",
  references: ["https://dev.mysql.com/doc/refman/8.4/en/option-files.html"],
  *check(file, context) {
    const targets = targetsOf(context);
    for (const [group, settings] of byGroup(file)) {
      if (targets.some((target) => readsGroup(group.name.value, target))) continue;
      const server = settings.filter(({ key }) => isServerOnly(key, targets));
      if (server.length === 0) continue;
      const meant = meantGroup(group.name.value);
      if (meant !== undefined) yield misspelt(group, meant);
      else if (isOfClients(group)) yield* server.map((setting) => misplaced(setting, group));
    }
  },
};

function isOfClients({ name }: Group): boolean {
  return groupEvidence(name.value) === "client" || name.value.toLowerCase() === "client";
}

function byGroup(file: OptionFile): ReadonlyMap<Group, readonly Setting[]> {
  const groups = new Map<Group, Setting[]>();
  for (const line of file.lines) {
    if (line.kind === "group") groups.set(line, []);
    else if (line.kind === "setting" && line.group) groups.get(line.group)?.push(line);
  }
  return groups;
}

function isServerOnly(key: string, targets: readonly Version[]): boolean {
  const base = key.replace(/^loose_/, "");
  return SERVER_ONLY.test(base) && targets.some((target) => optionRecord(base, target) !== undefined);
}

/** The group that the writer surely meant: one letter off, or with space inside the brackets. */
function meantGroup(written: string): string | undefined {
  if (groupEvidence(written) !== "none") return undefined;
  const name = written.trim().toLowerCase();
  return SERVER_GROUPS.find((group) => name === group || (group !== "server" && editDistance(name, group, 1) <= 1));
}

function misspelt({ name }: Group, meant: string): Report {
  const fix: Fix = { title: `Write [${meant}]`, safety: "unsafe", edits: [{ span: name.span, newText: meant }] };
  return {
    span: name.span,
    message: `No server reads the group [${name.value}], so all that stands in it has no effect. Write [${meant}].`,
    fixes: [fix],
  };
}

function misplaced({ name }: Setting, group: Group): Report {
  return {
    span: name.span,
    message: `"${name.value}" is a setting of the server, which does not read [${group.name.value}], and the clients that do refuse it. Move it to [mysqld].`,
  };
}
