import { rangeOf, readable, seriesText, shortFacts } from "../../core/language/option-file/setting-text.ts";
import type { Explanation, SeriesFacts } from "../../core/mysql/explain-setting.ts";
import type { Version } from "../../core/mysql/flavor.ts";
import { visible } from "../../core/text/visible.ts";
import type { Output } from "../io.ts";
import { paintFor } from "../terminal/colour.ts";

export function explanationJson({ name, description, facts, series, lookup, manual }: Explanation): unknown {
  return {
    name,
    ...description,
    ...(facts
      ? {
          type: facts.type,
          ...(facts.scope ? { scope: facts.scope } : {}),
          dynamic: facts.dynamic,
          ...(facts.min === undefined ? {} : { min: facts.min }),
          ...(facts.max === undefined ? {} : { max: facts.max }),
          ...(facts.members.length > 0 ? { values: facts.members } : {}),
        }
      : {}),
    target: lookup.kind,
    series: series.map(({ version, status, default: fallback, replacement }) => ({
      flavor: version.flavor,
      version: `${version.major}.${version.minor}`,
      status,
      ...(fallback === undefined ? {} : { default: fallback }),
      ...(replacement === undefined ? {} : { replacement }),
    })),
    manual,
  };
}

const STATUS: Readonly<Record<SeriesFacts["status"], string>> = {
  accepted: "",
  deprecated: "deprecated",
  ignored: "without effect",
  "not-in-files": "not for option files",
  removed: "gone: refuses to start",
  unknown: "unknown: refuses to start",
  plugin: "needs its plugin",
};

export function writeExplanation(explanation: Explanation, targets: readonly Version[], out: Output): void {
  const { name, description, facts, series, manual } = explanation;
  const paint = paintFor(out);
  const line = (text: string): void => out.write(`${text}\n`);
  line(`${paint("bold", name)}${facts ? ` — ${shortFacts(facts)}` : ""}`);
  if (description) line(description.meaning);
  if (description?.recovery) line(`Recovery: ${description.recovery}`);
  const range = facts && rangeOf(facts);
  if (range) line(`Values: ${visible(range.replaceAll("`", ""))}`);
  line("");
  for (const { version, status, default: fallback, replacement } of series) {
    const isTarget = targets.length === 1 && seriesText([version]) === seriesText(targets);
    const words = [
      fallback === undefined ? "" : `default ${visible(readable(fallback))}`,
      STATUS[status],
      replacement ? `use ${replacement}` : "",
    ].filter(Boolean);
    const text = `${seriesText([version]).padEnd(14)}  ${words.join("; ") || "accepted"}`;
    line(`${isTarget ? "→" : " "} ${isTarget ? paint("bold", text) : text}`);
  }
  line("");
  line(manual);
}
