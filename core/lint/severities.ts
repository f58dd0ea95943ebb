import { nearest } from "../text/nearest.ts";
import { invalidInventory } from "./lint-inventory.ts";
import type { Finding, RuleSettings, Severity } from "./rule.ts";
import { rules } from "./rules/index.ts";

const levels: readonly string[] = ["error", "warning", "information", "off"];

/** Findings as the settings want them: with another severity, or none. A rule is named by its code or its id. */
export function withSeverities(findings: readonly Finding[], settings: RuleSettings | undefined): readonly Finding[] {
  if (!settings || Object.keys(settings).length === 0) return findings;
  return findings.flatMap((finding): readonly Finding[] => {
    const severity = settingOf(settings, finding.code) ?? settingOf(settings, finding.rule);
    if (severity === undefined) return [finding];
    return severity === "off" ? [] : [{ ...finding, severity }];
  });
}

function settingOf(settings: RuleSettings, name: string): Severity | "off" | undefined {
  return Object.hasOwn(settings, name) ? settings[name] : undefined;
}

/** What is wrong with one entry of the settings, then what to do; undefined when it is right. */
export function severityProblem(name: string, value: unknown): string | undefined {
  const names = [...rules, invalidInventory].flatMap(({ code, id }) => [code, id]);
  if (!names.includes(name)) {
    const [meant] = nearest(name, names);
    return `There is no rule \`${name}\`. ${meant ? `Did you mean \`${meant}\`?` : "Write its code, such as RBK016, or its name."}`;
  }
  if (levels.includes(String(value))) return undefined;
  return `\`${String(value)}\` is no severity. Write error, warning, information or off.`;
}

/** The settings of an editor: what is wrong in them counts as not set. */
export function toRuleSettings(value: unknown): RuleSettings {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter(([name, severity]) => severityProblem(name, severity) === undefined),
  ) as RuleSettings;
}
