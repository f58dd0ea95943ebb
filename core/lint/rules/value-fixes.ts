import type { Judgement } from "../../option-file/judge.ts";
import type { Fix } from "../rule.ts";

/** Writes the value that a judgement proposes. */
export function valueFixes({ setting, value }: Judgement, safety: Fix["safety"]): readonly Fix[] {
  if (value === undefined || !setting?.value) return [];
  return [{ title: `Write "${value}"`, safety, edits: [{ span: setting.value.span, newText: value }] }];
}
