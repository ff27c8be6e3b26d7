/** Reading of the vectors that other engines left, and comparing within 1e-9. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { ProfileBar, ProfileOrder } from '../../../src/exchange/profiles/profile-bar.js';
import { walkBars } from '../../../src/market/walk.js';

export function goldenOf<Vectors>(name: string): Vectors {
  return JSON.parse(readFileSync(new URL(`../../goldens/exchange/profiles/${name}.json`, import.meta.url), 'utf8')) as Vectors;
}

interface RawOrder {
  readonly type: string;
  readonly side: 'buy' | 'sell';
  readonly size: number;
  readonly limit?: number;
  readonly stop?: number;
  readonly trail?: number;
  readonly sl?: number;
  readonly tp?: number;
}

export interface FillCase {
  readonly id: number;
  readonly bars: readonly ProfileBar[];
  readonly order: ProfileOrder;
}

export function fillCases(): readonly FillCase[] {
  const { cases } = goldenOf<{ readonly cases: readonly { readonly id: number; readonly bars: readonly (readonly number[])[]; readonly order: RawOrder }[] }>('fill-cases');
  return cases.map(({ id, bars, order: { type: _type, sl, tp, ...order } }) => ({
    id,
    bars: bars.map(([open, high, low, close]) => ({ open, high, low, close })),
    order: { at: 1, ...order, ...(sl !== undefined && { stopLoss: sl }), ...(tp !== undefined && { takeProfit: tp }) },
  }));
}

/** The walk as an engine reads it: stamps of openings, as naive times. */
export function walk(bars: number): readonly ProfileBar[] {
  const table = walkBars(bars);
  return Array.from({ length: bars }, (_, row) => ({
    open: table.open[row], high: table.high[row], low: table.low[row], close: table.close[row], volume: table.volume[row], time: table.openedAt[row] / 1_000,
  }));
}

/** Compares numbers within 1e-9 relative (1e-9 absolute below 1), everything else exactly. */
export function expectClose(found: unknown, expected: unknown, place = ''): void {
  if (typeof expected === 'number' && typeof found === 'number' && Number.isFinite(expected)) {
    const room = 1e-9 * Math.max(1, Math.abs(expected));
    if (!(Math.abs(found - expected) <= room)) expect({ place, found }).toEqual({ place, found: expected });
    return;
  }
  if (Array.isArray(expected) && Array.isArray(found)) {
    expect({ place, length: found.length }).toEqual({ place, length: expected.length });
    expected.forEach((item, index) => expectClose(found[index], item, `${place}/${index}`));
    return;
  }
  if (isRecord(expected) && isRecord(found)) {
    expect({ place, names: Object.keys(found).sort() }).toEqual({ place, names: Object.keys(expected).sort() });
    for (const [name, value] of Object.entries(expected)) expectClose(found[name], value, `${place}/${name}`);
    return;
  }
  expect({ place, found }).toEqual({ place, found: expected });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
