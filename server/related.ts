import type { Finding, RelatedPlace } from "../core/lint/rule.ts";
import type { Span } from "../core/text/span.ts";

/** The finding with its further places of the same document told as those in other files are. */
export function withRelated(
  finding: Finding,
  show: (span: Span) => Omit<RelatedPlace, "message"> | undefined,
): Finding {
  const { places } = finding;
  if (!places?.length) return finding;
  const shown = places.flatMap(({ span, message }) => {
    const place = show(span);
    return place ? [{ ...place, message }] : [];
  });
  return { ...finding, related: [...(finding.related ?? []), ...shown] };
}
