/** Numbers as people read them. No locale: the same text on every machine. */
import { MICROS_PER_UNIT, type Micros } from '../core/fixed-point.js';
import { spanInUnit } from '../core/span-unit.js';

/** Returns "412,338" or "1,204.10"; "–" for what is no number. */
export function grouped(value: number, decimals = 0): string {
  if (!Number.isFinite(value)) return '–';
  const text = Math.abs(value).toFixed(decimals);
  const [whole = '', fraction] = text.split('.');
  const isZero = /^[0.]*$/.test(text);
  const sign = value < 0 && !isZero ? '−' : '';
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** Returns "1 bar" or "5,105 bars". */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Returns a fraction as "18.4 %"; with `signed` "+18.4 %". */
export function percent(fraction: number | null | undefined, { signed = false }: { readonly signed?: boolean } = {}): string {
  if (fraction === null || fraction === undefined || !Number.isFinite(fraction)) return '–';
  const text = `${grouped(fraction * 100, 1)} %`;
  return signed && fraction > 0 && text !== '0.0 %' ? `+${text}` : text;
}

/** Returns "1,204.10 USD". */
export function money(micros: Micros, currency: string): string {
  return `${units(micros)} ${currency}`;
}

/** Returns "1,204.10", where the currency stands elsewhere. */
export function units(micros: Micros): string {
  return grouped(micros / MICROS_PER_UNIT, 2);
}

/** Returns "850 ms", "8.2 s", "3 min 20 s". */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Returns a span of virtual time in its largest fitting unit: "3 µs", "62.0 d". */
export function virtualSpan(us: number): string {
  const { count, unit } = spanInUnit(us);
  return unit === 'µs' ? `${us} µs` : `${grouped(count, 1)} ${unit}`;
}

/** Returns a figure with two decimals, or "–". */
export function figure(value: number | null | undefined, decimals = 2): string {
  return value === null || value === undefined ? '–' : grouped(value, decimals);
}
