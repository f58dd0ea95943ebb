/** Whether a value written in an option file is what the server shows as the live value: ON is 1 is TRUE, 16M is 16777216, a set has no order. */
export function sameOptionValue(written: string | undefined, live: string): boolean {
  return normalize(written ?? "ON") === normalize(live);
}

/** A value that turns something on or off. */
export function isSwitch(value: string): boolean {
  return /^(?:on|off|true|false|yes|no|0|1)?$/i.test(value.trim());
}

/** The server puts a relative name into the data directory and takes an extension off. */
export function sameBinaryLog(written: string, basename: string): boolean {
  const name = written.trim().replace(/(?<=[^/\\])\.[^./\\]*$/, "");
  return (
    name === basename || (!/^(?:[/\\]|[A-Za-z]:)/.test(name) && basename.endsWith(`/${name.replace(/^\.\//, "")}`))
  );
}

const multipliers: Readonly<Record<string, bigint>> = {
  K: 1024n,
  M: 1024n ** 2n,
  G: 1024n ** 3n,
  T: 1024n ** 4n,
  P: 1024n ** 5n,
  E: 1024n ** 6n,
};

function normalize(value: string): string {
  const text = value.trim().toUpperCase();
  if (["ON", "TRUE", "YES", "1"].includes(text)) return "1";
  if (["OFF", "FALSE", "NO", "0", ""].includes(text)) return "0";
  const size = /^(-?\d+)([KMGTPE])?$/.exec(text);
  if (size) return String(BigInt(size[1] ?? "0") * (multipliers[size[2] ?? ""] ?? 1n));
  if (/^-?\d*\.\d+$/.test(text)) return String(Number(text));
  return text.includes(",")
    ? text
        .split(",")
        .map((item) => item.trim())
        .toSorted()
        .join(",")
    : text.replace(/\/$/, "");
}
