/** `hivetape push <run> --to <address>`: puts a finished run on a server, whole or not at all visible. */
import type { CommandSpec, Desk, Invocation } from '../command-spec.js';
import { grouped } from '../number-format.js';
import { openServer } from '../open-server.js';
import { openStore } from '../open-store.js';
import { invalidArgument, textOption } from '../option-values.js';
import { progressBar } from '../progress-bar.js';
import { parseReference, resolveRun, shortId } from '../run-reference.js';

export const pushCommand: CommandSpec = {
  name: 'push',
  summary: 'put a finished run on an EventStoreDB server; goes on where it was broken off',
  arguments: [{ name: '<run>', meaning: 'the run: @, @~1, a name, or the beginning of an id' }],
  options: [{ flags: '--to <address>', meaning: 'connection string of the server (default: what --store names)' }],
  examples: ['hivetape push @ --to "esdb://localhost:2113?tls=false"'],
  act: push,
};

async function push({ args: [run = ''], options, desk }: Invocation): Promise<number> {
  const { settings, output } = desk;
  const address = serverNamed('--to', textOption(options, 'to'), desk);
  const store = await openStore(settings);
  const runId = resolveRun(store, parseReference(run).run, settings);
  const [{ pushRun }, server] = await Promise.all([import('../../store/run-transfer.js'), openServer(address, desk)]);
  const count = store.open(runId).count;
  const bar = progressBar(`push ${shortId(runId)}`, settings, desk.surroundings);
  try {
    const { seal, moved } = await pushRun(store, runId, server, { onEvents: (events) => bar.step({ events, done: events / count }) });
    bar.end();
    if (settings.json) output.json({ schema: 'hivetape.transfer/1', runId, moved, ...seal });
    else output.data(`${output.paintOut('green', '✔')} run ${shortId(runId)} is on the server: ${grouped(seal.events)} events, ${grouped(moved)} of them new`, `  fingerprint ${seal.fingerprint}`);
    return 0;
  } finally {
    bar.end();
    await server.close();
  }
}

/** Returns the server that an option names, or else `--store`. Throws `invalid-argument`. */
export function serverNamed(flag: string, address: string | undefined, { settings }: Desk): string {
  const server = address ?? settings.server;
  if (server !== undefined) return server;
  throw invalidArgument(flag, 'the connection string of a server', 'none', `${flag} "esdb://localhost:2113?tls=false"`);
}
