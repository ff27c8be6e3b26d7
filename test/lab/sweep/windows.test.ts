/** Walk-forward windows roll by the calendar, touch without overlapping, and end with the data. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDate, parseInstant, DAY } from '../../../src/core/instant.js';
import { windowsOf } from '../../../src/lab/sweep/windows.js';

const day = (text: string): number => parseInstant(text) / DAY;
const data = { fromDay: day('2000-01-03'), untilDay: day('2010-06-30') };
const rolling = { inSample: '5y', outOfSample: '1y', anchored: false };

test('five years choose, the next one judges, and so on to the end of the data', () => {
  const windows = windowsOf(rolling, data);
  expect(windows.map(({ inSample, outOfSample }) => [inSample.fromDay, inSample.untilDay, outOfSample.fromDay, outOfSample.untilDay].map(formatDate))).toEqual([
    ['2000-01-03', '2005-01-02', '2005-01-03', '2006-01-02'],
    ['2001-01-03', '2006-01-02', '2006-01-03', '2007-01-02'],
    ['2002-01-03', '2007-01-02', '2007-01-03', '2008-01-02'],
    ['2003-01-03', '2008-01-02', '2008-01-03', '2009-01-02'],
    ['2004-01-03', '2009-01-02', '2009-01-03', '2010-01-02'],
    ['2005-01-03', '2010-01-02', '2010-01-03', '2010-06-30'],
  ]);
});

test('anchored windows all begin with the data', () => {
  expect(new Set(windowsOf({ ...rolling, anchored: true }, data).map(({ inSample }) => inSample.fromDay))).toEqual(new Set([data.fromDay]));
});

test('whatever the spans, nothing is judged that was chosen in, and nothing is judged twice or left out', () => {
  const span = fc.tuple(fc.integer({ min: 1, max: 18 }), fc.constantFrom('mo', 'w', 'd')).map(([count, unit]) => `${count}${unit}`);
  fc.assert(
    fc.property(span, span, fc.boolean(), fc.integer({ min: 0, max: 400 }), (inSample, outOfSample, anchored, later) => {
      const windows = windowsOf({ inSample, outOfSample, anchored }, { ...data, fromDay: data.fromDay + later });
      windows.forEach(({ inSample: chosen, outOfSample: judged }, index) => {
        expect(chosen.untilDay).toBe(judged.fromDay - 1);
        expect(judged.untilDay).toBeGreaterThanOrEqual(judged.fromDay);
        if (index > 0) expect(judged.fromDay).toBe(windows[index - 1].outOfSample.untilDay + 1);
      });
      expect(windows.at(-1)?.outOfSample.untilDay).toBeLessThanOrEqual(data.untilDay);
    }),
    { numRuns: 50 },
  );
});
