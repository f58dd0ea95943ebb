/** What a window opens. Paths are absolute, on the machine of the server. */
export interface WorkbenchContent {
  readonly workspace: string;
  /** Extension under development. */
  readonly extension?: string;
  /** Bundle with the suite that the extension host runs. */
  readonly tests?: string;
}

/** The address of a workbench page. The authority of remote paths is the word `remote`, whatever the host. */
export function workbenchAddress(server: string, content: WorkbenchContent): string {
  const payload: [string, string][] = [];
  const remote = (path: string) => `vscode-remote://remote${path}`;
  if (content.extension !== undefined) payload.push(["extensionDevelopmentPath", remote(content.extension)]);
  if (content.tests !== undefined) payload.push(["extensionTestsPath", remote(content.tests)]);
  const query = new URLSearchParams({ folder: content.workspace });
  if (payload.length > 0) query.set("payload", JSON.stringify(payload));
  return `${server}/?${query}`;
}
