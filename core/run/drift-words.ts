import type { Evidence } from "./outcome.ts";

/** What a comparison of settings came to: `db2: 6 of 9 settings differ`. Undefined for a step that compared none. */
export function driftWords({ targets }: Evidence): { readonly differs: boolean; readonly text: string } | undefined {
  const compared = targets.flatMap(({ node, statements }) =>
    statements.flatMap((statement) => (statement.compared ? [{ node, ...statement.compared }] : [])),
  );
  if (compared.length === 0) return undefined;
  const drifted = compared.filter(({ differ }) => differ > 0);
  if (drifted.length > 0) {
    const parts = drifted.map(({ node, settings, differ }) => `${node}: ${differ} of ${settings} settings differ`);
    return { differs: true, text: parts.join("; ") };
  }
  const settings = Math.max(...compared.map((one) => one.settings));
  return { differs: false, text: settings === 0 ? "no setting here is one of this server's" : "no setting differs" };
}
