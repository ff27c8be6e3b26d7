/** `hivetape errors <run>`: what went wrong, gathered by what it has in common, the worst and most frequent first. */
import { formatInstant } from '../../core/instant.js';
import type { TroubleCluster } from '../../lab/sight/trouble.js';
import type { CommandSpec, Invocation } from '../command-spec.js';
import { atOption, momentOfRun } from '../moment-of-run.js';
import { counted, grouped } from '../number-format.js';
import { oneLine } from '../output.js';
import { shortId } from '../run-reference.js';
import { tableLines, type Column } from '../table.js';

export const errorsCommand: CommandSpec = {
  name: 'errors',
  summary: 'gather what went wrong in a run by its cause: failures, refusals, losses',
  arguments: [{ name: '<run>', meaning: 'the run, perhaps with a place: @:1200, name@2020-03-12' }],
  options: [atOption],
  examples: ['hivetape errors @', 'hivetape errors @ --at 2020-03-12 --json'],
  act: errors,
};

async function errors(invocation: Invocation): Promise<number> {
  const { args: [reference = ''], desk: { output, settings } } = invocation;
  const { runId, events } = await momentOfRun(reference, invocation);
  const [{ troubleFold }, { folded }] = await Promise.all([import('../../lab/sight/trouble.js'), import('../../lab/sight/sight-fold.js')]);
  const clusters = folded(events(), troubleFold());
  if (settings.json) {
    output.json({ schema: 'hivetape.errors/1', runId, clusters });
    return 0;
  }
  const all = clusters.reduce((sum, { count }) => sum + count, 0);
  output.data(all === 0 ? `run ${shortId(runId)}: nothing failed, was refused, got lost or was doubted` : `run ${shortId(runId)}: ${counted(all, 'event')} of ${counted(clusters.length, 'kind')}`);
  if (all === 0) return 0;
  output.data('', ...tableLines(clusters, columns, settings.columns));
  output.say('', `next: hivetape why ${clusters[0].first.offset} --run ${shortId(runId)}`);
  return 0;
}

const NAMES_SHOWN = 3;

const columns: readonly Column<TroubleCluster>[] = [
  { title: 'kind', text: ({ kind }) => kind },
  { title: 'what', text: ({ type }) => type },
  { title: 'cause', text: ({ cause }) => (cause === '' ? '–' : oneLine(cause)), elastic: 'cut' },
  { title: 'times', text: ({ count }) => grouped(count), align: 'right' },
  { title: 'whom', text: ({ who }) => oneLine(`${who.slice(0, NAMES_SHOWN).map(({ name, count }) => (who.length === 1 ? name : `${name} ${grouped(count)}`)).join(', ')}${who.length > NAMES_SHOWN ? ', …' : ''}`), elastic: 'cut' },
  { title: 'first', text: ({ first }) => grouped(first.offset), align: 'right' },
  { title: 'last', text: ({ last }) => grouped(last.offset), align: 'right' },
  { title: 'at', text: ({ last }) => formatInstant(last.time) },
];
