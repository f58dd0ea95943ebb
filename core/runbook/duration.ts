const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `500ms`, `30s`, `5m`, `1h`, `7d` or several in a row (`1m30s`); undefined when it is none of these. */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g))
    sum += Number(amount) * (units[unit ?? ""] ?? 0);
  return Number.isSafeInteger(Math.round(sum)) ? Math.round(sum) : undefined;
}

/** At most so many days lie between two of a kind: the longest month, the longest quarter. */
const periods: Readonly<Record<string, number>> = {
  daily: 1,
  weekly: 7,
  biweekly: 14,
  monthly: 31,
  quarterly: 92,
  "half-yearly": 184,
  yearly: 366,
  annually: 366,
};

export const periodNames: readonly string[] = Object.keys(periods);

/** Milliseconds of `quarterly` and the like, or of a duration such as `90d`; undefined when it is neither. */
export function parsePeriod(text: string): number | undefined {
  const name = text.trim().toLowerCase();
  const days = Object.hasOwn(periods, name) ? periods[name] : undefined;
  return (days === undefined ? parseDuration(name) : days * 86_400_000) || undefined;
}
