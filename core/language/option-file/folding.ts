import type { Line, OptionFile } from "../../option-file/types.ts";
import { type Span, spanOf } from "../../text/span.ts";
import type { FoldingRange } from "../features.ts";

/** Groups, and runs of at least two lines of comment. */
export function foldOptions(file: OptionFile): readonly FoldingRange[] {
  const ranges: FoldingRange[] = [];
  let group: Line | undefined;
  let last: Line | undefined;
  let comments: Line[] = [];
  const endGroup = (): void => {
    if (group && last && last !== group) ranges.push({ kind: "region", span: contentSpan(group, last, file) });
  };
  const endComments = (): void => {
    const [first] = comments;
    const end = comments.at(-1);
    if (first && end && first !== end) ranges.push({ kind: "comment", span: contentSpan(first, end, file) });
    comments = [];
  };
  for (const line of file.lines) {
    if (line.kind === "comment") comments.push(line);
    else endComments();
    if (line.kind === "group") {
      endGroup();
      group = line;
      last = line;
    } else if (line.kind !== "comment" && line.kind !== "blank") last = line;
  }
  endComments();
  endGroup();
  return ranges.sort((a, b) => a.span.start - b.span.start);
}

/** Without the last line's ending, which belongs to the next line for an editor. */
function contentSpan(first: Line, last: Line, { text }: OptionFile): Span {
  const end = text.slice(last.span.start, last.span.end).trimEnd().length;
  return spanOf(first.span.start, last.span.start + end);
}
