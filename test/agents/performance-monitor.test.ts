/** The alert of the performance monitor: once for each drawdown, and never unasked. Its figures are tested with whole runs. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { performanceMonitor } from '../../src/agents/performance-monitor.js';
import { agentId } from '../../src/core/brand.js';
import type { DataOf, EventDraft, LogEvent } from '../../src/domain/catalogue.js';
import type { Decider } from '../../src/kernel/agent.js';
import { agentSetting } from '../../src/testing/setting.js';
import { acme, bench, minuteBar } from './bench.js';

type Alert = DataOf<'RiskAlertRaised'>;

/** Holds 1,000 lots bought at 100 with all its money, and sees these prices. */
function alertsAt(prices: readonly number[], options: object): Alert[][] {
  const it = bench(performanceMonitor.create(options, agentSetting({ id: 'monitor', instruments: [acme], cash: 100_000 })) as Decider<unknown, LogEvent, EventDraft>, agentId('monitor'));
  it.hear('AccountOpened', { currency: 'USD', cashMicros: 100_000_000_000 });
  it.hear('InstrumentListed', { instrument: acme });
  it.hear('OrderFilled', {
    fill: {
      orderId: 'x' as never, instrument: acme.id, owner: agentId('trader'), side: 'buy', quantityLots: 1_000, remainingLots: 0, basePrice: 100, halfSpread: 0, slippage: 0,
      price: 100, feeMicros: 0, liquidity: 'taker', basis: 'open', label: 'exact', barOffset: 0, filledAt: 0,
    },
  });
  return prices.map((price, minute) => it.hear('BarClosed', minuteBar(minute, [price, price, price, price])).flatMap((event) => (event.type === 'RiskAlertRaised' ? [event.data] : [])));
}

describe('D5: the alert of the performance monitor', () => {
  test('comes once for a drawdown, at the bar that makes it so deep, and again for the next one', () => {
    const alerts = alertsAt([100, 91, 90, 80, 94, 89, 96, 88, 120, 108], { drawdownAlert: 0.1 });
    // Armed again at 5 % or less: not at 94, but at 96.
    expect(alerts.map(({ length }) => length)).toEqual([0, 0, 1, 0, 0, 0, 0, 1, 0, 1]);
    expect(alerts[2]).toEqual([{ metric: 'drawdown', found: expect.closeTo(0.1, 9) as unknown, limit: 0.1 }]);
  });

  test('never comes unasked', () => {
    expect(alertsAt([100, 10, 1], {}).flat()).toEqual([]);
  });

  test('whatever prices do: each tells of a drawdown that is so deep, and between two it was half of that', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 50, max: 150 }), { minLength: 2, maxLength: 40 }), fc.integer({ min: 5, max: 40 }), (prices, percent) => {
      const limit = percent / 100;
      let [peak, isArmed] = [100, true];
      const expected = prices.map((price) => {
        peak = Math.max(peak, price);
        const drawdown = (peak - price) / peak;
        const isDeep = drawdown >= limit;
        const alert = isArmed && isDeep ? 1 : 0;
        isArmed = isArmed ? !isDeep : drawdown <= limit / 2;
        return alert;
      });
      expect(alertsAt(prices, { drawdownAlert: limit }).map(({ length }) => length)).toEqual(expected);
    }), { numRuns: 100 });
  });
});
