import { visible } from "../../../core/text/visible.ts";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text from outside, as one line of HTML text or of an attribute's value. */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

/** The same, LF kept. */
export function escapeLines(text: string): string {
  return text.split(/\r?\n/).map(escapeHtml).join("\n");
}

/** Colours come from the theme; one copy per output, since each output may stand alone. */
export const style = `<style>
.drr { font-family: var(--vscode-font-family); font-size: 0.95em; line-height: 1.5 }
.drr table { border-collapse: collapse; margin: 0.2em 0 }
.drr th, .drr td { padding: 0.1em 0.7em; border: 1px solid var(--vscode-panel-border, #8884); text-align: left; vertical-align: top; height: 1.3em;
  font-family: var(--vscode-editor-font-family); white-space: pre-wrap }
.drr td.number { text-align: right }
.drr td.null, .drr .quiet { opacity: 0.7 }
.drr td.null { font-style: italic }
.drr .node { margin-top: 0.5em }
.drr .node:first-child { margin-top: 0 }
.drr .good { color: var(--vscode-testing-iconPassed, #388a34) }
.drr .bad { color: var(--vscode-errorForeground, #c72e0f) }
.drr .attention { color: var(--vscode-editorWarning-foreground, #bf8803) }
.drr code { font-family: var(--vscode-editor-font-family); white-space: pre-wrap }
</style>`;

/** How it ended, and the message that says why. */
export function errorHtml(name: string, message: string): string {
  return `${style}<div class="drr" role="alert"><b class="bad">${escapeHtml(name)}</b>: ${escapeHtml(message)}</div>`;
}
