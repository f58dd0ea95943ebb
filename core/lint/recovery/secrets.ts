import type { OptionFile, Setting } from "../../option-file/types.ts";

const PASSWORD = /^(?!.*validate_)(.*_)?(password|passphrase)$/;
const USER_AND_PASSWORD = /^(loose_)?wsrep_sst_auth$/;

/** The lines that give away a password, in whatever group. A name without a value makes the client ask. */
export function secretLines(file: OptionFile): readonly Setting[] {
  return file.lines.flatMap((line) => (line.kind === "setting" && isSecret(line) ? [line] : []));
}

/** Whether a line's value must not be shown. */
export function isSecret({ key, value }: Setting): boolean {
  const text = value?.value ?? "";
  if (text === "" || /^(\$\{.*\}|\{\{.*\}\}|<.*>)$/.test(text)) return false;
  return PASSWORD.test(key) || (USER_AND_PASSWORD.test(key) && /:./.test(text));
}
