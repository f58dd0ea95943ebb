import type { ShellCommand } from "../shell/commands.ts";
import { begins, type UnplacedStatement } from "./code.ts";

/** What a person does to keep everybody off an instance. */
const byHand =
  /\bfenc|\bstop\w* (?:all |the )?writ|isolat|stonith|ipmi|\bilo\b|idrac|power(?:ed|s|ing)?\b[^.\n]{0,40}\boff\b|\bpull the (?:plug|power)|shut(?:s|ting)? ?down|\b(?:firewall|security group)\b[^.\n]{0,40}\b(?:drop|den\w+|block\w*|clos\w+|rule)\b|\bblock\w*\b[^.\n]{0,60}\b(?:port|3306|traffic|writ\w*|access|connections?|clients?)\b|\b(?:revoke|lock)\w*\b[^.\n]{0,40}\b(?:access|accounts?|users?)\b|\b(?:take|taken|move|moved|remove|removed|pull|pulled)\b[^.\n]{0,60}\b(?:out of|from) (?:the )?(?:rotation|pool|proxy|load ?balancer|service)|\bmaintenance mode|\b(?:set|make|switch)\w*\b[^.\n]{0,40}\bread[- ]only|\bdetach\w*\b[^.\n]{0,30}\b(?:network|vip|volume)/i;

/** The start of a command that keeps everybody off an instance, or ends it. */
const byCommand: readonly RegExp[] = [
  /^systemctl\b.*\b(?:stop|mask|kill|disable --now)\b|^service \S+ stop|^\/etc\/init\.d\/\S+ stop/,
  /^(?:mysqladmin|mariadb-admin)\b.* shutdown\b/,
  /^\S*(?:stonith|fence|isolate)\S*\b|^(?:pcs|crm)\b.*\b(?:stonith|standby|disable|stop|ban)\b|^crm_standby\b/i,
  /^(?:iptables|ip6tables|nft|ufw|firewall-cmd|ebtables|tc)\b/,
  /^(?:ipmitool|ipmi-power|racadm|ilorest|redfishtool|govc)\b.*\b(?:off|down|reset|cycle|forceoff|poweroff|serveraction)\b/i,
  /^(?:docker|podman|nerdctl|docker-compose)\b.*\b(?:stop|kill|pause|rm|down|network disconnect)\b/,
  /^(?:kubectl|oc)\b.*(?:--replicas[= ]0\b|\bdelete (?:pod|pods|sts|statefulset|svc|service|deploy|deployment)\b|\bdrain\b)/,
  /^aws\b.*\b(?:stop-|terminate-|reboot-|revoke-|detach-|modify-network-interface|modify-instance)/,
  /^gcloud\b.*\b(?:stop|suspend|delete|firewall-rules (?:create|update))\b|^az\b.*\b(?:stop|deallocate|delete)\b/,
  /^(?:openstack server|nova) (?:stop|pause|suspend)\b|^(?:virsh|xl|xe)\b.*\b(?:destroy|shutdown|suspend|vm-shutdown)\b|^(?:qm|pct) (?:stop|shutdown)\b/,
  /^(?:poweroff|shutdown|halt|ifdown)\b|^ip\b.*\b(?:del|delete|down)\b|^nmcli\b.*\b(?:down|disconnect)\b/,
  /^maxctrl\b.*\b(?:maintenance|drain|drained|stop)\b|^proxysql-admin\b.*--disable/,
  /^(?:kill|pkill|killall)\b.*\b(?:mysqld|mariadbd|mysqld_safe)\b/,
];
const ends = /shutdown|stop (?:mysql|mariadb)|^service|init\.d/;

/** Whether a script may hold such a command, or a statement for a proxy: most hold none, and say so without being taken apart. */
export function mayFence(script: string): boolean {
  return /fenc|isolat|stonith|stop|mask|kill|shut|standby|disable|ban|tables|nft|ufw|firewall|\btc\b|off|down|reset|cycle|pause|\brm\b|disconnect|replicas|del|drain|terminate|reboot|revoke|detach|modify|suspend|deallocate|destroy|halt|maint|mysql_servers/i.test(
    script,
  );
}

/** Whether the words of a manual step say that somebody keeps writers off. */
export function fencesByHand(text: string): boolean {
  return byHand.test(text);
}

/** `fence` or `shutdown` for a command that keeps writers off an instance, here or behind `ssh`. */
export function fencesByCommand(command: ShellCommand): "fence" | "shutdown" | undefined {
  const words = onHost(command.words.map(({ value }) => value)).join(" ");
  // HAProxy is told through its socket: `echo "disable server mysql/db1" | socat …`.
  if (/^(?:echo|printf)\b.*\b(?:disable server|set server \S+ state (?:maint|drain))\b/.test(words)) return "fence";
  if (!byCommand.some((pattern) => pattern.test(words))) return undefined;
  return ends.test(words) ? "shutdown" : "fence";
}

/** Whether a statement for a proxy takes an instance out of the rotation. */
export function fencesInProxy(statement: UnplacedStatement): boolean {
  const { words } = statement;
  if (!words.includes("MYSQL_SERVERS") && !words.includes("RUNTIME_MYSQL_SERVERS")) return false;
  return (
    begins(statement, "DELETE FROM") ||
    (words[0] === "UPDATE" && words.some((word) => /^["']?OFFLINE_(?:HARD|SOFT)["']?$/i.test(word)))
  );
}

/** The words of the command that `ssh` starts on another host, where they are not quoted. */
function onHost(words: readonly string[]): readonly string[] {
  if (words[0]?.replace(/^.*\//, "") !== "ssh") return words;
  let at = 1;
  while (/^-/.test(words[at] ?? "")) at += /^-[bcDEeFIiJLlmOopQRSWw]$/.test(words[at] ?? "") ? 2 : 1;
  const rest = words.slice(at + 1);
  while (/^(?:sudo|env|nohup|exec|-\S+|\w+=.*)$/.test(rest[0] ?? "")) rest.shift();
  return rest.length > 0 ? rest : words;
}
