import type { CodeLine } from "./code.ts";
import { lineSpan } from "./code.ts";
import type { Located } from "./types.ts";

/** What a person is to do: the items of the list or, without a list, the whole text as one. Indented lines go on with the item above. */
export function manualItems(lines: readonly CodeLine[]): readonly Located<string>[] {
  const items: { value: string; span: { start: number; end: number } }[] = [];
  let hasList = false;
  for (const line of lines) {
    const marker = /^\s*(?:[-*+]|\d+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)/.exec(line.text)?.[0].length;
    const span = lineSpan(line);
    if (marker !== undefined) {
      if (!hasList) items.length = 0;
      hasList = true;
      items.push({
        value: line.text.slice(marker).trimEnd(),
        span: { start: span.start + marker - line.padding, end: span.end },
      });
      continue;
    }
    const text = line.text.trim();
    const last = items.at(-1);
    if (text === "") continue;
    if (last && (!hasList || /^\s/.test(line.text))) {
      last.value += ` ${text}`;
      last.span.end = span.end;
    } else if (!hasList) items.push({ value: text, span });
  }
  return items;
}
