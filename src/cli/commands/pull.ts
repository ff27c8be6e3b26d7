/** `hivetape pull <run> --from <address>`: fetches a run from a server, and keeps it if it is the one that was sealed. */
import { runId as asRunId, type RunId } from '../../core/brand.js';
import { HivetapeError } from '../../core/errors.js';
import type { EventStore } from '../../store/event-store.js';
import type { CommandSpec, Invocation } from '../command-spec.js';
import { grouped } from '../number-format.js';
import { openServer } from '../open-server.js';
import { openStore } from '../open-store.js';
import { textOption } from '../option-values.js';
import { progressBar } from '../progress-bar.js';
import { rememberRun } from '../recent-runs.js';
import { shortId } from '../run-reference.js';
import { serverNamed } from './push.js';

export const pullCommand: CommandSpec = {
  name: 'pull',
  summary: 'fetch a run from an EventStoreDB server and verify its fingerprint',
  arguments: [{ name: '<run>', meaning: 'the run: its name there, or the beginning of its id' }],
  options: [{ flags: '--from <address>', meaning: 'connection string of the server (default: what --store names)' }],
  examples: ['hivetape pull 018e7c --from "esdb://localhost:2113?tls=false"'],
  act: pull,
};

const WHOLE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function pull({ args: [run = ''], options, desk }: Invocation): Promise<number> {
  const { settings, output } = desk;
  const address = serverNamed('--from', textOption(options, 'from'), desk);
  const store = await openStore(settings);
  const [{ pullRun }, server] = await Promise.all([import('../../store/run-transfer.js'), openServer(address, desk)]);
  const bar = progressBar(`pull ${run.slice(0, 8)}`, settings, desk.surroundings);
  try {
    const runId = await runNamed(server, run);
    const { seal, moved } = await pullRun(server, runId, store, { onEvents: (events) => bar.step({ events, done: undefined }) });
    bar.end();
    rememberRun(settings.storeDirectory, runId);
    if (settings.json) output.json({ schema: 'hivetape.transfer/1', runId, moved, ...seal });
    else output.data(`${output.paintOut('green', '✔')} run ${shortId(runId)} is here: ${grouped(seal.events)} events, ${grouped(moved)} of them new`, `  fingerprint ${seal.fingerprint}`);
    return 0;
  } finally {
    bar.end();
    await server.close();
  }
}

async function runNamed(server: EventStore, text: string): Promise<RunId> {
  if (WHOLE_ID.test(text)) return asRunId(text);
  const { sharedRuns } = await import('../../store/shared-run.js');
  const runs = (await sharedRuns(server)).map(({ manifest }) => manifest);
  const meant = runs.filter(({ runId, name }) => name === text || runId.startsWith(text.toLowerCase()));
  const [only] = meant;
  if (only !== undefined && meant.length === 1) return only.runId;
  if (only === undefined) throw new HivetapeError('run-not-found', `The server has no run "${text.slice(0, 80)}".`, { help: `It has ${runs.length} runs.` });
  throw new HivetapeError('ambiguous-run', `"${text.slice(0, 80)}" names ${meant.length} runs: ${meant.slice(0, 10).map(({ runId, name }) => `${runId} (${name})`).join(', ')}.`, {
    help: 'Write more letters of the one you mean.',
  });
}
