/** The bundled data are what the manifest says, and the manifest says what is true of them. */
import { expect, test } from 'vitest';
import { formatInstant } from '../../src/core/instant.js';
import { instrumentId, isOnTick } from '../../src/domain/instrument.js';
import { listBundledData, loadBundledData } from '../../src/market/bundled-data.js';
import { qualityNotes } from '../../src/market/quality.js';
import { resampleTable } from '../../src/market/resample.js';

const entries = await listBundledData();

test('bundles a daily index and minute bars of futures', () => {
  expect(entries.map(({ id }) => id)).toEqual(['sp500-daily', 'if-1m', 'ic-1m', 'im-1m', 'csi300-daily', 'sse-daily']);
});

test.each(entries)('$id loads, with the rows, times and digest of the manifest', async (entry) => {
  const { table, instrument, hours } = await loadBundledData(entry.id);
  expect(table.length).toBe(entry.rows);
  expect([formatInstant(table.openedAt[0]), formatInstant(table.closedAt[table.length - 1])]).toEqual([entry.first, entry.last]);
  if (!entry.repair) expect(table.digest).toBe(entry.rowsDigest);
  expect(table.close.every((close) => isOnTick(instrument, close))).toBe(true);
  expect(qualityNotes(table, { hours }).filter(({ kind }) => kind === 'ohlc-violation' || kind === 'zero-volume')).toEqual([]);
});

test.each(['if-1m', 'ic-1m', 'im-1m'])('%s lies inside its session, without a gap, and joins to 200 days', async (id) => {
  const { table, hours } = await loadBundledData(id);
  expect(qualityNotes(table, { hours }).filter(({ kind }) => kind === 'gap' || kind === 'overlap')).toEqual([]);
  expect(resampleTable(table, { everyUs: 86_400_000_000, hours }).length).toBe(200);
});

test('notes the sixteen bars of the Shanghai index that it repairs', async () => {
  const { table } = await loadBundledData('sse-daily');
  expect(table.notes).toEqual([expect.objectContaining({ kind: 'repaired', count: 16 })]);
});

test('gives the instrument another name when asked', async () => {
  const { table, instrument } = await loadBundledData('sp500-daily', instrumentId('SPX'));
  expect([table.instrument, instrument.id]).toEqual(['SPX', 'SPX']);
});

test('says which data sets there are when asked for another', async () => {
  await expect(loadBundledData('nasdaq')).rejects.toMatchObject({ code: 'bundled-data-unknown', message: expect.stringContaining('sp500-daily') });
});
