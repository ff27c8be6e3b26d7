/** Wall clocks, against known changes of the clocks. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOUR, MINUTE, parseInstant } from '../../src/core/instant.js';
import { timeZone } from '../../src/host/time-zone.js';

const wall = (text: string): number => parseInstant(`${text}Z`);

test.each([
  ['Asia/Shanghai', '2024-01-02T09:30:00', '2024-01-02T01:30:00Z'],
  ['Asia/Shanghai', '1991-07-01T09:30:00', '1991-07-01T00:30:00Z'],
  ['America/New_York', '2006-04-03T16:00:00', '2006-04-03T20:00:00Z'],
  ['America/New_York', '2007-03-12T16:00:00', '2007-03-12T20:00:00Z'],
  ['America/New_York', '2006-03-13T16:00:00', '2006-03-13T21:00:00Z'],
  ['Asia/Kathmandu', '2024-06-01T12:00:00', '2024-06-01T06:15:00Z'],
  ['+05:30', '2024-06-01T12:00:00', '2024-06-01T06:30:00Z'],
  ['UTC', '2024-06-01T12:00:00', '2024-06-01T12:00:00Z'],
])('%s: %s is %s', (name, clock, instant) => {
  expect(timeZone(name).instantOf(wall(clock))).toBe(parseInstant(instant));
});

test('knows the hour that was skipped and the hour that came twice', () => {
  const berlin = timeZone('Europe/Berlin');
  expect(berlin.instantOf(wall('2024-03-31T02:30:00'))).toBe('skipped');
  expect(berlin.instantOf(wall('2024-10-27T02:30:00'))).toBe('repeated');
  expect(berlin.instantOf(wall('2024-03-31T01:59:59'))).toBe(parseInstant('2024-03-31T00:59:59Z'));
  expect(berlin.instantOf(wall('2024-10-27T03:00:00'))).toBe(parseInstant('2024-10-27T02:00:00Z'));
});

test('gives every instant back that a wall clock shows once', () => {
  const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Shanghai', 'America/St_Johns'].map(timeZone);
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: wall('1995-01-01T00:00:00') / MINUTE, max: wall('2030-01-01T00:00:00') / MINUTE }), (zone, minute) => {
      const instant = minute * MINUTE;
      const back = zone.instantOf(instant + zone.offsetUsAt(instant));
      expect(back === instant || back === 'repeated').toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('refuses a zone that does not exist', () => {
  expect(() => timeZone('Mars/Olympus')).toThrowError(expect.objectContaining({ code: 'time-zone-unknown' }));
  expect(timeZone('-03:30').offsetUsAt(0)).toBe(-3.5 * HOUR);
});

test('remembers offsets without changing one: each instant has the offset that the tables give it', () => {
  const names = ['America/New_York', 'Europe/Berlin', 'Africa/Casablanca', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'Asia/Tehran', 'Antarctica/Troll', 'Pacific/Apia'] as const;
  const zones = new Map(names.map((name) => [name, { zone: timeZone(name), asked: new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' }) }]));
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.integer({ min: wall('1996-01-01T00:00:00') / MINUTE, max: wall('2035-01-01T00:00:00') / MINUTE }), (name, minute) => {
      const found = zones.get(name);
      const told = found?.asked.formatToParts(minute * 60_000).find(({ type }) => type === 'timeZoneName')?.value ?? '';
      const [, sign = '+', hours = '0', minutes = '0'] = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(told) ?? [];
      expect(found?.zone.offsetUsAt(minute * MINUTE)).toBe((sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE) + 0);
    }),
    { numRuns: 3_000 },
  );
});
