/** `hivetape data fetch <exchange> <symbol> <timeframe>`: bars of a real exchange, into a file that a scenario can name. */
import { relative, resolve } from 'node:path';
import { HivetapeError } from '../../../core/errors.js';
import { formatInstant } from '../../../core/instant.js';
import { openExchange } from '../../../host/exchange-client.js';
import type { FetchedBars, FetchOptions } from '../../../market/fetch/fetch-bars.js';
import type { CommandSpec, Desk, Invocation } from '../../command-spec.js';
import { EXIT_STOPPED } from '../../exit-codes.js';
import { counted, grouped } from '../../number-format.js';
import { instantOf, textOption } from '../../option-values.js';
import { progressBar } from '../../progress-bar.js';

export const dataFetchCommand: CommandSpec = {
  name: 'fetch',
  summary: 'download bars of a real exchange; said again, it goes on where it stopped',
  arguments: [
    { name: '<exchange>', meaning: 'its id with ccxt: binance, kraken, okx, …' },
    { name: '<symbol>', meaning: 'BTC/USDT, or BTC/USDT:USDT for a perpetual' },
    { name: '<timeframe>', meaning: 'length of a bar: 1m, 1h, 1d, …' },
  ],
  options: [
    { flags: '--since <time>', meaning: 'where the first bar opens: a date, or date and time with a zone' },
    { flags: '--until <time>', meaning: 'only bars that open before this (default: all that have closed)' },
    { flags: '-o, --out <file>', meaning: 'file to write, packed if it ends in .gz (default EXCHANGE-SYMBOL-TIMEFRAME.csv.gz)' },
    { flags: '--endpoint <url>', meaning: 'ask this machine in place of the exchange: a mirror or a recording' },
  ],
  examples: ['hivetape data fetch binance BTC/USDT 1m --since 2024-01-01', 'hivetape data fetch kraken ETH/USD 1d --since 2023-01-01 --until 2024-01-01 -o eth.csv'],
  act,
};

async function act({ args: [exchange = '', symbol = '', timeframe = ''], options, desk }: Invocation): Promise<number> {
  const { settings, output } = desk;
  const [{ fetchBars, instrumentFor }, { provenanceFile }] = await Promise.all([import('../../../market/fetch/fetch-bars.js'), import('../../../market/fetch/provenance.js')]);
  const since = textOption(options, 'since');
  if (since === undefined) throw new HivetapeError('missing-argument', 'hivetape data fetch needs --since.', { help: 'Say where the first bar opens, as --since 2024-01-01.' });
  const until = textOption(options, 'until');
  const endpoint = textOption(options, 'endpoint');
  const shown = textOption(options, 'out') ?? `${exchange}-${instrumentFor(symbol)}-${timeframe}.csv.gz`;
  const from = instantOf('--since', since);
  const request = { symbol, timeframe, since: from, out: resolve(settings.cwd, shown), ...(until === undefined ? {} : { until: instantOf('--until', until) }), ...(endpoint === undefined ? {} : { endpoint }) };
  const client = await openExchange({ exchange, ...(endpoint === undefined ? {} : { endpoint }) });
  const fetched = await withProgress(desk, from, (hooks) => fetchBars({ client, ...request, ...hooks }));
  if (settings.json) output.json({ ...fetched.provenance, schema: 'hivetape.fetched/1', file: shown, stopped: fetched.stopped, barsBefore: fetched.barsBefore, questions: fetched.questions, repeats: fetched.repeats });
  else show(fetched, { file: shown, beside: relative(settings.cwd, provenanceFile(resolve(settings.cwd, shown))) }, desk);
  return fetched.stopped ? EXIT_STOPPED : 0;
}

async function withProgress(desk: Desk, from: number, work: (hooks: Pick<FetchOptions, 'onPage' | 'shouldStop'>) => Promise<FetchedBars>): Promise<FetchedBars> {
  const bar = progressBar('fetch', desk.settings, desk.surroundings);
  try {
    return await work({
      shouldStop: () => desk.surroundings.signal.aborted,
      onPage: ({ bars, askedTo, until }) => bar.step({ events: bars, note: `${grouped(bars)} bars, to ${formatInstant(askedTo)}`, done: Math.min(1, Math.max(0, (askedTo - from) / Math.max(1, until - from))) }),
    });
  } finally {
    bar.end();
  }
}

const GAPS_SHOWN = 5;

function show({ provenance, barsBefore, stopped, questions, repeats }: FetchedBars, { file, beside }: { readonly file: string; readonly beside: string }, { output }: Desk): void {
  const { found, request } = provenance;
  if (stopped || found === undefined) {
    output.say('Stopped. What was fetched is kept; say the same again to go on.');
    return;
  }
  output.data(
    `${output.paintOut('green', '✔')} ${file}: ${counted(found.bars, 'bar')} of ${request.symbol} ${request.timeframe}, ${found.first} to ${found.last}`,
    `  new      ${counted(found.bars - barsBefore, 'bar')} in ${counted(questions, 'question')}${repeats === 0 ? '' : `, ${grouped(repeats)} of them again`}`,
    `  gaps     ${found.gapCount === 0 ? 'none' : `${grouped(found.gapCount)}, ${counted(found.missingBars, 'bar')} missing`}`,
    ...found.gaps.slice(0, GAPS_SHOWN).map(({ from, to, bars }) => `           ${from} to ${to}: ${counted(bars, 'bar')}`),
    ...(found.first <= request.since ? [] : [`  begins   the exchange's first bar is ${found.first}, not ${request.since}`]),
    ...(found.revised === 0 ? [] : [`  revised  ${counted(found.revised, 'bar')} told otherwise when asked again; the first telling was kept`]),
    `  rows     ${found.rowsDigest}`,
    `  source   ${beside}`,
  );
  output.say(`next: hivetape data check ${file}`);
}
