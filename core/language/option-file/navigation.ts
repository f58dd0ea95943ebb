import { groupEvidence } from "../../option-file/groups.ts";
import { type IncludedFile, includedFiles, type ResolvedInclude } from "../../option-file/include.ts";
import type { OptionFile, Setting } from "../../option-file/types.ts";
import { spanOf } from "../../text/span.ts";
import type { DocumentLink, Location } from "../features.ts";
import { settingIdentity } from "./names.ts";
import { lineAt, type OptionPlace } from "./part.ts";

export interface PlacedFile {
  /** Absolute. */
  readonly path: string;
  readonly file: OptionFile;
}

/** Each include that was followed, to its file or the first of its folder. */
export function optionLinks({ includes }: IncludedFile): readonly DocumentLink[] {
  return includes.flatMap(({ directive, files }) => {
    const [first] = files;
    if (!first) return [];
    const tooltip =
      directive.kind === "includedir" ? { tooltip: `First of ${files.length}: ${baseName(first.path)}` } : {};
    return [{ span: directive.path.span, target: first.path, ...tooltip }];
  });
}

/** The files of an include; of a setting the earlier lines that it overrides, and the same setting in other files. */
export function optionDefinition(
  place: OptionPlace,
  root: IncludedFile,
  others: readonly PlacedFile[],
): readonly Location[] {
  const { part, offset } = place;
  const line = lineAt(part.file, offset);
  if (line?.kind === "include" || line?.kind === "includedir") {
    const include = root.includes.find(({ directive }) => directive.span.start === line.span.start);
    return include ? startsOf(include) : [];
  }
  const setting = settingAt(place);
  if (!setting) return [];
  const earlier = part.isFragment ? [] : earlierLines(setting, root);
  const own = new Set([...includedFiles(root)].map(({ path }) => path));
  const elsewhere = others.filter(({ path }) => !own.has(path)).flatMap((other) => sameSettings(setting, other));
  return [...earlier, ...elsewhere];
}

/** Every line of the workspace's option files that sets what the line at a place sets, this one included. */
export function optionReferences(place: OptionPlace, files: readonly PlacedFile[]): readonly Location[] {
  const setting = settingAt(place);
  return setting ? files.flatMap((file) => sameSettings(setting, file)) : [];
}

function settingAt({ part, offset }: OptionPlace): Setting | undefined {
  const line = lineAt(part.file, offset);
  const end = line?.kind === "setting" ? (line.value?.span.end ?? line.name.span.end) : 0;
  return line?.kind === "setting" && line.name.span.start <= offset && offset <= end ? line : undefined;
}

function startsOf({ files }: ResolvedInclude): readonly Location[] {
  return files.map(({ path }) => ({ path, span: spanOf(0, 0) }));
}

/** In reading order up to the setting itself: an include is read where it stands. */
function earlierLines(setting: Setting, root: IncludedFile): readonly Location[] {
  const found: Location[] = [];
  for (const line of root.file.lines) {
    if (line.span.start >= setting.span.start) break;
    if (line.kind === "setting" && isSame(line, setting)) found.push({ path: root.path, span: line.name.span });
    if (line.kind !== "include" && line.kind !== "includedir") continue;
    const include = root.includes.find(({ directive }) => directive === line);
    for (const file of include?.files ?? []) {
      for (const included of includedFiles(file)) found.push(...sameSettings(setting, included));
    }
  }
  return found;
}

function sameSettings(setting: Setting, { path, file }: PlacedFile): readonly Location[] {
  return file.lines.flatMap((line) =>
    line.kind === "setting" && isSame(line, setting) ? [{ path, span: line.name.span }] : [],
  );
}

/** The same setting, for a server in both places or for a client in both. */
function isSame(one: Setting, other: Setting): boolean {
  return isClient(one) === isClient(other) && settingIdentity(one) === settingIdentity(other);
}

function isClient({ group }: Setting): boolean {
  return (
    group !== undefined && (groupEvidence(group.name.value) === "client" || group.name.value.toLowerCase() === "client")
  );
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
