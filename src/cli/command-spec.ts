/** What a command of the command line is: its words, its options, and what it does. One file holds one. */
import type { Output } from './output.js';
import type { Settings } from './settings.js';
import type { Surroundings } from './surroundings.js';

/** What every command is lent: how to speak, where to work, what the machine offers. */
export interface Desk {
  readonly settings: Settings;
  readonly output: Output;
  readonly surroundings: Surroundings;
}

export interface OptionSpec {
  /** As commander reads it: `--seed <number>`, `--set <key=value...>`. */
  readonly flags: string;
  readonly meaning: string;
  /** May be given several times; its values are collected in order. */
  readonly repeatable?: boolean;
}

export interface ArgumentSpec {
  /** As commander reads it: `<scenario>`, `[directory]`. */
  readonly name: string;
  readonly meaning: string;
}

export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

export interface Invocation {
  readonly args: readonly (string | undefined)[];
  readonly options: OptionValues;
  readonly desk: Desk;
}

export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  readonly examples?: readonly string[];
  /** Commands below this one; then it does nothing itself. */
  readonly commands?: readonly CommandSpec[];
  /** Returns the exit code. */
  readonly act?: (invocation: Invocation) => Promise<number>;
}
