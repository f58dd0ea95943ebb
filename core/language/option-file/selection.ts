import { type Span, spanOf } from "../../text/span.ts";
import type { SelectionRange } from "../features.ts";
import { lineAt, type OptionPlace } from "./part.ts";

/** From the member of a list over the value, the setting and the group to the whole file. */
export function selectOption({ part, offset }: OptionPlace): SelectionRange {
  const { file } = part;
  const spans: Span[] = [];
  const line = lineAt(file, offset);
  if (line?.kind === "setting") {
    const { name, value } = line;
    if (inside(name.span, offset)) spans.push(name.span);
    if (value && inside(value.span, offset)) {
      const from = Math.max(value.span.start, file.text.lastIndexOf(",", offset - 1) + 1);
      const comma = file.text.indexOf(",", offset);
      spans.push(spanOf(from, comma < 0 ? value.span.end : Math.min(comma, value.span.end)), value.span);
    }
    spans.push(spanOf(name.span.start, value?.span.end ?? name.span.end));
  } else if (line?.kind === "group") spans.push(line.name.span);
  else if (line?.kind === "include" || line?.kind === "includedir") spans.push(line.path.span);
  if (line) spans.push(line.span);
  const starts = file.lines.flatMap((other) => (other.kind === "group" ? [other.span.start] : []));
  const start = starts.findLast((candidate) => candidate <= offset) ?? 0;
  const end = starts.find((candidate) => candidate > offset) ?? file.text.length;
  spans.push(spanOf(start, end), spanOf(0, file.text.length));
  return spans.filter((span, index) => {
    const before = spans[index - 1];
    return inside(span, offset) && (!before || span.start < before.start || span.end > before.end);
  });
}

function inside(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
