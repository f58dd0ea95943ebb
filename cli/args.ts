import { parseArgs } from "node:util";
import { nearest } from "../core/text/nearest.ts";
import { CliError } from "./errors.ts";

export interface OptionSpec {
  readonly type: "boolean" | "string";
  readonly short?: string;
  /** May be given more than once. */
  readonly multiple?: boolean;
  /** Word for the value in the help: `--cluster NAME`. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** The value of an option that is given without one: last, or in front of another option. */
  readonly implied?: string;
  readonly help: string;
}

export interface CommandSpec {
  /** As typed after `dr-runbooks`: `run`, `audit show`. */
  readonly name: string;
  readonly summary: string;
  /** What follows the name: `FILE`, `PATH…`. */
  readonly operands: { readonly text: string; readonly min: number; readonly max: number };
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly examples: readonly string[];
  /** Further paragraphs of the help. */
  readonly notes?: readonly string[];
}

/** The words of a command line, checked against the command's specification. */
export class Arguments {
  readonly operands: readonly string[];
  readonly #values: ReadonlyMap<string, readonly (string | true)[]>;

  constructor(operands: readonly string[], values: ReadonlyMap<string, readonly (string | true)[]>) {
    this.operands = operands;
    this.#values = values;
  }

  flag(name: string): boolean {
    return this.#values.has(name);
  }

  /** The last one given. */
  text(name: string): string | undefined {
    return this.list(name).at(-1);
  }

  list(name: string): readonly string[] {
    return (this.#values.get(name) ?? []).filter((value) => value !== true);
  }
}

export type ParsedArguments = { readonly status: "parsed"; readonly args: Arguments } | { readonly status: "help" };

/** Throws `CliError` (exit code 2) on anything that the specification does not have. */
export function parseArguments(spec: CommandSpec, argv: readonly string[]): ParsedArguments {
  const known: Record<string, OptionSpec> = { ...spec.options, help: { type: "boolean", short: "h", help: "" } };
  const { tokens } = parseArgs({
    args: withImplied(argv, known),
    options: Object.fromEntries(
      Object.entries(known).map(([name, { type, short }]) => [name, short === undefined ? { type } : { type, short }]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const wrong = (message: string) => new CliError(message, { advice: [`See: dr-runbooks ${spec.name} --help`] });
  const values = new Map<string, (string | true)[]>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const option = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (!option) {
      const [meant] = nearest(token.name, Object.keys(known));
      throw wrong(`Unknown option ${token.rawName}.${meant ? ` Did you mean --${meant}?` : ""}`);
    }
    if (option.type === "boolean" && token.value !== undefined) throw wrong(`--${token.name} takes no value.`);
    if (option.type === "string") {
      if (token.value === undefined || (!token.inlineValue && token.value.startsWith("-"))) {
        throw wrong(`--${token.name} needs a value: --${token.name} ${option.value ?? "VALUE"}.`);
      }
      if (option.choices && !option.choices.includes(token.value)) {
        const [meant] = nearest(token.value, option.choices);
        throw wrong(
          `--${token.name} ${token.value}: no such choice${meant ? `, did you mean ${meant}?` : "."} Choose ${option.choices.join(" or ")}.`,
        );
      }
    }
    const given = values.get(token.name) ?? [];
    if (given.length > 0 && option.type === "string" && !option.multiple)
      throw wrong(`--${token.name} is given twice.`);
    values.set(token.name, [...given, token.value ?? true]);
  }
  if (values.has("help")) return { status: "help" };
  const { min, max, text } = spec.operands;
  if (operands.length < min) throw wrong(`dr-runbooks ${spec.name} needs ${text}.`);
  if (operands.length > max) throw wrong(`Too many arguments: ${operands.slice(max).join(" ")}.`);
  return { status: "parsed", args: new Arguments(operands, values) };
}

function withImplied(argv: readonly string[], known: Readonly<Record<string, OptionSpec>>): string[] {
  const end = argv.indexOf("--");
  return argv.map((word, index) => {
    const name = word.startsWith("--") && (end < 0 || index < end) ? word.slice(2) : "";
    const implied = Object.hasOwn(known, name) ? known[name]?.implied : undefined;
    return implied !== undefined && (argv[index + 1] ?? "-").startsWith("-") ? `${word}=${implied}` : word;
  });
}

function column(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

function valueText({ choices, value, implied }: OptionSpec): string {
  const text = choices?.join("|") ?? value ?? "VALUE";
  return implied === undefined ? ` ${text}` : ` [${text}]`;
}

export function helpText(spec: CommandSpec): string {
  const options = Object.entries(spec.options).map(([name, option]): [string, string] => {
    const value = option.type === "string" ? valueText(option) : "";
    return [`${option.short ? `-${option.short}, ` : ""}--${name}${value}`, option.help];
  });
  const lines = [
    spec.summary,
    "",
    `Usage: dr-runbooks ${[spec.name, spec.operands.text, options.length > 0 ? "[options]" : ""].filter(Boolean).join(" ")}`,
    "",
    "Options:",
    ...column([...options, ["-h, --help", "Show this text."]]),
  ];
  for (const note of spec.notes ?? []) lines.push("", note);
  if (spec.examples.length > 0) lines.push("", "Examples:", ...spec.examples.map((example) => `  ${example}`));
  return `${lines.join("\n")}\n`;
}

export function commandList(commands: readonly { readonly name: string; readonly summary: string }[]): string[] {
  return column(commands.map(({ name, summary }) => [name, summary] as const));
}
