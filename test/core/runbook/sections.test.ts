import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Root, RootContent } from "mdast";
import { remark } from "remark";
import { outlineOf } from "../../../core/runbook/outline.ts";

/** What the same parser finds in the document as a whole. */
function wholeOutline(text: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: Root | RootContent): void => {
    const at = node.position?.start.offset ?? 0;
    if (node.type === "code" && /^[`~]{3}/.test(text.slice(at))) found.push(`fence ${at} ${node.value}`);
    if (node.type === "heading") found.push(`heading ${at} ${node.depth}`);
    if ("children" in node) node.children.forEach(visit);
  };
  visit(remark().parse(text));
  return found;
}

function outline(text: string): readonly string[] {
  const { fences, headings } = outlineOf(text, 0);
  const lines = [
    ...fences.map(({ span, lines: content }) => ({
      at: span.start,
      text: `fence ${span.start} ${content.map((line) => " ".repeat(line.padding) + text.slice(line.start, line.end)).join("\n")}`,
    })),
    ...headings.map(({ span, depth }) => ({ at: span.start, text: `heading ${span.start} ${depth}` })),
  ];
  return lines.sort((a, b) => a.at - b.at).map((line) => line.text);
}

const filler = `${"word word word word\n".repeat(90)}`;
const piece = fc.constantFrom(
  `${filler}\n`,
  `${filler}\n`,
  "## Head\n",
  "## Head\n",
  "# Top\n\n",
  "```sql\n",
  "```\n",
  "~~~~\n",
  "  ```sh\n",
  "- item\n",
  "- ```sql\n",
  "  ```\n",
  "   text\n",
  "> ```sql\n",
  "> SELECT 1;\n",
  "<!-- a\n",
  "-->\n",
  "<div>\n",
  "<pre>\n",
  "</pre>\n",
  "<br> x\n",
  "\n",
  "\n",
  "    code\n",
  "SELECT 1;\n",
  "Head\n---\n",
  "[a]: <b\n",
);

test("cutting a document into pieces finds what the document as a whole has", () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
      const text = pieces.join("");
      // The value of mdast has no line ending at its end, however many there are.
      const trim = (lines: readonly string[]) => lines.map((line) => line.replace(/\n+$/, ""));
      assert.deepEqual(trim(outline(text)), trim(wholeOutline(text)));
    }),
    { numRuns: 100 },
  );
});
