/** `hivetape monitor <run>`: watches a run while it is made, or goes to and fro in one that is finished. */
import type { RunId } from '../../core/brand.js';
import type { LogEvent } from '../../domain/catalogue.js';
import type { RunMoment } from '../../lab/sight/run-moment.js';
import type { RunStore } from '../../store/run-store.js';
import type { CommandSpec, Desk, Invocation } from '../command-spec.js';
import { momentJson, momentLine, momentLines } from '../monitor/moment-lines.js';
import { atOption, momentOfRun } from '../moment-of-run.js';
import { spanOption, textOption } from '../option-values.js';
import { openStore } from '../open-store.js';
import { parseReference, shortId } from '../run-reference.js';

export const monitorCommand: CommandSpec = {
  name: 'monitor',
  summary: 'watch a run while it is made, or go to and fro in a finished one',
  arguments: [{ name: '<run>', meaning: 'the run, perhaps with a place: @:1200, name@2020-03-12' }],
  options: [
    { ...atOption, meaning: 'only that moment: an offset or a time, itself included' },
    { flags: '--every <span>', meaning: 'one line, or one step of the keys, for each interval of virtual time (5s)' },
  ],
  examples: ['hivetape monitor @', 'hivetape monitor @ --at 2020-03-12', 'hivetape monitor @ --every 1d > watched.txt'],
  act: monitor,
};

async function monitor(invocation: Invocation): Promise<number> {
  const { args: [reference = ''], options, desk } = invocation;
  const { settings, surroundings } = desk;
  const { SAMPLING_US } = await import('../../lab/sight/swarm-series.js');
  const everyUs = spanOption(options, 'every') ?? SAMPLING_US;
  const { runId, events, log } = await momentOfRun(reference, invocation);
  if (textOption(options, 'at') !== undefined || parseReference(reference).point !== undefined) {
    const moment = await momentAt(events(), everyUs);
    if (settings.json) desk.output.json({ schema: 'hivetape.moment/1', runId, ...momentJson(moment) });
    else desk.output.data(...momentLines(moment, { name: log.manifest.name, run: shortId(runId), mode: log.state, count: log.count, columns: settings.columns, rows: Infinity }));
    return 0;
  }
  const store = await openStore(settings);
  if (settings.json || !surroundings.out.isTerminal) return tellLines(store, runId, everyUs, desk);
  const { watchRun } = await import('../monitor/watch-run.js');
  return watchRun({ store, runId, everyUs, keyboard: settings.input ? surroundings.openKeyboard?.() : undefined }, desk);
}

async function momentAt(events: Iterable<LogEvent>, everyUs: number): Promise<RunMoment> {
  const { runMomentFold } = await import('../../lab/sight/run-moment.js');
  const fold = runMomentFold(everyUs);
  for (const event of events) fold.see(event);
  return fold.result();
}

/** One line for each interval in which something was said, as soon as it is over; history first, until the run ends. */
async function tellLines(store: RunStore, runId: RunId, everyUs: number, { output, settings, surroundings: { signal } }: Desk): Promise<number> {
  const { runMomentFold } = await import('../../lab/sight/run-moment.js');
  const fold = runMomentFold(everyUs);
  const tell = (moment: RunMoment): void => (settings.json ? output.json(momentJson(moment)) : output.data(momentLine(moment)));
  if (settings.json) output.json({ schema: 'hivetape.monitor/1', runId, everyUs });
  const follower = store.follow(runId);
  signal.addEventListener('abort', () => void follower.return?.(), { once: true });
  for await (const event of follower) fold.see(event as LogEvent, tell);
  tell(fold.result());
  if (store.open(runId).state === 'incomplete') output.say(`The run was cut short: hivetape resume ${shortId(runId)} takes it to its end.`);
  return 0;
}
