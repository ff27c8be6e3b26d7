/** The worked examples of the rules of execution, on the bar O 100, H 104, L 97, C 101, under all three policies. */
import { describe, expect, test } from 'vitest';
import { policyNames } from '../../src/domain/fill.js';
import { bracket, playBars, type Prices, type Wish } from './play-bars.js';

const bar: Prices = [100, 104, 97, 101];

/** Prices and labels, by policy: pessimistic, optimistic, ohlc-path. `=`: as the first. */
type Answer = readonly (readonly [price: number, label: string])[] | '=';

interface Example {
  readonly name: string;
  readonly wishes: readonly Wish[];
  readonly answers: readonly [Answer, Answer, Answer];
  readonly mark?: number;
}

const exact = (price: number) => [price, 'exact'] as const;
const gap = (price: number) => [price, 'open-gap'] as const;
const touch = (price: number) => [price, 'touch-only'] as const;
const legs = (price: number) => [price, 'both-legs'] as const;

const examples: readonly Example[] = [
  { name: 'market', wishes: [{}], answers: [[exact(100)], '=', '='] },
  { name: 'limit 101', wishes: [{ type: 'limit', limitPrice: 101 }], answers: [[gap(100)], '=', '='] },
  { name: 'limit 98', wishes: [{ type: 'limit', limitPrice: 98 }], answers: [[exact(98)], '=', '='] },
  { name: 'limit 97', wishes: [{ type: 'limit', limitPrice: 97 }], answers: [[touch(97)], '=', '='] },
  { name: 'limit 96', wishes: [{ type: 'limit', limitPrice: 96 }], answers: [[], '=', '='] },
  { name: 'stop 99', wishes: [{ type: 'stop', stopPrice: 99 }], answers: [[gap(100)], '=', '='] },
  { name: 'stop 102', wishes: [{ type: 'stop', stopPrice: 102 }], answers: [[exact(102)], '=', '='] },
  { name: 'stop 104', wishes: [{ type: 'stop', stopPrice: 104 }], answers: [[exact(104)], '=', '='] },
  { name: 'stop-limit 102, 103', wishes: [{ type: 'stop-limit', stopPrice: 102, limitPrice: 103 }], answers: [[exact(102)], '=', '='] },
  { name: 'stop-limit 102, 101.5', wishes: [{ type: 'stop-limit', stopPrice: 102, limitPrice: 101.5 }], answers: [[exact(101.5)], '=', '='] },
  { name: 'stop-limit 102, 99', wishes: [{ type: 'stop-limit', stopPrice: 102, limitPrice: 99 }], answers: [[], [[99, 'stop-limit-return']], []] },
  { name: 'stop-limit 99, 98, triggered at the open', wishes: [{ type: 'stop-limit', stopPrice: 99, limitPrice: 98 }], answers: [[exact(98)], '=', '='] },
  { name: 'stop-limit 99, 100.5', wishes: [{ type: 'stop-limit', stopPrice: 99, limitPrice: 100.5 }], answers: [[gap(100)], '=', '='] },
  { name: 'market, SL 98, TP 103', wishes: bracket({}, { stopLoss: 98, takeProfit: 103 }), answers: [[exact(100), legs(98)], [exact(100), legs(103)], [exact(100), legs(98)]] },
  { name: 'market, SL 96, TP 103', wishes: bracket({}, { stopLoss: 96, takeProfit: 103 }), answers: [[exact(100), exact(103)], '=', '='] },
  { name: 'limit 99, SL 97.5, TP 103', wishes: bracket({ type: 'limit', limitPrice: 99 }, { stopLoss: 97.5, takeProfit: 103 }), answers: [[exact(99), legs(97.5)], [exact(99), legs(103)], [exact(99), legs(97.5)]] },
  { name: 'stop 102, SL 99, TP 103.5', wishes: bracket({ type: 'stop', stopPrice: 102 }, { stopLoss: 99, takeProfit: 103.5 }), answers: [[exact(102), legs(99)], [exact(102), legs(103.5)], [exact(102), legs(103.5)]] },
  { name: 'trailing sell, d 2, reference 101', wishes: [{ side: 'sell', type: 'trailing-stop', trailAmount: 2 }], mark: 101, answers: [[[99, 'trail']], [[102, 'trail']], [[99, 'trail']]] },
];

