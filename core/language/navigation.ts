import type { LintContext } from "../lint/rule.ts";
import type { IncludedFile } from "../option-file/include.ts";
import type { Analysis } from "./analyse.ts";
import type { DocumentLink, Location } from "./features.ts";
import { optionDefinition, optionLinks, optionReferences, type PlacedFile } from "./option-file/navigation.ts";
import { optionPlaceAt } from "./option-file/part.ts";

/** What surrounds a document for going from one file to another. */
export interface Neighbours {
  /** The document with its includes, when it is an option file. */
  readonly included?: IncludedFile;
  /** The option files of the workspace, the document itself among them when it is one. */
  readonly optionFiles: readonly PlacedFile[];
}

export function documentLinks(analysis: Analysis, { included }: Pick<Neighbours, "included">): readonly DocumentLink[] {
  return analysis.kind === "option-file" && included ? optionLinks(included) : [];
}

export function definition(
  analysis: Analysis,
  offset: number,
  context: LintContext,
  { included, optionFiles }: Neighbours,
): readonly Location[] {
  const place = optionPlaceAt(analysis, offset, context);
  if (!place) return [];
  // A fragment is no file: nothing is included, and all files are others.
  const root = included ?? { path: "", file: place.part.file, includes: [] };
  return optionDefinition(place, root, optionFiles);
}

export function references(
  analysis: Analysis,
  offset: number,
  context: LintContext,
  { optionFiles }: Neighbours,
): readonly Location[] {
  const place = optionPlaceAt(analysis, offset, context);
  return place ? optionReferences(place, optionFiles) : [];
}
