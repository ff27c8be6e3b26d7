/** Bars whose past is given and whose future is another one: what a look-ahead check runs on. */
import type { Instant } from '../../src/core/instant.js';
import { randomStream, type RandomStream } from '../../src/core/random.js';
import { agentId } from '../../src/core/brand.js';
import type { BarNumbers } from '../../src/market/bar-table.js';

export const perturbations = ['truncate', 'scale', 'shuffle', 'noise', 'thin'] as const;
export type Perturbation = (typeof perturbations)[number];

/** Returns the bars with everything that closes after the cut changed, and nothing else. */
export function otherFuture(bars: readonly BarNumbers[], { how, cut, seed }: { how: Perturbation; cut: Instant; seed: number }): BarNumbers[] {
  const past = bars.filter(({ closedAt }) => closedAt <= cut);
  const future = bars.filter(({ closedAt }) => closedAt > cut);
  const random = randomStream({ seed, agent: agentId('gate'), purpose: how });
  return [...past, ...changed(future, how, random)];
}

function changed(bars: readonly BarNumbers[], how: Perturbation, random: RandomStream): BarNumbers[] {
  switch (how) {
    case 'truncate':
      return [];
    case 'scale':
      return bars.map((bar) => priced(bar, (price) => price * 3));
    case 'shuffle':
      return shuffled(bars, random).map((bar, index) => ({ ...bar, openedAt: bars[index].openedAt, closedAt: bars[index].closedAt }));
    case 'noise':
      return bars.map((bar) => {
        const [open, close, more, less] = Array.from({ length: 4 }, () => 20 + random.below(20_000) / 100);
        return { ...bar, open, close, high: Math.max(open, close, more), low: Math.min(open, close, less), volume: 1 + random.below(9_999) };
      });
    case 'thin':
      return bars.filter(() => random.below(3) > 0);
  }
}

/** Keeps prices on the grid of a hundredth. */
function priced(bar: BarNumbers, change: (price: number) => number): BarNumbers {
  const onGrid = (price: number): number => Math.round(change(price) * 100) / 100;
  return { ...bar, open: onGrid(bar.open), high: onGrid(bar.high), low: onGrid(bar.low), close: onGrid(bar.close) };
}

function shuffled(bars: readonly BarNumbers[], random: RandomStream): BarNumbers[] {
  const rest = [...bars];
  for (let index = rest.length - 1; index > 0; index -= 1) {
    const other = random.below(index + 1);
    [rest[index], rest[other]] = [rest[other], rest[index]];
  }
  return rest;
}

/** Returns the bars as a CSV file whose times are whole microseconds. */
export function csvOf(bars: readonly BarNumbers[]): string {
  const rows = bars.map(({ openedAt, closedAt, open, high, low, close, volume }) => [openedAt, closedAt, open, high, low, close, volume].join(','));
  return ['openedAt,closedAt,open,high,low,close,volume', ...rows, ''].join('\n');
}
