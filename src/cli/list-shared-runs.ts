/** Lists the runs of a server: what each is, and whether its writer has sealed it there. */
import type { SharedRun } from '../store/shared-run.js';
import type { Desk } from './command-spec.js';
import { grouped } from './number-format.js';
import { openServer } from './open-server.js';
import { oneLine } from './output.js';
import { shortId } from './run-reference.js';
import { tableLines } from './table.js';

/** Returns the exit code. Throws what opening or asking a server throws. */
export async function listSharedRuns(address: string, desk: Desk): Promise<number> {
  const { output, settings } = desk;
  const [{ sharedRuns }, server] = await Promise.all([import('../store/shared-run.js'), openServer(address, desk)]);
  try {
    const runs = (await sharedRuns(server)).reverse();
    if (settings.json) output.json({ schema: 'hivetape.shared-runs/1', runs: runs.map(({ manifest: { runId, name }, label, seal }) => ({ runId, name, label: label ?? null, seal: seal ?? null })) });
    else if (runs.length === 0) output.say('The server has no runs yet.', 'next: hivetape push RUN --to ADDRESS');
    else output.data(...tableLines(runs, columns, settings.columns));
    return 0;
  } finally {
    await server.close();
  }
}

const columns = [
  { title: 'run', text: ({ manifest }: SharedRun) => shortId(manifest.runId) },
  { title: 'name', text: ({ manifest, label }: SharedRun) => oneLine(label === undefined ? manifest.name : `${manifest.name} (${label})`) },
  { title: 'state', text: ({ seal }: SharedRun) => (seal === undefined ? 'open' : 'sealed') },
  { title: 'events', align: 'right' as const, text: ({ seal }: SharedRun) => (seal === undefined ? '' : grouped(seal.events)) },
  { title: 'fingerprint', elastic: 'cut' as const, text: ({ seal }: SharedRun) => (seal === undefined ? '' : `${seal.fingerprint.slice(0, 22)}…`) },
];
