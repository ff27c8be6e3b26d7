/** Drawdowns as bars show them: worked examples, and what must hold of any run. */
import { afterAll, expect, test } from 'vitest';
import type { LogEvent } from '../../src/domain/catalogue.js';
import { barDrawdownFold, type BarDrawdowns } from '../../src/report/folds/bar-drawdown-fold.js';
import { figureOf } from '../../src/report/performance.js';
import { reportModel } from '../../src/report/report-model.js';
import { emptyLedger, foldLedger } from '../../src/portfolio/ledger.js';
import { smallRun, type SmallRun } from '../lab/small-run.js';
import { logBuilder, type LogBuilder } from './log-builder.js';
import { agentId } from '../../src/core/brand.js';
import { instrumentId } from '../../src/domain/instrument.js';
import { orderId } from '../../src/domain/order.js';

const runs: SmallRun[] = [];
afterAll(() => runs.forEach(({ remove }) => remove()));

const instrument = instrumentId('X');
const HOUR = 3_600_000_000;

function drawdownsOf(events: readonly LogEvent[]): BarDrawdowns {
  const ledger = emptyLedger();
  const fold = barDrawdownFold(ledger);
  for (const event of events) {
    foldLedger(ledger, event);
    fold.see(event);
  }
  return fold.result();
}

function opened(): LogBuilder {
  const log = logBuilder();
  log.say('InstrumentListed', { instrument: { id: instrument, currency: 'USD', ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: true } }, { by: 'lab', at: 0 });
  log.say('AccountOpened', { currency: 'USD', cashMicros: 1_000_000_000 }, { by: 'lab', at: 0 });
  return log;
}

let bars = 0;
const bar = (log: LogBuilder, [open, high, low, close]: readonly number[]): number => {
  bars += 1;
  const at = bars * HOUR;
  return log.say('BarClosed', { bar: { instrument, openedAt: at - HOUR, closedAt: at, open, high, low, close, volume: 100 } }, { by: 'feed', at }).offset;
};
const fill = (log: LogBuilder, side: 'buy' | 'sell', price: number, barOffset: number): void => {
  log.say('OrderFilled', { fill: {
    orderId: orderId(`o-${bars}`), instrument, owner: agentId('t'), side, quantityLots: 5, remainingLots: 0, price, basePrice: price, halfSpread: 0, slippage: 0, feeMicros: 0, feeCurrency: 'USD',
    liquidity: 'taker', basis: 'open', label: 'exact', policy: 'pessimistic', barOffset,
  } as never }, { by: 'venue', at: bars * HOUR + 1 });
};

test('of a long: at the lows of whole bars held; the bars of entry and exit are left out', () => {
  const log = opened();
  bar(log, [100, 100, 100, 100]);
  fill(log, 'buy', 100, bar(log, [100, 100, 50, 100]));
  bar(log, [100, 120, 80, 110]);
  bar(log, [110, 110, 90, 100]);
  fill(log, 'sell', 100, bar(log, [100, 100, 10, 100]));
  const found = drawdownsOf(log.events);
  // At bars: from 1,050 to 1,000. Inside: the low of 80 against the start of 1,000; 90 against 1,050 is 50 of 1,050 less 100 more.
  expect(found.atBars).toBeCloseTo(1_000 / 1_050 - 1, 12);
  expect(found.intrabar).toBeCloseTo(Math.min(900 / 1_000, 950 / 1_050) - 1, 12);
  expect(found.instants).toBe(5);
});

test('of a short: at the highs; nothing lost, no drawdown', () => {
  const log = opened();
  fill(log, 'sell', 100, bar(log, [100, 100, 100, 100]));
  bar(log, [100, 130, 90, 100]);
  expect(drawdownsOf(log.events)).toMatchObject({ atBars: 0, intrabar: expect.closeTo(850 / 1_000 - 1, 12) });
  expect(drawdownsOf([])).toEqual({ atBars: 0, intrabar: 0, instants: 0, atBarsOffsets: [], intrabarOffsets: [] });
});

test('of a whole run: inside bars deeper than at bars, at bars deeper than of days; the offsets say where', async () => {
  const small = await smallRun();
  runs.push(small);
  const events = [...small.store.open(small.outcome.runId).events()] as LogEvent[];
  const { performance } = reportModel(events, { runId: '', fingerprint: '', environment: {} });
  const value = (id: string): number => figureOf(performance, id)?.value ?? Number.NaN;
  expect(value('intrabar-drawdown')).toBeLessThanOrEqual(value('max-drawdown-bars'));
  expect(value('max-drawdown-bars')).toBeLessThanOrEqual(value('max-drawdown'));
  // Another way: from cash and fills.
  let [cash, lots, close, peak, worst] = [0, 0, 0, 0, 0];
  for (const event of events) {
    if (event.type === 'AccountOpened') cash += event.data.cashMicros / 1e6;
    if (event.type === 'OrderFilled') {
      const { side, quantityLots, price, feeMicros } = event.data.fill;
      const signed = side === 'buy' ? quantityLots : -quantityLots;
      lots += signed;
      cash -= signed * price + feeMicros / 1e6;
    }
    if (event.type !== 'BarClosed' && event.type !== 'RunEnded') continue;
    // What the bar before brought is in; its close is the price until now.
    const equity = cash + lots * close;
    if (close > 0) {
      worst = Math.min(worst, peak === 0 ? 0 : equity / peak - 1);
      peak = Math.max(peak, equity);
    }
    if (event.type === 'BarClosed') close = event.data.bar.close;
  }
  expect(value('max-drawdown-bars')).toBeCloseTo(worst, 9);
  const [from, to] = figureOf(performance, 'max-drawdown-bars')?.offsets ?? [];
  expect(from).toBeLessThan(to);
});
