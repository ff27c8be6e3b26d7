/** `hivetape tasks <run>`: every task at a moment of a run, in which state it stands and who has it. */
import { formatInstant } from '../../core/instant.js';
import type { GraphRow, TaskRow } from '../../lab/sight/task-board.js';
import type { CommandSpec, Invocation } from '../command-spec.js';
import { atOption, momentOfRun } from '../moment-of-run.js';
import { counted, grouped, percent, virtualSpan } from '../number-format.js';
import { textOption } from '../option-values.js';
import { oneLine } from '../output.js';
import { shortId } from '../run-reference.js';
import { tableLines, type Column } from '../table.js';

export const tasksCommand: CommandSpec = {
  name: 'tasks',
  summary: 'list the tasks of a run at any moment: state, worker, attempts, progress',
  arguments: [{ name: '<run>', meaning: 'the run, perhaps with a place: @:1200, name@2020-03-12' }],
  options: [atOption, { flags: '--graph <name>', meaning: 'only the tasks of this graph' }],
  examples: ['hivetape tasks @', 'hivetape tasks @ --at 2020-03-12 --json'],
  act: tasks,
};

async function tasks(invocation: Invocation): Promise<number> {
  const { args: [reference = ''], options, desk: { output, settings } } = invocation;
  const { runId, events } = await momentOfRun(reference, invocation);
  const [{ taskBoardFold }, { folded }] = await Promise.all([import('../../lab/sight/task-board.js'), import('../../lab/sight/sight-fold.js')]);
  const board = folded(events(), taskBoardFold());
  const name = textOption(options, 'graph');
  const graphs = board.graphs.filter(({ graph }) => name === undefined || graph === name);
  const rows = board.tasks.filter(({ graph }) => name === undefined || graph === name);
  if (settings.json) {
    output.json({ schema: 'hivetape.tasks/1', runId, graphs, tasks: rows, counts: board.counts });
    return 0;
  }
  output.data(`run ${shortId(runId)}: ${counted(rows.length, 'task')} in ${counted(graphs.length, 'graph')}`);
  if (rows.length > 0) output.data('', ...tableLines(graphs, graphColumns, settings.columns), '', ...tableLines(rows, taskColumns, settings.columns));
  return 0;
}

const graphColumns: readonly Column<GraphRow>[] = [
  { title: 'graph', text: ({ graph }) => oneLine(graph) },
  { title: 'coordinator', text: ({ coordinator }) => oneLine(coordinator) },
  { title: 'strategy', text: ({ strategy }) => strategy },
  { title: 'over', text: ({ over, tasks: all }) => `${grouped(over)} of ${grouped(all)}`, align: 'right' },
  { title: 'progress', text: ({ progress }) => percent(progress), align: 'right' },
  { title: 'outcome', text: ({ outcome }) => outcome ?? 'open' },
  { title: 'took', text: ({ makespanUs }) => (makespanUs === null ? '–' : virtualSpan(makespanUs)), align: 'right' },
];

const taskColumns: readonly Column<TaskRow>[] = [
  { title: 'task', text: ({ graph, task }) => oneLine(`${graph} ${task}`) },
  { title: 'state', text: ({ state }) => state },
  { title: 'worker', text: ({ worker }) => oneLine(worker ?? '–') },
  { title: 'attempts', text: ({ attempts }) => grouped(attempts), align: 'right' },
  { title: 'submitted', text: ({ submittedAt }) => formatInstant(submittedAt) },
  { title: 'took', text: ({ startedAt, endedAt }) => (startedAt === null || endedAt === null ? '–' : virtualSpan(endedAt - startedAt)), align: 'right' },
  { title: 'reason', text: ({ reason }) => oneLine(reason), elastic: 'cut' },
];
