import { atLeast, type Flavor, type Version } from "./flavor.ts";

/** First words of options that exist while their plugin or component is installed; the catalogue was read from servers without them. */
const PLUGINS: Readonly<Record<Flavor, readonly string[]>> = {
  mysql: [
    "audit_log",
    "authentication_kerberos",
    "authentication_ldap",
    "authentication_openid",
    "authentication_webauthn",
    "authentication_windows",
    "clone",
    "connection_control",
    "daemon_memcached",
    "ddl_rewriter",
    "dragnet",
    "group_replication",
    "keyring",
    "mysql_firewall",
    "mysqlx",
    "rewriter",
    "syseventlog",
    "thread_pool",
    "validate_password",
    "version_tokens",
  ],
  mariadb: [
    "aws_key_management",
    "columnstore",
    "connect",
    "cracklib_password_check",
    "feedback",
    "file_key_management",
    "gssapi",
    "handlersocket",
    "hashicorp_key_management",
    "mroonga",
    "oqgraph",
    "password_reuse_check",
    "query_response_time",
    "rocksdb",
    "s3",
    "server_audit",
    "simple_password_check",
    "sphinx",
    "spider",
    "sql_error_log",
    "tokudb",
  ],
};

/** Whether a plugin that this server can have would bring the option. */
export function isPluginOption(name: string, version: Version): boolean {
  return pluginOf(name, version) !== undefined;
}

/** The plugin that would bring the option, by a word that is part of its library's name. */
export function pluginOf(name: string, version: Version): string | undefined {
  if (version.flavor === "mysql" && name.startsWith("rpl_semi_sync_"))
    return isSemiSyncOption(name, version) ? "semisync" : undefined;
  return PLUGINS[version.flavor].find(
    (plugin) => name === plugin || name.startsWith(`${plugin}_`) || name.startsWith(`${plugin}.`),
  );
}

/** The plugins with the old words went away in 9.5, those with the new ones came in 8.0.26. */
function isSemiSyncOption(name: string, version: Version): boolean {
  if (/^rpl_semi_sync_(master|slave)(_|$)/.test(name)) return !atLeast(version, 9, 5);
  return /^rpl_semi_sync_(source|replica)(_|$)/.test(name) && atLeast(version, 8, 0);
}
