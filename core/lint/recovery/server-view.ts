import type { Cluster, ClusterNode } from "../../cluster/inventory-types.ts";
import { lookup } from "../../mysql/catalogue.ts";
import type { Version } from "../../mysql/flavor.ts";
import { inRange } from "../../mysql/version-range.ts";
import { canonicalName, spellings } from "../../option-file/canonical-name.ts";
import { type Effective, type EffectiveLine, effectiveOf, settingOf } from "../../option-file/effective.ts";
import type { OptionFile } from "../../option-file/types.ts";
import { readBoolean, readList, readMember, readNumber } from "../../option-file/values.ts";
import { KeptOn } from "../../text/kept-on.ts";
import type { Span } from "../../text/span.ts";
import type { Fix, LintContext, Report, Severity } from "../rule.ts";
import { anchorOf, insertLine, joined, removeLines, writeLine } from "./edits.ts";
import { looksLikeReplica } from "./replica-evidence.ts";

/** Stands for a finding on a line of an included file, which is reported when that file is looked at, or of the rest of the file. */
export const IN_ANOTHER_FILE: Report = { span: { start: 0, end: 0 }, message: "" };

/** Lines beside which a missing one of the same topic is reported and added. */
const NEAR_LOG: readonly string[] = ["log_bin", "server_id"];
export const NEAR_REPLICA: readonly string[] = [
  "relay_log",
  "read_only",
  "super_read_only",
  "log_replica_updates",
  "log_bin",
  "server_id",
];

export interface ReportOptions {
  /** The value that mends it: the line is changed or added. */
  readonly want?: string;
  /** Where a missing line belongs. */
  readonly near?: readonly string[];
  readonly severity?: Severity;
  readonly fixes?: readonly Fix[];
}

/** What one server makes of one file, and what is known of its part in the cluster. Names may be in any spelling. */
export class ServerView {
  readonly file: OptionFile;
  readonly server: Version;
  readonly context: LintContext;
  readonly effective: Effective;
  readonly #looksLikeReplica: boolean;
  readonly #own = new Map<string, readonly EffectiveLine[]>();

  private constructor(file: OptionFile, server: Version, context: LintContext) {
    this.file = file;
    this.server = server;
    this.context = context;
    this.effective = effectiveOf(file, server, context.included);
    this.#looksLikeReplica = looksLikeReplica(this.effective);
  }

  static of(file: OptionFile, server: Version, context: LintContext): ServerView {
    const views = cache.get(file) ?? [];
    cache.set(file, views);
    const known = views.find((view) => view.context === context && view.server === server);
    if (known) return known;
    const view = new ServerView(file, server, context);
    if (views.length >= VIEWS_KEPT) views.shift();
    views.push(view);
    return view;
  }

  /** No line of the file is for this server. */
  get isEmpty(): boolean {
    return this.effective.lines.size === 0;
  }

  get cluster(): Cluster | undefined {
    return this.context.cluster;
  }

  get node(): ClusterNode | undefined {
    return this.context.node;
  }

  get isMySql(): boolean {
    return this.server.flavor === "mysql";
  }

  /** One of several nodes: its role may change with any failover. */
  get isMember(): boolean {
    return this.node !== undefined && (this.cluster?.nodes.length ?? 0) > 1;
  }

  /** Is a replica, or will be one after a switchover. */
  get isReplica(): boolean {
    return this.isMember || this.node?.role === "replica" || this.#looksLikeReplica;
  }

  /** A failover may choose it. A negative priority in the inventory keeps it out. */
  get mayBePromoted(): boolean {
    return this.isMember && (this.node?.priority ?? 0) >= 0;
  }

  /** The server writes a binary log. `log_bin = OFF` does not keep it from doing so: it names the files. */
  get logOn(): boolean {
    const { line, value } = settingOf(this.effective, "log_bin");
    if (!line) return readBoolean(value ?? "OFF");
    return !(line.value === "OFF" && line.prefixes.some((prefix) => prefix === "skip" || prefix === "disable"));
  }

  /** Writes one because the file says so, or is a node that does so by default. */
  get logs(): boolean {
    return this.logOn && (this.has("log_bin") || this.isMember);
  }

  /** Of a cluster that decides itself who may write. */
  get isGroupMember(): boolean {
    return this.on("wsrep_on") || this.has("wsrep_cluster_address", "group_replication_group_name");
  }

  inVersions(range: string): boolean {
    return inRange(this.server, range);
  }

  line(name: string): EffectiveLine | undefined {
    return this.all(name).at(-1);
  }

