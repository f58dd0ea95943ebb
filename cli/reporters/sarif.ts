import { pathToFileURL } from "node:url";
import { invalidInventory } from "../../core/lint/lint-inventory.ts";
import { nodeRules } from "../../core/lint/nodes/index.ts";
import type { Finding, Severity } from "../../core/lint/rule.ts";
import { rules } from "../../core/lint/rules/index.ts";
import { SERVER_SAYS } from "../../core/lint/server-findings.ts";
import { LineMap, type Range } from "../../core/text/line-map.ts";
import type { Span } from "../../core/text/span.ts";
import { readRulePage } from "../rule-pages.ts";
import { version } from "../version.ts";
import type { LintedFile } from "./lint-text.ts";

const LEVELS: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  error: "error",
  warning: "warning",
  information: "note",
};

/** Static Analysis Results Interchange Format 2.1.0, which code hosts show beside changes. */
export function sarif(files: readonly LintedFile[]): unknown {
  const used = new Map<string, unknown>();
  const results = files.flatMap(({ file, text, findings }) => {
    const lines = new LineMap(text);
    return findings.map((finding) => {
      if (!used.has(finding.code)) used.set(finding.code, ruleObject(finding));
      return resultObject(finding, [...used.keys()].indexOf(finding.code), uriOf(file), lines);
    });
  });
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "dr-runbooks", version, rules: [...used.values()] } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { WORKSPACE: { description: { text: "The folder that the command was started in." } } },
        results,
      },
    ],
  };
}

function ruleObject({ code, rule: id, severity }: Finding): unknown {
  const rule = [...rules, ...nodeRules, invalidInventory].find((candidate) => candidate.code === code);
  const title = rule?.title ?? (code === SERVER_SAYS.code ? "A real server takes the line as it is" : id);
  return {
    id: code,
    name: id,
    shortDescription: { text: `${title}.` },
    ...(rule?.references[0] === undefined ? {} : { helpUri: rule.references[0] }),
    ...helpOf(code),
    defaultConfiguration: { level: LEVELS[rule?.severity ?? severity] },
  };
}

/** The rule's page; its text is for those who show no Markdown. */
function helpOf(code: string): object {
  const page = readRulePage(code)?.page;
  return page === undefined ? {} : { help: { text: page, markdown: page } };
}

function resultObject(finding: Finding, ruleIndex: number, uri: string, lines: LineMap): unknown {
  const artifactLocation = artifact(uri);
  const related = [
    ...(finding.related ?? []).map(({ path, range, message }) => ({
      message: { text: message },
      physicalLocation: { artifactLocation: artifact(uriOf(path)), region: regionOf(range) },
    })),
    ...(finding.places ?? []).map(({ span, message }) => ({
      message: { text: message },
      physicalLocation: { artifactLocation, region: region(span, lines) },
    })),
  ];
  return {
    ruleId: finding.code,
    ruleIndex,
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    locations: [{ physicalLocation: { artifactLocation, region: region(finding.span, lines) } }],
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    ...(finding.reaction === undefined ? {} : { properties: { reaction: finding.reaction } }),
    ...(finding.fixes.length === 0
      ? {}
      : {
          fixes: finding.fixes.map(({ title, edits }) => ({
            description: { text: title },
            artifactChanges: [
              {
                artifactLocation,
                replacements: edits.map(({ span, newText }) => ({
                  deletedRegion: region(span, lines),
                  ...(newText === "" ? {} : { insertedContent: { text: newText } }),
                })),
              },
            ],
          })),
        }),
  };
}

/** Counted from 1; the end is the column after the last. */
function region(span: Span, lines: LineMap): unknown {
  return regionOf(lines.rangeOf(span));
}

function regionOf({ start, end }: Range): unknown {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function uriOf(file: string): string {
  if (/^([\\/]|[A-Za-z]:[\\/])/.test(file)) return pathToFileURL(file).href;
  return file.replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/");
}

function artifact(uri: string): unknown {
  return /^file:/.test(uri) ? { uri } : { uri, uriBaseId: "WORKSPACE" };
}
