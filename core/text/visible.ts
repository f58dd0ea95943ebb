// Everything that moves the cursor, changes colours, reorders or hides text: C0, DEL, C1, line and paragraph separators,
// bidirectional controls, zero-width characters, the byte order mark, tag characters and lone surrogates.
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/gu;

function show(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `\\u{${code.toString(16)}}`;
}

/** One line of text from outside, safe to show: it can't forge lines, colours or an order that is not there. */
export function visible(text: string): string {
  return text.replace(invisible, show);
}

/** The same for text of several lines: LF and CRLF part lines, tabs become four spaces. */
export function visibleLines(text: string): string[] {
  return text.split(/\r?\n/).map((line) => visible(line.replaceAll("\t", "    ")));
}
