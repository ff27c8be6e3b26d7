/** Reads the values of options, with answers that say what is allowed. */
import { HivetapeError } from '../core/errors.js';
import { parseInstant, type Instant } from '../core/instant.js';
import type { OptionValues } from './command-spec.js';
import { grouped } from './number-format.js';

export function textOption(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

export function flagOption(options: OptionValues, name: string): boolean {
  return options[name] === true;
}

export function listOption(options: OptionValues, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

/** Returns a whole number, from 0 to 2^53 − 1 unless told. Throws `invalid-argument`, which names the range. */
export function wholeNumberOption(options: OptionValues, name: string, { least = 0, most = Number.MAX_SAFE_INTEGER }: { readonly least?: number; readonly most?: number } = {}): number | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  const [from, to] = [least, most].map((bound) => (bound === Number.MAX_SAFE_INTEGER ? String(bound) : grouped(bound)));
  throw invalidArgument(`--${name}`, `a whole number from ${from} to ${to}`, text);
}

/** Returns an instant of virtual time. Throws `invalid-argument`. */
export function instantOf(where: string, text: string): Instant {
  try {
    return parseInstant(text);
  } catch {
    throw invalidArgument(where, 'a date, or a date and time with a zone', text, 'Write 2020-01-31 or 2020-01-31T15:00:00Z.');
  }
}

const spanUnits = { ms: 1_000, s: 1_000_000, m: 60_000_000, h: 3_600_000_000, d: 86_400_000_000 } as const;

/** Returns a span of virtual time, in µs: `500ms`, `5s`, `1m`, `4h`, `1d`. Throws `invalid-argument`. */
export function spanOption(options: OptionValues, name: string): number | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  const [, count = '', unit = ''] = /^([1-9]\d*)(ms|s|m|h|d)$/.exec(text) ?? [];
  const span = Number(count) * (spanUnits[unit as keyof typeof spanUnits] ?? 0);
  if (span > 0 && Number.isSafeInteger(span)) return span;
  throw invalidArgument(`--${name}`, 'a span of virtual time', text, 'Write 500ms, 5s, 1m, 4h or 1d.');
}

export interface LogPoint {
  readonly kind: 'offset' | 'time';
  readonly value: number;
}

/** Returns a place in a log: a whole number is an offset, anything else an instant. Throws `invalid-argument`. */
export function pointOf(where: string, text: string): LogPoint {
  if (!/^\d+$/.test(text)) return { kind: 'time', value: instantOf(where, text) };
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw invalidArgument(where, `an offset up to ${Number.MAX_SAFE_INTEGER}`, text);
  return { kind: 'offset', value };
}

/** Returns one of some words. Throws `invalid-argument`. */
export function choiceOption<const Words extends readonly string[]>(options: OptionValues, name: string, words: Words): Words[number] | undefined {
  const text = textOption(options, name);
  if (text === undefined || words.includes(text)) return text;
  throw invalidArgument(`--${name}`, `one of ${words.join(', ')}`, text);
}

export function invalidArgument(where: string, wanted: string, found: string, help?: string): HivetapeError {
  const shown = found.length > 80 ? `${found.slice(0, 80)}…` : found;
  return new HivetapeError('invalid-argument', `${where} must be ${wanted} (found "${shown}").`, help === undefined ? {} : { help });
}