  /** The lines of this very file. */
  all(name: string): readonly EffectiveLine[] {
    const canonical = canonicalName(name);
    const known = this.#own.get(canonical);
    if (known) return known;
    const own = (this.effective.lines.get(canonical) ?? []).filter(({ included }) => !included);
    this.#own.set(canonical, own);
    return own;
  }

  /** Whether a line sets one of them, here or in an included file. */
  has(...names: readonly string[]): boolean {
    return names.some((name) => this.effective.lines.has(canonicalName(name)));
  }

  text(name: string): string | undefined {
    return settingOf(this.effective, name).value;
  }

  on(name: string): boolean {
    return readBoolean(this.text(name) ?? "OFF");
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : readNumber(text);
  }

  member(name: string, members: readonly string[]): string | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : readMember(text, members);
  }

  list(name: string): readonly string[] {
    return readList(this.text(name) ?? "");
  }

  /** The name under which this server knows the setting. */
  spell(name: string): string {
    const names = spellings(canonicalName(name));
    return names.find((spelling) => ACCEPTED.has(lookup(spelling, this.server).kind)) ?? name;
  }

  /** At the line that counts, else near where it belongs. What is missing may stand in an included file: that is mere information. */
  report(name: string, message: string, { want, near = NEAR_LOG, severity, fixes }: ReportOptions = {}): Report {
    const { span, line } = settingOf(this.effective, name);
    if (line?.included) return IN_ANOTHER_FILE;
    const mended = fixes ?? (want === undefined ? [] : this.writing(name, want, near));
    if (span) return { span, message, fixes: mended, ...(severity ? { severity } : {}) };
    if (this.context.isFragment) return IN_ANOTHER_FILE;
    const level = this.effective.includes ? "information" : severity;
    return {
      span: this.#anchor(near).span,
      message: this.effective.includes ? `${message} An included file may set it.` : message,
      fixes: mended,
      ...(level ? { severity: level } : {}),
    };
  }

  /** At one of several lines of a setting. */
  reportLine(line: EffectiveLine, message: string, options: Omit<ReportOptions, "near" | "want"> = {}): Report {
    const { setting } = line;
    const span: Span = { start: setting.name.span.start, end: setting.value?.span.end ?? setting.name.span.end };
    return { span, message, fixes: [], ...options };
  }

  /** Changes the line that counts, or adds one. What a server does changes with it, so a person has to look. */
  writing(name: string, value: string, near: readonly string[] = NEAR_LOG): readonly Fix[] {
    const spelled = this.spell(name);
    const line = this.line(name);
    const edit = line
      ? writeLine(this.file, line, spelled, value)
      : insertLine(this.file, this.#anchor(near), spelled, value);
    return edit ? [{ title: `Set ${spelled} = ${value}`, safety: "unsafe", edits: [edit] }] : [];
  }

  /** Several settings at once. */
  writingAll(values: readonly (readonly [name: string, value: string])[], near?: readonly string[]): readonly Fix[] {
    const fixes = values.flatMap(([name, value]) => this.writing(name, value, near));
    const title = `Set ${values.map(([name, value]) => `${this.spell(name)} = ${value}`).join(" and ")}`;
    return fixes.length === 0 ? [] : [{ title, safety: "unsafe", edits: joined(fixes.flatMap(({ edits }) => edits)) }];
  }

  removing(...names: readonly string[]): readonly Fix[] {
    const count = names.reduce((sum, name) => sum + this.all(name).length, 0);
    if (count === 0 || count > MOST_LINES_OF_FIX) return [];
    const lines = names.flatMap((name) => this.all(name));
    const title = lines.length === 1 ? "Remove the line" : `Remove the ${lines.length} lines`;
    return [{ title, safety: "unsafe", edits: removeLines(lines) }];
  }

  /** Where the file says something of a setting, or would. */
  placeOf(name: string, near: readonly string[] = NEAR_REPLICA): Span {
    return settingOf(this.effective, name).span ?? this.#anchor(near).span;
  }

  #anchor(near: readonly string[]) {
    const line = near.map((name) => this.line(name)).find((found) => found !== undefined);
    return anchorOf(this.file, this.server, line);
  }
}

const ACCEPTED: ReadonlySet<string> = new Set(["known", "deprecated", "plugin"]);
/** A file that repeats a setting more often was not written by a person. */
const MOST_LINES_OF_FIX = 50;
const VIEWS_KEPT = 6;
const cache = new KeptOn<OptionFile, ServerView[]>();
