import { tablesOf } from "../../mysql/catalogue/table.ts";
import { isOption, variableFacts } from "../../mysql/catalogue.ts";
import type { Flavor, Version } from "../../mysql/flavor.ts";
import { isPluginOption } from "../../mysql/plugin-options.ts";
import { canonicalName } from "../../option-file/canonical-name.ts";
import { type ResolvedSetting, resolveSetting } from "../../option-file/resolve.ts";
import type { Setting } from "../../option-file/types.ts";

const FLAVORS: readonly Flavor[] = ["mysql", "mariadb"];

/** The option that a setting's name stands for: as the first target that knows it has it, else as any server has it. */
export function resolveName(key: string, targets: readonly Version[]): ResolvedSetting {
  for (const target of targets) {
    const resolved = resolveSetting(key, (name) => isOption(name, target) || isPluginOption(name, target));
    if (resolved.known) return resolved;
  }
  return resolveSetting(key, isKnownAnywhere);
}

function isKnownAnywhere(name: string): boolean {
  return FLAVORS.some((flavor) => tablesOf(flavor).some(({ version }) => isOption(name, version)));
}

/** Equal for all spellings of one setting. */
export function settingIdentity(setting: Setting): string {
  return canonicalName(resolveName(setting.key, []).base);
}

/** The newest target that has the option, else the newest. */
export function explainingServer(name: string, targets: readonly Version[]): Version | undefined {
  return targets.findLast((target) => variableFacts(name, target)) ?? targets.at(-1);
}
