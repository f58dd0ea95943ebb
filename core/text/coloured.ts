import { visible } from "./visible.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const sequence = /\u001b\[([0-9;]*)m/g;
/** Bold, faint, italic, underlined, a foreground colour, and what ends them. Nothing that hides text or swaps its colours. */
const plain = new Set(["", "0", "1", "2", "3", "4", "22", "23", "24", "39"]);

/**
 * Lines of a program's output, safe to show: colours stay or, without `colour`, go; everything else that a terminal would
 * obey is made visible. A colour ends with its line.
 */
export function colouredLines(text: string, colour: boolean): string[] {
  return text.split(/\r?\n/).map((line) => {
    let shown = "";
    let open = false;
    let last = 0;
    for (const match of line.matchAll(sequence)) {
      if (!isColour(match[1] ?? "")) continue;
      shown += safe(line.slice(last, match.index));
      last = match.index + match[0].length;
      if (!colour) continue;
      shown += match[0];
      open = !/^0*$/.test(match[1] ?? "");
    }
    return `${shown}${safe(line.slice(last))}${open ? "\u001b[0m" : ""}`;
  });
}

function safe(text: string): string {
  return visible(text.replaceAll("\t", "    "));
}

function isColour(parameters: string): boolean {
  const codes = parameters.split(";").map((code) => code.replace(/^0+(?=\d)/, ""));
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? "";
    if (code === "38" && codes[index + 1] === "5" && Number(codes[index + 2]) < 256) index += 2;
    else if (code === "38" && codes[index + 1] === "2" && codes.length > index + 4) index += 4;
    else if (!plain.has(code) && !/^(?:3[1-7]|9[0-7])$/.test(code)) return false;
  }
  return true;
}
