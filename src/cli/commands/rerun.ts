/** `hivetape rerun <run>`: decides a recorded run again and compares every event. */
import type { RunId } from '../../core/brand.js';
import { HivetapeError } from '../../core/errors.js';
import { formatInstant } from '../../core/instant.js';
import type { Divergence } from '../../lab/divergence.js';
import type { RerunResult } from '../../lab/rerun.js';
import type { RunStore } from '../../store/run-store.js';
import type { CommandSpec, Desk } from '../command-spec.js';
import { eventLine } from '../event-line.js';
import { grouped } from '../number-format.js';
import { openStore } from '../open-store.js';
import { wholeNumberOption } from '../option-values.js';
import { projectOfRun } from '../run-note.js';
import { parseReference, resolveRun, shortId } from '../run-reference.js';
import { showProgress } from '../show-progress.js';

export const rerunCommand: CommandSpec = {
  name: 'rerun',
  summary: 'decide a recorded run again and compare every event; exit code 6 where it differs',
  arguments: [{ name: '<run>', meaning: 'the run: @, @~1, a name, or the beginning of an id' }],
  options: [{ flags: '--to <offset>', meaning: 'compare only the events below this offset' }],
  examples: ['hivetape rerun @', 'hivetape rerun 018e7c --to 20000'],
  act: async ({ args: [run = ''], options, desk }) => {
    const store = await openStore(desk.settings);
    const runId = resolveRun(store, parseReference(run).run, desk.settings);
    const result = await rerun(store, runId, wholeNumberOption(options, 'to'), desk);
    return result.divergence === undefined ? showEqual(result, desk) : showDifference(result, result.divergence, desk);
  },
};

/** Returns how many events came out the same. Throws `rerun-differs` at the first that does not. */
export async function verifyByRerun(store: RunStore, runId: RunId, desk: Desk): Promise<number> {
  const { divergence, equal } = await rerun(store, runId, undefined, desk);
  if (divergence === undefined) return equal;
  desk.output.say(...differenceLines(divergence));
  throw new HivetapeError('rerun-differs', `The rerun of ${shortId(runId)} differs at offset ${divergence.offset}: agent ${divergence.agent}.`, {
    place: { offset: divergence.offset },
    help: divergence.suspects[0] ?? 'An agent depends on something that is not in its inbox.',
  });
}

async function rerun(store: RunStore, runId: RunId, to: number | undefined, desk: Desk): Promise<RerunResult> {
  const [{ rerunRun }, { isTraining, rerunTraining }] = await Promise.all([import('../../lab/rerun.js'), import('../../lab/learn/rerun-training.js')]);
  if (isTraining(store.open(runId))) return rerunTraining(store, runId);
  const { settings, surroundings } = desk;
  const project = projectOfRun(store, runId, settings);
  const expected = Math.min(to ?? Infinity, store.open(runId).count);
  return showProgress(
    `rerun ${shortId(runId)}`,
    desk,
    ({ onProgress }) => rerunRun(store, runId, { project, signal: surroundings.signal, onProgress, ...(to === undefined ? {} : { to }) }),
    expected,
  );
}

function showEqual({ runId, equal, events, fingerprint, changedCode, isCutShort }: RerunResult, { output, settings }: Desk): number {
  if (settings.json) {
    output.json({ schema: 'hivetape.rerun/1', runId, equal, events, fingerprint, divergence: null, ...(isCutShort === true ? { isCutShort } : {}), changedCode });
    return 0;
  }
  output.data(
    `${output.paintOut('green', '✔')} rerun of ${shortId(runId)}: ${grouped(equal)} of ${grouped(events)} events decided again, all equal`,
    `  fingerprint ${fingerprint}`,
  );
  if (isCutShort === true) output.say(`note: the log was cut short after ${grouped(events)} events; nothing behind them was compared.`, `next: hivetape resume ${shortId(runId)}`);
  if (changedCode.length > 0) output.say(`note: the code of ${changedCode.join(', ')} has changed since, and it made no difference.`);
  return 0;
}

function showDifference(result: RerunResult, divergence: Divergence, { output, settings }: Desk): number {
  const { runId, equal, events } = result;
  if (settings.json) {
    output.json({ schema: 'hivetape.rerun/1', ...result });
    return 6;
  }
  output.data(`${output.paintOut('red', '✖')} rerun of ${shortId(runId)}: ${grouped(equal)} of ${grouped(events)} events equal, then one differs`, ...differenceLines(divergence));
  return 6;
}

function differenceLines({ offset, time, agent, kind, expected, found, fields, causes, suspects }: Divergence): string[] {
  return [
    `  offset ${grouped(offset)} (${formatInstant(time)}), agent ${agent}: ${kind}`,
    `  recorded  ${expected === undefined || kind === 'extra' ? 'nothing' : eventLine(expected)}`,
    `  now       ${found === undefined || kind === 'missing' ? 'nothing' : eventLine(found)}`,
    ...fields.slice(0, 5).map(({ field, expected: was, found: is }) => `    ${field}: ${JSON.stringify(was)} → ${JSON.stringify(is)}`),
    ...(causes.length === 0 ? [] : [`  cause: ${causes.map(({ type, offset: at }) => `${type} ${grouped(at)}`).join(' ← ')}`]),
    ...suspects.map((suspect) => `  suspect: ${suspect}`),
  ];
}
