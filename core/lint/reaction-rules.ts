import type { OptionFileRule } from "./rule.ts";
import { abbreviatedSetting } from "./rules/abbreviated-setting.ts";
import { adjustedValue } from "./rules/adjusted-value.ts";
import { badValue } from "./rules/bad-value.ts";
import { deprecatedSetting } from "./rules/deprecated-setting.ts";
import { ignoredSetting } from "./rules/ignored-setting.ts";
import { invalidLine } from "./rules/invalid-line.ts";
import { misplacedSetting } from "./rules/misplaced-setting.ts";
import { needsPlugin } from "./rules/needs-plugin.ts";
import { unclearTarget } from "./rules/unclear-target.ts";
import { unknownSetting } from "./rules/unknown-setting.ts";

/** What the server itself does about the lines of a file: CNF001 to CNF010. */
export const reactionRules: readonly OptionFileRule[] = [
  unknownSetting,
  invalidLine,
  badValue,
  adjustedValue,
  deprecatedSetting,
  ignoredSetting,
  misplacedSetting,
  needsPlugin,
  abbreviatedSetting,
  unclearTarget,
];
