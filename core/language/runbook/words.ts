import { type Span, spanOf } from "../../text/span.ts";

export interface Word {
  readonly text: string;
  readonly span: Span;
}

export function wordAt(text: string, offset: number, part = /\w/): Word | undefined {
  let [start, end] = [offset, offset];
  while (start > 0 && part.test(text[start - 1] ?? "")) start--;
  while (end < text.length && part.test(text[end] ?? "")) end++;
  return end > start ? { text: text.slice(start, end), span: spanOf(start, end) } : undefined;
}

export function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  return text.slice(start, end < 0 ? text.length : end);
}

/** As Markdown shows it, whatever it holds. */
export function code(text: string): string {
  const plain = text.replace(/\s+/g, " ").slice(0, 200);
  return plain.includes("`") ? `\`\` ${plain} \`\`` : `\`${plain}\``;
}
