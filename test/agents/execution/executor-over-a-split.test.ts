/** A parent order over a split: what is still to be done is counted in the lots of after it. */
import { expect, test } from 'vitest';
import { twap } from '../../../src/agents/execution/executor.js';
import { agentId } from '../../../src/core/brand.js';
import type { LogEvent } from '../../../src/domain/catalogue.js';
import type { Fill } from '../../../src/domain/fill.js';
import { orderId } from '../../../src/domain/order.js';
import { acme, authorities, bench, minuteBar, MINUTE } from '../bench.js';

const worker = agentId('worker');

test.each([[1, 5], [5, 1], [2, 5]])('a split of %i:%i makes as much of the rest as of what was filled', (into, per) => {
  const it = bench(twap.create({}, { id: worker, instruments: [acme], account: { currency: 'USD', cashMicros: 1 }, ...authorities }) as never, worker);
  const parent = { id: orderId('mine-1'), instrument: acme.id, owner: agentId('mine'), executor: worker, side: 'buy' as const, quantityLots: 1_000, startAt: 0, endAt: 20 * MINUTE, reduceOnly: false, arrivalPrice: 100 };
  it.hear('ParentOrderPlaced', { parent }, { by: 'mine', time: 1 });
  let lots = { before: 0, after: 0 };
  let ended: LogEvent | undefined;
  for (let minute = 0; minute < 19; minute += 1) {
    const time = (minute + 1) * MINUTE + 3;
    const said = it.hear('BarClosed', minuteBar(minute, [100, 100, 100, 100], { volume: 1_000 }), { time });
    for (const event of said) {
      if (event.type === 'ParentOrderEnded') ended = event;
      if (event.type !== 'OrderPlaced') continue;
      const { id, quantityLots = 0 } = event.data.order;
      const fill: Fill = { orderId: id, instrument: acme.id, owner: worker, side: 'buy', quantityLots, remainingLots: 0, basePrice: 100, halfSpread: 0, slippage: 0, price: 100, feeMicros: 0, liquidity: 'taker', basis: 'open', label: 'exact', barOffset: 0, filledAt: time, tag: parent.id };
      for (const word of it.hear('OrderFilled', { fill }, { time: time + 1 })) if (word.type === 'ParentOrderEnded') ended = word;
      lots = minute < 8 ? { ...lots, before: lots.before + quantityLots } : { ...lots, after: lots.after + quantityLots };
    }
    if (minute !== 7) continue;
    it.hear('PositionSplit', { instrument: acme.id, into, per, lotsBefore: lots.before, lotsAfter: Math.trunc((lots.before * into) / per), dueAt: time }, { by: 'venue', time: time + 2 });
    it.repeat(it.log.findLast(({ type }) => type === 'PositionSplit') as LogEvent);
  }
  expect(ended).toMatchObject({ data: { reason: 'filled' } });
  expect(lots.before).toBeGreaterThan(200);
  // The rounding of what was filled may cost a lot.
  expect(Math.abs((lots.before * into) / per + lots.after - (1_000 * into) / per)).toBeLessThan(1);
});
