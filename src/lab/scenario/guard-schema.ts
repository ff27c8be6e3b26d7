/** The part of a data section that says what is done about defects of its data, kind by kind. */
import { Type } from '@sinclair/typebox';
import { guardPolicies } from '../../market/guard/guard-policies.js';
import { wordOf } from './word-schema.js';

const policy = <const Words extends readonly string[]>(words: Words, description: string) => Type.Optional(wordOf(words, { description: `${description} ${words[0]} if absent.` }));

export const guardSchema = Type.Object(
  {
    gap: policy(guardPolicies.gap, 'Bars missing inside trading hours; repaired, they are filled in flat and without volume (needs a calendar).'),
    overlap: policy(guardPolicies.overlap, 'Bars that open before the one before has closed.'),
    spike: policy(guardPolicies.spike, 'Closes that jump by more than 20 standard deviations; repaired, they are left out until the price has been there twice.'),
    stale: policy(guardPolicies.stale, 'Ten bars or more in a row at one price.'),
    'zero-volume': policy(guardPolicies['zero-volume'], 'Bars on which nothing traded; repaired, they are left out.'),
    'off-session': policy(guardPolicies['off-session'], 'Bars while the calendar says that the market is closed; repaired, they are left out.'),
    'unadjusted-split': policy(guardPolicies['unadjusted-split'], 'A night over which prices change by the ratio of a split that no action tells of.'),
    duplicate: policy(guardPolicies.duplicate, 'Bars that close at one instant; repaired, the last counts.'),
    'out-of-order': policy(guardPolicies['out-of-order'], 'Bars that go back in time; repaired, they are sorted.'),
    ohlc: policy(guardPolicies.ohlc, 'High below low, a close outside them, negative volume; repaired, the range is widened.'),
    'price-not-positive': policy(guardPolicies['price-not-positive'], 'Prices of zero and below; repaired, such bars are left out.'),
  },
  { additionalProperties: false, description: 'What is done about defects of the data: refuse, warn, accept, or repair, which is an event of its own for each bar (`DataRepaired`).', examples: [{ gap: 'refuse', spike: 'repair' }] },
);
