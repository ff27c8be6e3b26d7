/** Paces: parts of a quantity over time and volume, monotone, whole at the end, and blind to what is to come. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyCadence, emptyProfile, nextCloseAfter, seeClose, seeVolume, shareOfVolume, timeWeighted, volumeWeighted, type PaceQuestion } from '../../../src/agents/execution/pace.js';
import { DAY, HOUR, MINUTE } from '../../../src/core/instant.js';

const question = (given: Partial<PaceQuestion>): PaceQuestion => ({
  quantityLots: 1_000, startAt: 0, endAt: 10 * MINUTE, now: 0, nextCloseAt: MINUTE, isLast: false, marketLots: 0, profile: emptyProfile(), ...given,
});

describe('over time', () => {
  test('a tenth of the time is a tenth of the quantity', () => {
    expect([1, 2, 5, 9].map((minutes) => timeWeighted(question({ nextCloseAt: minutes * MINUTE })))).toEqual([100, 200, 500, 900]);
    expect(timeWeighted(question({ isLast: true }))).toBe(1_000);
    expect(timeWeighted(question({ startAt: 5 * MINUTE, nextCloseAt: MINUTE }))).toBe(0);
  });
});

describe('by volume at times of day', () => {
  const profile = emptyProfile();
  // Two days of four hours: the first hour trades as much as the other three together.
  for (const day of [0, 1]) [300, 100, 100, 100].forEach((volume, hour) => seeVolume(profile, day * DAY + hour * HOUR, volume));

  test('half of the quantity is due when the first hour is over', () => {
    const at = (hours: number): number => volumeWeighted(question({ startAt: 2 * DAY, endAt: 2 * DAY + 4 * HOUR, nextCloseAt: 2 * DAY + hours * HOUR, profile }));
    expect([1, 2, 3, 4].map(at)).toEqual([500, 666, 833, 1_000]);
  });

  test('a parent that begins a few microseconds into a bar counts that bar', () => {
    const startAt = 2 * DAY + 3;
    expect(volumeWeighted(question({ startAt, endAt: 2 * DAY + 4 * HOUR, nextCloseAt: 2 * DAY + HOUR, profile }))).toBe(500);
  });

  test('while no day is known it goes by time', () => {
    expect(volumeWeighted(question({ nextCloseAt: 3 * MINUTE }))).toBe(timeWeighted(question({ nextCloseAt: 3 * MINUTE })));
  });
});

test('a share of the volume is that share, and never more than the quantity', () => {
  expect([0, 99, 1_000, 50_000].map((marketLots) => shareOfVolume(0.1)(question({ marketLots })))).toEqual([0, 9, 100, 1_000]);
});

test('no pace is more than the quantity, none is negative, and none goes back as time goes on', () => {
  const profile = emptyProfile();
  for (let minute = 0; minute < 1_440; minute += 7) seeVolume(profile, minute * MINUTE, 1 + ((minute * 37) % 91));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 3_000 }), fc.nat(3_000), fc.nat(3_000), (quantityLots, minutes, first, more) => {
      for (const pace of [timeWeighted, volumeWeighted, shareOfVolume(0.2)]) {
        const at = (step: number): number => pace(question({ quantityLots, endAt: minutes * MINUTE, nextCloseAt: step * MINUTE, marketLots: step * 3, profile }));
        const [early, late] = [at(first), at(first + more)];
        expect(early).toBeGreaterThanOrEqual(0);
        expect(late).toBeGreaterThanOrEqual(early);
        expect(late).toBeLessThanOrEqual(quantityLots);
      }
    }),
  );
});

test('after a week the next close is expected as it came: over the night and over the weekend', () => {
  const cadence = emptyCadence();
  // Monday to Friday at 21:00, two weeks; day 4 of the epoch was a Monday.
  const closes = Array.from({ length: 10 }, (_, index) => (4 + Math.floor(index / 5) * 7 + (index % 5)) * DAY + 21 * HOUR);
  closes.forEach((closedAt, index) => index > 0 && seeClose(cadence, closes[index - 1], closedAt));
  expect(nextCloseAfter(emptyCadence(), closes[0], HOUR)).toBe(closes[0] + HOUR);
  expect(nextCloseAfter(cadence, closes[4] + 14 * DAY, HOUR) - closes[4] - 14 * DAY).toBe(3 * DAY);
  expect(nextCloseAfter(cadence, closes[3] + 14 * DAY, HOUR) - closes[3] - 14 * DAY).toBe(DAY);
});
