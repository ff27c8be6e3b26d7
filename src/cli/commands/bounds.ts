/** `hivetape bounds <run>`: how much of a run's return depends on what happened inside bars. */
import type { RunId } from '../../core/brand.js';
import type { Band, Valuation } from '../../report/bounds/valuation.js';
import type { RunStore } from '../../store/run-store.js';
import type { CommandSpec, Desk } from '../command-spec.js';
import { figure, percent } from '../number-format.js';
import { openStore } from '../open-store.js';
import { projectOfRun } from '../run-note.js';
import { parseReference, resolveRun, shortId } from '../run-reference.js';
import { tableLines, type Column } from '../table.js';
import { wrap } from '../text-width.js';

export const boundsCommand: CommandSpec = {
  name: 'bounds',
  summary: 'value a run under the worst and the best reading of its bars: how much of its return is doubtful',
  arguments: [{ name: '<run>', meaning: 'the run: @, @~1, a name, or the beginning of an id' }],
  examples: ['hivetape bounds @', 'hivetape report @ --bounds'],
  act: async ({ args: [run = ''], desk }) => {
    const store = await openStore(desk.settings);
    const runId = resolveRun(store, parseReference(run).run, desk.settings);
    const band = await boundsOf(store, runId, desk);
    if (desk.settings.json) desk.output.json({ schema: 'hivetape.bounds/1', runId, ...bandJson(band) });
    else desk.output.data(`run ${shortId(runId)}, recorded under ${band.policy}`, ...bandLines(band, desk));
    return 0;
  },
};

/** Returns the band of a recorded run. Throws what {@link bandOf} throws. */
export async function boundsOf(store: RunStore, runId: RunId, { settings, surroundings }: Desk): Promise<Band> {
  const [{ bandOf }, { conventionsOf }, { identityOfLog }, { identityJson }] = await Promise.all([
    import('../../report/bounds/band.js'), import('../../report/conventions.js'), import('../../lab/log-inputs.js'), import('../../lab/identity.js'),
  ]);
  return bandOf(store, runId, { project: projectOfRun(store, runId, settings), conventions: conventionsOf(identityJson(identityOfLog(store.open(runId))), {}), signal: surroundings.signal });
}

/** Returns the sentence, and the valuations under it. */
export function bandLines({ sentence, valuations }: Band, { settings }: Desk): string[] {
  return [...wrap(sentence, settings.columns), '', ...tableLines(valuations, columns, settings.columns)];
}

/** Returns the band as plain data, without its curves. */
export function bandJson({ valuations, ...band }: Band): object {
  return { ...band, valuations: valuations.map(({ policy, isRecorded, figures }) => ({ policy, isRecorded, figures })) };
}

const columns: readonly Column<Valuation>[] = [
  { title: 'policy', text: ({ policy, isRecorded }) => `${policy}${isRecorded ? ' (recorded)' : ''}` },
  { title: 'return', text: (one) => percent(valueOf(one, 'total-return'), { signed: true }), align: 'right' },
  { title: 'Sharpe', text: (one) => figure(valueOf(one, 'sharpe')), align: 'right' },
  { title: 'max drawdown', text: (one) => percent(valueOf(one, 'max-drawdown')), align: 'right' },
  { title: 'fills', text: (one) => figure(valueOf(one, 'fills'), 0), align: 'right' },
  { title: 'ambiguous', text: (one) => percent(valueOf(one, 'ambiguous-share')), align: 'right' },
];

function valueOf({ figures }: Valuation, id: string): number | null {
  return figures.find((one) => one.id === id)?.value ?? null;
}
