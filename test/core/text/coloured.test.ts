import assert from "node:assert/strict";
import { test } from "node:test";
import { colouredLines } from "../../../core/text/coloured.ts";

const esc = "\u001b";

test("colours stay, end with their line, and go where none are wanted", () => {
  assert.deepEqual(colouredLines(`${esc}[1;31mred\nplain${esc}[0m x`, true), [
    `${esc}[1;31mred${esc}[0m`,
    `plain${esc}[0m x`,
  ]);
  assert.deepEqual(colouredLines(`${esc}[38;5;196ma${esc}[38;2;1;2;3mb${esc}[m`, false), ["ab"]);
});

test("whatever else a terminal obeys is shown, not obeyed", () => {
  const attacks = [
    `${esc}]0;title\u0007`, // the title of the window
    `${esc}]8;;https://evil.example${esc}\\click${esc}]8;;${esc}\\`, // a link
    `${esc}]52;c;Zm9v\u0007`, // the clipboard
    `${esc}[2J${esc}[H`, // an empty screen
    `${esc}[1A${esc}[2K✔ all well`, // over the line before
    `${esc}[8mhidden${esc}[0m`,
    `${esc}[7mswapped`,
    `${esc}[30;40mblack on black`,
    `${esc}[38;5;999mno colour`,
    `${esc}[6n`, // asks the terminal to type
    `${esc}P+q544e${esc}\\`,
    "\u009b31mC1",
    "a\rb\b\b",
    "\u202eevil",
  ];
  for (const attack of attacks) {
    const [shown = ""] = colouredLines(attack, true);
    const rest = shown.replaceAll(`${esc}[0m`, "");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
    assert.doesNotMatch(rest, /[\u0000-\u001f\u007f-\u009f\u202e]/, JSON.stringify(attack));
  }
});
