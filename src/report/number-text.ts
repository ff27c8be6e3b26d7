/**
 * Numbers as people read them: thousands separated, a true minus sign, fractions as per cent. No locale
 * of the machine takes part, so a report has the same bytes everywhere.
 */
import { DAY, HOUR, MILLISECOND, MINUTE, SECOND, formatInstant, type Instant } from '../core/instant.js';
import type { FigureUnit } from './figure.js';

export const ABSENT = '–';

/** Returns 1,234.50 for (1234.5, 2). */
export function decimal(value: number, places: number): string {
  const fixed = Math.abs(value).toFixed(places);
  const [whole, fraction] = fixed.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return value < 0 && /[1-9]/.test(fixed) ? `−${text}` : text;
}

/** Returns 12.3 % for 0.123. */
export function percent(fraction: number, places = 1): string {
  return `${decimal(fraction * 100, places)} %`;
}

/** Returns the percentage with its sign: +12.3 %. */
export function signedPercent(fraction: number, places = 1): string {
  const text = percent(fraction, places);
  return fraction > 0 && !/^0[.0]* %$/.test(text) ? `+${text}` : text;
}

export function money(units: number, currency: string): string {
  return `${decimal(units, 2)} ${currency}`.trimEnd();
}

/** Returns 1 halt, 2 halts, 1,000 halts. */
export function counted(count: number, noun: string): string {
  return `${decimal(count, 0)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Returns a figure's value with its unit, or a dash. */
export function figureText(value: number | null, unit: FigureUnit, currency = ''): string {
  if (value === null) return ABSENT;
  switch (unit) {
    case 'fraction':
      return percent(value, Math.abs(value) < 0.1 ? 2 : 1);
    case 'ratio':
      return decimal(value, 2);
    case 'money':
      return money(value, currency);
    case 'count':
      return decimal(value, 0);
    case 'days':
      return `${decimal(value, Number.isInteger(value) ? 0 : 1)} d`;
    case 'years':
      return `${decimal(value, 2)} y`;
    case 'periods':
      return decimal(value, Number.isInteger(value) ? 0 : 1);
    case 'microseconds':
      return duration(value);
  }
}

/** Returns a span of virtual time in its natural unit: 3 µs, 2.5 ms, 4 h, 12 d. */
export function duration(us: number): string {
  const steps: readonly (readonly [number, string])[] = [[DAY, 'd'], [HOUR, 'h'], [MINUTE, 'min'], [SECOND, 's'], [MILLISECOND, 'ms']];
  for (const [size, name] of steps) {
    if (Math.abs(us) >= size) return `${decimal(us / size, us % size === 0 ? 0 : 1)} ${name}`;
  }
  return `${decimal(us, 0)} µs`;
}

/** Returns 2020-01-31 14:30:00.000003, in UTC, as short as it can be said. */
export function timeText(instant: Instant): string {
  return formatInstant(instant).replace('T', ' ').replace('Z', '');
}

/** Returns a price with the places it needs, at least two and at most so many. */
export function priceText(price: number, placesMax = 6): string {
  const text = price.toFixed(placesMax).replace(/0+$/, '');
  const places = Math.max(2, text.length - text.indexOf('.') - 1);
  return decimal(price, places);
}
