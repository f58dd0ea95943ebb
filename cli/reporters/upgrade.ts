import type { LineChange, Upgrade } from "../../core/lint/upgrade.ts";
import { formatVersion, type Version } from "../../core/mysql/flavor.ts";
import { productOf } from "../../core/mysql/manual.ts";
import type { OptionFileVerdict } from "../../core/node/option-check/check-option-file.ts";
import { visible } from "../../core/text/visible.ts";
import type { Output } from "../io.ts";
import { paintFor } from "../terminal/colour.ts";

export interface UpgradeReport {
  readonly file: string;
  readonly from: Version;
  readonly to: Version;
  readonly original: string;
  readonly upgrade: Upgrade;
  /** What a real server says of the patched file. */
  readonly verdict?: OptionFileVerdict;
}

export function upgradeJson({ file, from, to, upgrade, verdict }: UpgradeReport): unknown {
  return {
    file,
    flavor: to.flavor,
    from: series(from),
    to: series(to),
    changes: upgrade.changes,
    defaults: upgrade.defaults,
    refused: upgrade.left.map(({ code, message, span }) => ({ code, message, span })),
    text: upgrade.text,
    ...(verdict
      ? {
          server: {
            name: verdict.server,
            accepts: verdict.accepts,
            messages: verdict.messages.map(({ reaction, text }) => ({ reaction, text })),
          },
        }
      : {}),
  };
}

const HEADINGS: Readonly<Record<LineChange["action"], string>> = {
  replaced: "Replaced",
  "commented-out": "Commented out",
  left: "For you to look at",
};

export function writeUpgradeText(report: UpgradeReport, all: boolean, out: Output): void {
  const { file, from, to, upgrade, verdict } = report;
  const paint = paintFor(out);
  const line = (text: string): void => out.write(`${text}\n`);
  line(paint("bold", `${visible(file)}: ${productOf(to.flavor)} ${series(from)} → ${series(to)}`));
  for (const action of ["replaced", "commented-out", "left"] as const) {
    const changes = upgrade.changes.filter((change) => change.action === action);
    if (changes.length === 0) continue;
    line("");
    line(`${HEADINGS[action]} (${changes.length})`);
    for (const change of changes) {
      line(`  ${String(change.line + 1).padStart(4)}  ${visible(change.before)}`);
      if (action === "replaced") line(`        ${paint("green", visible(change.after))}`);
      line(`        ${paint("dim", visible(change.message))}`);
    }
  }
  writeDefaults(upgrade, all, out);
  writeDiff(report, out);
  if (verdict) {
    line("");
    line(`${verdict.server} ${verdict.accepts ? "takes the patched file." : "refuses the patched file:"}`);
    for (const { text, reaction } of verdict.messages) if (reaction === "refuses") line(`  ${visible(text)}`);
    if (verdict.gaveUp) line(`  ${visible(verdict.gaveUp)}`);
  }
  if (upgrade.changes.length === 0) line(`\nNothing in the file has to change.`);
}

function writeDefaults({ defaults }: Upgrade, all: boolean, out: Output): void {
  const paint = paintFor(out);
  const shown = all ? defaults : defaults.filter(({ recovery }) => recovery !== undefined);
  const hidden = defaults.length - shown.length;
  if (defaults.length === 0) return;
  out.write(`\nDefaults that change and that the file does not set (${shown.length})\n`);
  const width = Math.max(0, ...shown.map(({ name }) => name.length));
  for (const { name, from, to, recovery } of shown) {
    out.write(`  ${name.padEnd(width)}  ${shorten(from)} → ${shorten(to)}\n`);
    if (recovery) out.write(`  ${" ".repeat(width)}  ${paint("dim", recovery)}\n`);
  }
  if (hidden > 0) out.write(`  ${hidden} more with --all.\n`);
}

/** Lines keep their numbers, so each changed one is a hunk of its own. */
function writeDiff({ file, original, upgrade }: UpgradeReport, out: Output): void {
  if (original === upgrade.text) return;
  const paint = paintFor(out);
  const [before, after] = [original, upgrade.text].map((text) => text.split("\n"));
  out.write(`\n--- ${visible(file)}\n+++ ${visible(file)}\n`);
  before?.forEach((old, index) => {
    const changed = after?.[index] ?? "";
    if (old === changed) return;
    out.write(paint("dim", `@@ -${index + 1} +${index + 1} @@\n`));
    out.write(`${paint("red", `-${visible(old)}`)}\n${paint("green", `+${visible(changed)}`)}\n`);
  });
}

const LONGEST_DEFAULT = 60;

function shorten(text: string): string {
  return visible(text.length > LONGEST_DEFAULT ? `${text.slice(0, LONGEST_DEFAULT)}…` : text);
}

function series(version: Version): string {
  return version.patch > 0 ? formatVersion(version) : `${version.major}.${version.minor}`;
}
