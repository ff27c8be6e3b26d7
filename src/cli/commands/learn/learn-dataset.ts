/** `hivetape learn dataset <run...>`: folds the logs of runs into a data set. */
import { relative, resolve } from 'node:path';
import { formatInstant } from '../../../core/instant.js';
import type { CommandSpec, Invocation } from '../../command-spec.js';
import { grouped, percent } from '../../number-format.js';
import { openStore } from '../../open-store.js';
import { listOption, textOption } from '../../option-values.js';
import { parseReference, resolveRun } from '../../run-reference.js';
import { countOption, openShelf } from './learn-desk.js';

export const learnDataSetCommand: CommandSpec = {
  name: 'dataset',
  summary: 'fold the logs of runs into windows of bars and what became of them',
  arguments: [{ name: '<run...>', meaning: 'runs: @, @~1, a name, or the beginning of an id' }],
  options: [
    { flags: '--window <bars>', meaning: 'bars that a decision looks back on (default 32)' },
    { flags: '--horizon <bars>', meaning: 'bars that the labels look ahead (default 5)' },
    { flags: '--instrument <name>', meaning: 'only this instrument', repeatable: true },
    { flags: '--peer <name>', meaning: 'another instrument whose moves are seen, and held against' },
    { flags: '-o, --out <file>', meaning: 'where to (default: the store)' },
  ],
  examples: ['hivetape learn dataset @', 'hivetape learn dataset futures --instrument IC --peer IF --window 60 --horizon 10'],
  act,
};

async function act({ args, options, desk: { settings, output } }: Invocation): Promise<number> {
  const store = await openStore(settings);
  const runs = args.flat().map((run) => resolveRun(store, parseReference(run ?? '').run, settings));
  const { dataSetOfRuns } = await import('../../../lab/learn/make-data-set.js');
  const set = dataSetOfRuns(store, runs, {
    windowBars: countOption(options, 'window', { min: 8, max: 1_000, usual: 32 }),
    horizonBars: countOption(options, 'horizon', { min: 1, max: 1_000, usual: 5 }),
    instruments: listOption(options, 'instrument'),
    peer: textOption(options, 'peer') ?? '',
  });
  const out = textOption(options, 'out');
  const shelf = await openShelf(settings);
  const file = shelf.putDataSet(set, out === undefined ? undefined : resolve(settings.cwd, out));
  const { decidedAt, labels } = set.rows;
  const rows = decidedAt.length;
  const shares = Object.fromEntries(set.labels.map((label) => [label, shareOf(labels[label] ?? [])]));
  if (settings.json) {
    output.json({ schema: 'hivetape.dataset/1', dataSet: set.digest, file, rows, features: set.features, labels: shares, options: set.options, sources: set.sources, from: decidedAt[0], to: decidedAt[rows - 1] });
    return 0;
  }
  output.data(
    `${output.paintOut('green', '✔')} data set ${set.digest.slice(0, 12)}: ${grouped(rows)} rows, ${formatInstant(decidedAt[0]).slice(0, 10)} to ${formatInstant(decidedAt[rows - 1]).slice(0, 10)}`,
    `  features ${set.features.join(', ')}; windows of ${set.options.windowBars} bars, labels ${set.options.horizonBars} bars ahead`,
    `  labels   ${Object.entries(shares).map(([label, share]) => `${label} ${percent(share)}`).join(', ')}`,
    `  file     ${relative(settings.cwd, file)}`,
  );
  output.say(`next: hivetape learn train ${out ?? set.digest.slice(0, 12)}`);
  return 0;
}

function shareOf(labels: readonly number[]): number {
  const defined = labels.filter((label) => label >= 0);
  return defined.reduce((sum, label) => sum + label, 0) / Math.max(1, defined.length);
}
