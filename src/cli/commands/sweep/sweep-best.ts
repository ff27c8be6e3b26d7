/** `hivetape sweep best [sweep]`: the trials in order of the objective, each with how its neighbours do. */
import type { TrialRecord } from '../../../lab/sweep/sweep-record.js';
import type { CommandSpec, Invocation } from '../../command-spec.js';
import { figure } from '../../number-format.js';
import { oneLine } from '../../output.js';
import { wholeNumberOption } from '../../option-values.js';
import { tableLines, type Column } from '../../table.js';
import { foundSweep, statisticsOf, sweepArgument } from './sweep-desk.js';
import { figuresOf, settingsText } from './sweep-summary.js';

const LIMIT_USUAL = 10;
const shownFigures = ['sharpe', 'total-return', 'max-drawdown', 'trades'];

export const sweepBestCommand: CommandSpec = {
  name: 'best',
  summary: 'show the best trials of a sweep, and what the choice is worth',
  arguments: [sweepArgument],
  options: [{ flags: '--limit <number>', meaning: `at most so many (default ${LIMIT_USUAL})` }],
  examples: ['hivetape sweep best', 'hivetape sweep best sp500-grid --limit 3 --json'],
  act: best,
};

async function best({ args: [reference], options, desk: { settings, output } }: Invocation): Promise<number> {
  const { record } = await foundSweep(reference, settings);
  const statistics = await statisticsOf(record, settings);
  const [{ goodness }, { luckSentence }] = await Promise.all([import('../../../lab/sweep/standing.js'), import('../../../lab/sweep/luck-sentence.js')]);
  const { objective } = record.identity.sweep;
  const plateaus = new Map(statistics.plateaus.map((plateau) => [plateau.point, plateau]));
  const valueOf = ({ done, figures }: TrialRecord): number | null => (done ? (figures[objective.figure] ?? null) : null);
  const standing = record.trials.filter((trial) => trial.phase === 'whole' && valueOf(trial) !== null);
  standing.sort((a, b) => goodness(valueOf(b) ?? 0, objective) - goodness(valueOf(a) ?? 0, objective) || a.trial - b.trial);
  const shown = standing.slice(0, wholeNumberOption(options, 'limit') ?? LIMIT_USUAL);
  if (settings.json) {
    const trials = shown.map(({ returns: _returns, ...trial }) => ({ ...trial, plateau: plateaus.get(trial.point) ?? null }));
    output.json({ schema: 'hivetape.sweep-best/1', sweepId: record.sweepId, objective, trials, bestPlateau: statistics.bestPlateau ?? null, figures: figuresOf(statistics), sentence: luckSentence(statistics) });
    return 0;
  }
  const figures = [...new Set([objective.figure, ...shownFigures])];
  const columns: Column<TrialRecord>[] = [
    { title: 'trial', align: 'right', text: ({ trial }) => String(trial) },
    ...figures.map((id): Column<TrialRecord> => ({ title: id, align: 'right', text: ({ figures: own }) => figure(own[id], id === 'trades' ? 0 : 3) })),
    { title: 'neighbours', align: 'right', text: ({ point }) => figure(plateaus.get(point)?.neighbourMean, 3) },
    { title: 'plateau', align: 'right', text: ({ point }) => figure(plateaus.get(point)?.score) },
    { title: 'settings', elastic: 'cut', text: ({ settings: own }) => oneLine(settingsText(own)) },
  ];
  output.data(...tableLines(shown, columns, settings.columns), '', luckSentence(statistics));
  return 0;
}
