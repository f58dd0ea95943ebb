import fc from "fast-check";

const openings = ["```", "````", "~~~", "~~~~~~", "``````````", "```sql\n", "~~~ sh {name=a}\n", "```bash {on=b}\r\n"];
const endings = ["\n", "\n", "\n", "\r\n", "\r", "\n\n", "\n \n", "\r\n\r\n"];
const prefixes = ["> ", ">", "- ", "* ", "1. ", "10) ", " ", "  ", "   ", "    ", "\t", "> - ", "  > "];
const markup = [
  "# a",
  "## *a* `b` [c]",
  "### a_b ###",
  "#",
  "a\n===\n",
  "a\n---\n",
  "---\n",
  "---\nx: 1\n---\n",
  "<!--",
  "  <!-- a",
  "-->",
  "<div>",
  "</div>",
  "<pre>",
  "</pre>",
  "<br> x",
  "[c]: d",
  "[c]:\n<d>\n'e",
  "| a | b |\n|---|---|\n",
];
const dialects = [
  '!!! note "a"\n',
  "    !!! warning\n",
  "??? tip\n",
  "{% hint %}",
  "{% endhint %}",
  "{% tab a %}\n",
  ":::\n",
];
const words = ["sql", "SELECT 1;", "console", "$ ls", "{name=a}", "a", "`", "{", "}", "\\", "é", "💾"];
const oddities = ["\ufeff", "\0", "\u2028", "\u00a0", "\ud800", "\v", "\f"];

/** Line endings, containers, fences and what surrounds them, in any order. */
const piece: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...openings) },
  { weight: 6, arbitrary: fc.constantFrom(...endings) },
  { weight: 3, arbitrary: fc.constantFrom(...prefixes) },
  { weight: 3, arbitrary: fc.constantFrom(...markup) },
  { weight: 1, arbitrary: fc.constantFrom(...dialects) },
  { weight: 3, arbitrary: fc.constantFrom(...words) },
  { weight: 1, arbitrary: fc.constantFrom(...oddities) },
);

/** Anything that may lie in a Markdown file. */
export const documents: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join("")) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
);
