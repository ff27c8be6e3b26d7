import { expect, test } from 'vitest';
import { fineSources } from '../../src/domain/fill.js';
import { decisionWords, deciderName } from '../../src/report/market-words.js';

test('a fill is told by what decided it, and by its place in the bar where that was the bar', () => {
  expect(fineSources.map((decidedBy) => decisionWords({ decidedBy, basis: 'open', label: 'exact' }))).toEqual(['by a print, exact', 'by a finer bar, exact', 'by a quote, exact', 'by the order book, exact']);
  expect(decisionWords({ basis: 'level', label: 'exact' })).toBe('level, exact');
  expect(fineSources.map(deciderName)).toEqual(['Print that filled it', 'Finer bar that filled it', 'Quote that filled it', 'Order book that filled it']);
});
