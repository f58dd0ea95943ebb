import assert from "node:assert/strict";
import { test } from "node:test";
import { Redactor } from "../../../core/run/redactor.ts";

const secret = "p@ss'w\\ö rd";

function redactor(...secrets: string[]): Redactor {
  const made = new Redactor();
  for (const one of secrets) made.add(one);
  return made;
}

test("a secret is replaced in every form it is likely to take", () => {
  const bytes = Buffer.from(secret);
  for (const form of [
    secret,
    "p@ss''w\\\\ö rd",
    "p@ss\\'w\\\\ö rd",
    "p@ss'\\''w\\ö rd",
    JSON.stringify(secret).slice(1, -1),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    bytes.toString("base64").replace(/=+$/, ""),
    encodeURIComponent(secret).replaceAll("'", "%27"),
  ]) {
    assert.equal(redactor(secret).text(`<${form}>`), "<<redacted>>", form);
  }
});

test("the longer of two secrets is replaced as a whole", () => {
  assert.equal(redactor("abc", "abcdef").text("abcdef abc"), "<redacted> <redacted>");
});

test("a secret that is cut anywhere between two pieces of output is found", () => {
  const whole = `before ${secret} after`;
  for (let at = 0; at <= whole.length; at++) {
    let seen = "";
    const stream = redactor(secret).stream((text) => (seen += text));
    stream.add(whole.slice(0, at));
    stream.add(whole.slice(at));
    stream.end();
    assert.equal(seen, "before <redacted> after");
  }
});

test("an empty secret changes nothing", () => {
  assert.equal(redactor("").text("text"), "text");
});
