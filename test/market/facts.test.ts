/** Figures with the instant at which they could be known: what a file says of it, and what it must say. */
import { describe, expect, test } from 'vitest';
import { isHivetapeError } from '../../src/core/errors.js';
import { formatInstant } from '../../src/core/instant.js';
import { readFacts, type FactOptions } from '../../src/market/facts.js';
import { temporaryFiles } from './temporary-files.js';

const files = temporaryFiles();
const earnings = `ticker,period_end,filed,eps,sales
AAA,2023-12-31,2024-02-01,1.10,100
BBB,2023-12-31,2024-02-10,,50
AAA,2024-03-31,2024-05-02,1.25,110
AAA,2023-12-31,2024-06-30,0.95,90
`;
const options: FactOptions = { figures: { eps: 'eps', sales: 'sales' }, availableAt: 'filed', about: 'period_end', subject: 'ticker', timeZone: 'America/New_York' };
const read = (content: string, how: FactOptions = options) => readFacts(files.write('facts.csv', content), how);
async function codeOf(work: Promise<unknown>): Promise<string> {
  const cause: unknown = await work.then(() => undefined, (thrown: unknown) => thrown);
  return isHivetapeError(cause) ? `${cause.code} ${cause.details.place?.line ?? ''}: ${cause.message}` : String(cause);
}

describe('J2: facts', () => {
  test('are known when their day is over, restatements beside what they restate', async () => {
    const { facts } = await read(earnings);
    expect(facts.filter(({ figure }) => figure === 'eps').map(({ subject, value, revision, availableAt }) => [subject, value, revision, formatInstant(availableAt)])).toEqual([
      ['AAA', 1.1, 0, '2024-02-02T05:00:00Z'],
      ['AAA', 1.25, 0, '2024-05-03T04:00:00Z'],
      ['AAA', 0.95, 1, '2024-07-01T04:00:00Z'],
    ]);
    // An empty cell is a figure that was not published.
    expect(facts.filter(({ subject }) => subject === 'BBB').map(({ figure }) => figure)).toEqual(['sales']);
  });

  test('have one digest for one content, and another for another instant', async () => {
    const [one, same, other] = [await read(earnings), await read(earnings.replaceAll(',', ';')), await read(earnings, { ...options, delay: '1d' })];
    expect(same.digest).toBe(one.digest);
    expect(other.digest).not.toBe(one.digest);
  });

  test('of which a file only says what they are about are known after a delay', async () => {
    const { facts } = await read('date,rate\n2024-01-31T00:00:00Z,5.5\n', { figures: { rate: 'rate' }, about: 'date', delay: '45d' });
    expect(facts).toEqual([{ figure: 'rate', subject: '', value: 5.5, revision: 0, about: Date.UTC(2024, 0, 31) * 1_000, availableAt: Date.UTC(2024, 2, 16) * 1_000 }]);
  });

  test.each([
    ['a date without a zone', earnings, { ...options, timeZone: undefined }, /^facts-invalid 2: A date alone .*say timeZone/],
    ['a wall clock without a zone', 'at,n\n2024-01-01 10:00:00,1\n', { figures: { n: 'n' }, availableAt: 'at' }, /^facts-invalid 2: /],
    ['knowledge before the time is over', 'about,at,n\n2024-01-31T00:00:00Z,2024-01-30T00:00:00Z,1\n', { figures: { n: 'n' }, availableAt: 'at', about: 'about' }, /^facts-invalid 2: A figure is known when its time is over.*forecast/],
    ['no number', 'at,n\n2024-01-01T00:00:00Z,many\n', { figures: { n: 'n' }, availableAt: 'at' }, /^facts-invalid 2: A number/],
    ['a repetition', 'at,n\n2024-01-01T00:00:00Z,1\n2024-01-01T00:00:00Z,2\n', { figures: { n: 'n' }, availableAt: 'at' }, /^facts-invalid 3: A figure is told once/],
    ['a column that is not there', 'at,n\n', { figures: { m: 'm' }, availableAt: 'at' }, /^facts-invalid 1: .*missing: m/],
    ['a subject that is no name', 'at,who,n\n2024-01-01T00:00:00Z,a/b,1\n', { figures: { n: 'n' }, availableAt: 'at', subject: 'who' }, /^facts-invalid 2: A subject/],
  ] satisfies [string, string, FactOptions, RegExp][])('are refused for %s', async (_, content, how, says) => {
    expect(await codeOf(read(content, how))).toMatch(says);
  });

  test('about a time to come are taken where they are said to be forecasts', async () => {
    const { facts } = await read('about,at,n\n2024-01-31T00:00:00Z,2024-01-30T00:00:00Z,1\n', { figures: { n: 'n' }, availableAt: 'at', about: 'about', forecast: true });
    expect(facts).toHaveLength(1);
  });
});
