/**
 * Bars whose past is given and whose future is another one: what a look-ahead audit runs on. An honest
 * run says the same on all of them, up to the cut.
 */
import { agentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import { randomStream, type RandomStream } from '../../core/random.js';
import type { Instrument } from '../../domain/instrument.js';
import { barNumbersAt, barTable, type BarNumbers, type BarTable } from '../../market/bar-table.js';

/** Ways to exchange a future: end it, multiply its prices, shuffle its bars, draw it anew, leave bars out. */
export const perturbations = ['truncate', 'scale', 'shuffle', 'noise', 'thin'] as const;
export type Perturbation = (typeof perturbations)[number];

export interface OtherFuture {
  readonly how: Perturbation;
  /** The last instant of the past: what closes after it is exchanged. */
  readonly cut: Instant;
  readonly seed: number;
  /** Prices stay on this grid; 100 if absent. */
  readonly ticksPerUnit?: number;
}

/** Returns the bars with everything that closes after the cut changed, and nothing else. */
export function otherFuture(bars: readonly BarNumbers[], { how, cut, seed, ticksPerUnit = 100 }: OtherFuture): BarNumbers[] {
  const past = bars.filter(({ closedAt }) => closedAt <= cut);
  const future = bars.filter(({ closedAt }) => closedAt > cut);
  const random = randomStream({ seed, agent: agentId('audit'), purpose: how });
  return [...past, ...changed(future, { how, random, ticksPerUnit })];
}

/** Returns the table with everything that closes after the cut changed. */
export function otherTable(table: BarTable, instrument: Instrument, future: OtherFuture): BarTable {
  const bars = Array.from({ length: table.length }, (_, row) => barNumbersAt(table, row));
  return barTable(table.instrument, otherFuture(bars, { ...future, ticksPerUnit: instrument.ticksPerUnit }), table.notes);
}

interface Change {
  readonly how: Perturbation;
  readonly random: RandomStream;
  readonly ticksPerUnit: number;
}

function changed(bars: readonly BarNumbers[], { how, random, ticksPerUnit }: Change): BarNumbers[] {
  const onGrid = (price: number): number => Math.round(price * ticksPerUnit) / ticksPerUnit;
  switch (how) {
    case 'truncate':
      return [];
    case 'scale':
      return bars.map((bar) => priced(bar, (price) => onGrid(price * 3)));
    case 'shuffle':
      return shuffled(bars, random).map((bar, index) => ({ ...bar, openedAt: bars[index].openedAt, closedAt: bars[index].closedAt }));
    case 'noise':
      return bars.map((bar) => drawn(bar, (usual) => onGrid(usual * (0.2 + random.below(20_000) / 10_000)), random));
    case 'thin':
      return bars.filter(() => random.below(3) > 0);
  }
}

function priced(bar: BarNumbers, change: (price: number) => number): BarNumbers {
  return { ...bar, open: change(bar.open), high: change(bar.high), low: change(bar.low), close: change(bar.close) };
}

/** Draws a bar between a fifth and the double of its own close; nothing of the old one can be read in it. */
function drawn(bar: BarNumbers, price: (usual: number) => number, random: RandomStream): BarNumbers {
  const [open, close, more, less] = Array.from({ length: 4 }, () => price(bar.close));
  return { ...bar, open, close, high: Math.max(open, close, more), low: Math.min(open, close, less), volume: 1 + random.below(9_999) };
}

function shuffled(bars: readonly BarNumbers[], random: RandomStream): BarNumbers[] {
  const rest = [...bars];
  for (let index = rest.length - 1; index > 0; index -= 1) {
    const other = random.below(index + 1);
    [rest[index], rest[other]] = [rest[other], rest[index]];
  }
  return rest;
}