/** What follows from the rules for the remaining types and for single children. */
const more: readonly Example[] = [
  { name: 'market if touched 98', wishes: [{ type: 'market-if-touched', stopPrice: 98 }], answers: [[exact(98)], '=', '='] },
  { name: 'market if touched 97', wishes: [{ type: 'market-if-touched', stopPrice: 97 }], answers: [[exact(97)], '=', '='] },
  { name: 'market if touched 101', wishes: [{ type: 'market-if-touched', stopPrice: 101 }], answers: [[gap(100)], '=', '='] },
  { name: 'limit if touched 99, 99.5', wishes: [{ type: 'limit-if-touched', stopPrice: 99, limitPrice: 99.5 }], answers: [[exact(99)], '=', '='] },
  { name: 'limit if touched 99, 98', wishes: [{ type: 'limit-if-touched', stopPrice: 99, limitPrice: 98 }], answers: [[exact(98)], '=', '='] },
  { name: 'limit if touched 99, 96', wishes: [{ type: 'limit-if-touched', stopPrice: 99, limitPrice: 96 }], answers: [[], '=', '='] },
  { name: 'limit 99 with TP 103 alone', wishes: bracket({ type: 'limit', limitPrice: 99 }, { takeProfit: 103 }), answers: [[exact(99)], [exact(99), [103, 'entry-bar']], [exact(99), [103, 'entry-bar']]] },
  { name: 'limit 99 with TP 100.5 alone, which the close proves', wishes: bracket({ type: 'limit', limitPrice: 99 }, { takeProfit: 100.5 }), answers: [[exact(99), exact(100.5)], '=', '='] },
  { name: 'stop 102 with SL 99 alone', wishes: bracket({ type: 'stop', stopPrice: 102 }, { stopLoss: 99 }), answers: [[exact(102), [99, 'entry-bar']], [exact(102)], [exact(102)]] },
  { name: 'stop 102 with SL 101.5 alone, which the close proves', wishes: bracket({ type: 'stop', stopPrice: 102 }, { stopLoss: 101.5 }), answers: [[exact(102), exact(101.5)], '=', '='] },
  { name: 'trailing sell, d 1, reference 101', wishes: [{ side: 'sell', type: 'trailing-stop', trailAmount: 1 }], mark: 101, answers: [[gap(100)], '=', '='] },
  { name: 'trailing sell, d 10, reference 101', wishes: [{ side: 'sell', type: 'trailing-stop', trailAmount: 10 }], mark: 101, answers: [[], '=', '='] },
  { name: 'trailing sell on closes, d 2, reference 101', wishes: [{ side: 'sell', type: 'trailing-stop', trailAmount: 2, trailOn: 'close' }], mark: 101, answers: [[exact(99)], '=', '='] },
  { name: 'trailing sell of 2 %, reference 101', wishes: [{ side: 'sell', type: 'trailing-stop', trailRatio: 0.02 }], mark: 101, answers: [[[98.98, 'trail']], [[101.92, 'trail']], [[98.98, 'trail']]] },
];

describe('on the bar O 100, H 104, L 97, C 101', () => {
  for (const { name, wishes, answers, mark } of [...examples, ...more]) {
    policyNames.forEach((policy, place) => {
      const answer = answers[place] === '=' ? answers[0] : answers[place];
      test(`${name}: ${policy}`, () => {
        const { fills } = playBars(wishes, [bar], { policy, ...(mark === undefined ? {} : { mark }) });
        expect(fills.map(({ basePrice, label, ambiguity }) => [basePrice, ambiguity ?? label])).toEqual(answer);
        for (const fill of fills) {
          expect(fill.label === 'intrabar-ambiguous').toBe(fill.ambiguity !== undefined);
          expect(fill.policy).toBe(fill.ambiguity === undefined || fill.ambiguity === 'touch-only' ? undefined : policy);
        }
      });
    });
  }

  test.each(policyNames)('a limit at the very low is only touched, and a queue that price must trade through keeps it waiting: %s', (policy) => {
    for (const pathFirst of ['high', 'low', 'nearer'] as const) {
      expect(playBars([{ type: 'limit', limitPrice: 97 }], [bar], { policy, pathFirst, queue: 'through' }).fills).toEqual([]);
    }
  });

  test('goes high first where the path is told to', () => {
    const trade = (pathFirst: 'high' | 'low' | 'nearer') => playBars(bracket({}, { stopLoss: 98, takeProfit: 103 }), [bar], { policy: 'ohlc-path', pathFirst }).fills.map(({ price }) => price);
    expect([trade('high'), trade('low'), trade('nearer')]).toEqual([[100, 103], [100, 98], [100, 98]]);
  });
});
