/** A text of several lines on one, as a person may read it: its line ends can be seen, as they end a comment or are a part of a literal. */
export function oneLine(text: string): string {
  return text.trim().replaceAll(/[ \t]*\r?\n\s*/g, " ⏎ ");
}
