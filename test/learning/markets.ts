/** Markets to learn from: one with a pattern planted in it, and one without any. */
import { agentId } from '../../src/core/brand.js';
import type { Recorded } from '../../src/core/event.js';
import { DAY } from '../../src/core/instant.js';
import { randomStream } from '../../src/core/random.js';
import type { Bar } from '../../src/domain/bar.js';
import { instrumentId } from '../../src/domain/instrument.js';
import type { LogToLearn } from '../../src/learning/fold-data-set.js';

export interface MarketOptions {
  readonly bars: number;
  readonly seed?: number;
  /** Drift per bar, in deviations, that a pattern brings; absent: no bar is marked, a plain walk. */
  readonly drift?: number;
  readonly instrument?: string;
}

const SIGMA = 0.01;
const PATTERN_EVERY = 10;
const PATTERN_BARS = 5;
const START = Date.UTC(2000, 0, 1) * 1_000;

/**
 * Returns bars of a walk in which every tenth bar is marked: a wide bar that closes at its very top is
 * followed by five bars that drift up and then five that drift down, one that closes at its bottom the other
 * way round. No trend lasts, so who only goes on as it last went is wrong more often than right.
 */
export function marketBars({ bars, seed = 1, drift, instrument = 'ES' }: MarketOptions): Bar[] {
  const random = randomStream({ seed, agent: 'test', purpose: `market ${instrument}` });
  const made: Bar[] = [];
  let [close, side] = [100, 0];
  for (let index = 0; index < bars; index += 1) {
    const open = close;
    const phase = index % PATTERN_EVERY;
    close *= Math.exp(SIGMA * (random.normal() + (phase > 0 && phase <= PATTERN_BARS ? 1 : -1) * (drift ?? 0) * side));
    const [top, bottom] = [Math.max(open, close), Math.min(open, close)];
    let high = top * (1 + SIGMA * random.unit());
    let low = bottom * (1 - SIGMA * random.unit());
    if (phase === 0 && drift !== undefined) {
      side = random.below(2) === 0 ? 1 : -1;
      [high, low] = side > 0 ? [close, Math.min(bottom, close * (1 - 3 * SIGMA))] : [Math.max(top, close * (1 + 3 * SIGMA)), close];
      high = Math.max(high, top);
      low = Math.min(low, bottom);
    }
    const openedAt = START + index * DAY;
    made.push({ instrument: instrumentId(instrument), openedAt, closedAt: openedAt + DAY, open, high, low, close, volume: 1 + random.below(1_000) });
  }
  return made;
}

/** Returns a log in which the feed tells these bars, in order of time. */
export function logOfBars(bars: readonly Bar[], name = 'test'): LogToLearn {
  const sorted = [...bars].sort((a, b) => a.closedAt - b.closedAt || (a.instrument < b.instrument ? -1 : 1));
  const events = sorted.map(
    (bar, index): Recorded => ({
      offset: index + 10, type: 'BarClosed', version: 1, time: bar.closedAt, deliverAt: bar.closedAt + 3, agent: agentId('feed'),
      topic: `bars/${bar.instrument}`, to: [], correlation: index + 10, causation: -1, data: { bar },
    }),
  );
  return { source: { runId: name, name, fingerprint: `hivetape1:${name}` }, events };
}
