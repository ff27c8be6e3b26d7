/** `hivetape compare <a> <b>`: the figures of two runs side by side, and how much of each difference may be chance; or a swarm against its members. */
import { formatDate } from '../../core/instant.js';
import type { RunId } from '../../core/brand.js';
import { HivetapeError } from '../../core/errors.js';
import type { LogEvent } from '../../domain/catalogue.js';
import type { BooksComparison } from '../../report/compare-books.js';
import type { ComparedFigure, PairedFigure } from '../../metrics/comparison/paired-comparison.js';
import type { Books } from '../../report/folds/books-fold.js';
import type { RunStore } from '../../store/run-store.js';
import type { CommandSpec, Desk } from '../command-spec.js';
import { figure, grouped, percent } from '../number-format.js';
import { flagOption } from '../option-values.js';
import { openStore } from '../open-store.js';
import { parseReference, resolveRun, shortId } from '../run-reference.js';
import { tableLines, type Column } from '../table.js';
import { wrap } from '../text-width.js';

const RESAMPLES = 2_000;
const CONFIDENCE = 0.95;
/** The same two runs give the same intervals, whoever asks. */
const SEED = 1;

export const compareCommand: CommandSpec = {
  name: 'compare',
  summary: 'set the figures of two runs side by side, and say how much of the difference may be chance',
  arguments: [
    { name: '<a>', meaning: 'one run; with --members a scenario file' },
    { name: '[b]', meaning: 'the other run' },
  ],
  options: [
    { flags: '--members', meaning: 'instead, a scenario against each of its analysts alone: does the swarm beat its best single agent, and at what cost' },
    { flags: '-o, --out <file>', meaning: 'where the page of --members goes (default reports/NAME-members.html)' },
  ],
  examples: ['hivetape compare @~1 @', 'hivetape compare before after --json', 'hivetape compare --members scenarios/sp500-swarm.yaml'],
  act: async (invocation) => {
    const { args: [a = '', b], options, desk } = invocation;
    if (flagOption(options, 'members')) {
      const { compareMembers } = await import('./compare-members.js');
      return compareMembers(invocation, { resamples: RESAMPLES, confidence: CONFIDENCE, seed: SEED });
    }
    if (b === undefined) throw new HivetapeError('missing-argument', 'Two runs are compared (found one).', { help: 'Name the other run, or compare a scenario with its members: --members.' });
    const store = await openStore(desk.settings);
    const [left, right] = [a, b].map((text) => resolveRun(store, parseReference(text).run, desk.settings)) as [RunId, RunId];
    const comparison = await compared(store, left, right);
    if (desk.settings.json) desk.output.json({ schema: 'hivetape.compare/1', a: left, b: right, confidence: CONFIDENCE, resamples: RESAMPLES, ...comparison });
    else show([shortId(left), shortId(right)], comparison, desk);
    return 0;
  },
};

async function compared(store: RunStore, a: RunId, b: RunId): Promise<BooksComparison> {
  const [{ compareBooks }, { conventionsOf }, { identityOfLog }, { identityJson }, { booksFold }] = await Promise.all([
    import('../../report/compare-books.js'), import('../../report/conventions.js'), import('../../lab/log-inputs.js'), import('../../lab/identity.js'), import('../../report/folds/books-fold.js'),
  ]);
  const booksOf = (run: RunId): Books => {
    const fold = booksFold();
    for (const event of store.open(run).events()) fold.see(event as LogEvent);
    return fold.result();
  };
  const { periodsPerYear, riskFreeAnnual } = conventionsOf(identityJson(identityOfLog(store.open(a))), {});
  const comparison = compareBooks(booksOf(a), booksOf(b), { periodsPerYear, riskFree: riskFreeAnnual, resamples: RESAMPLES, confidence: CONFIDENCE, seed: SEED });
  if (comparison !== undefined) return comparison;
  throw new HivetapeError('runs-share-too-little', `Two runs are compared over twenty shared days or more, on which neither is ruined (found fewer in ${shortId(a)} and ${shortId(b)}).`, {
    help: 'Run both on the same data and period. `hivetape diff` compares events instead.',
  });
}

function show([a, b]: readonly string[], { figures, periods, blockPeriods, fromDay, untilDay }: BooksComparison, { output, settings }: Desk): void {
  const columns: readonly Column<PairedFigure>[] = [
    { title: '', text: ({ id }) => names[id] },
    { title: a, text: (row) => textOf(row.id, row.a), align: 'right' },
    { title: b, text: (row) => textOf(row.id, row.b), align: 'right' },
    { title: 'difference', text: (row) => textOf(row.id, row.difference, true), align: 'right' },
    { title: '95 % of resamples', text: (row) => (row.low === null || row.high === null ? '–' : `${textOf(row.id, row.low, true)} … ${textOf(row.id, row.high, true)}`), align: 'right' },
  ];
  output.data(
    ...tableLines(figures, columns, settings.columns),
    '',
    ...wrap(sentenceOf([a, b], figures.find(({ id }) => id === 'ann-return')), settings.columns),
    ...wrap(`${grouped(periods)} shared days, ${formatDate(fromDay)} to ${formatDate(untilDay)}; both resampled ${grouped(RESAMPLES)} times in the same blocks of ${blockPeriods} days.`, settings.columns),
  );
}

function sentenceOf([a, b]: readonly string[], row: PairedFigure | undefined): string {
  if (row === undefined || row.difference === null || row.low === null || row.high === null || row.larger === null) return 'The returns say nothing about which is better.';
  if (row.difference === 0 && row.low === 0 && row.high === 0) return 'Both earned the same on every day.';
  const better = row.difference >= 0 ? b : a;
  const share = row.difference >= 0 ? row.larger : 1 - row.larger;
  const gain = `${better} earned ${percent(Math.abs(row.difference))} a year more, and more in ${percent(share)} of all resamples`;
  return row.low > 0 || row.high < 0 ? `${gain}: more than chance makes likely.` : `${gain}: it may well be chance.`;
}

const names: Readonly<Record<ComparedFigure, string>> = {
  'ann-return': 'return a year, mean', 'ann-volatility': 'volatility a year', sharpe: 'Sharpe', 'total-return': 'total return', 'max-drawdown': 'max drawdown',
};

function textOf(id: ComparedFigure, value: number | null, signed = false): string {
  if (id === 'sharpe') return signed && value !== null && value > 0 ? `+${figure(value)}` : figure(value);
  return percent(value, { signed });
}
