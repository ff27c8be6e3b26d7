/** What runs in a thread of the pool: starts the module that was asked for, once, and hands it its tasks. */
import { workerData } from 'piscina';
import { isHivetapeError, type HivetapeError } from '../core/errors.js';

export interface WorkerSetting {
  /** Address of the module. */
  readonly module: string;
  readonly setting: unknown;
}

/** Errors lose their class between threads, so coded ones travel as plain data. */
export type WorkerAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown };

type Task = (task: unknown) => Promise<unknown>;

/** Begun at once, while the first task is still on its way; what goes wrong is told when it comes. */
const started = start(workerData as WorkerSetting);
started.catch(() => undefined);

export async function perform(task: unknown): Promise<WorkerAnswer> {
  try {
    const work = await started;
    return { ok: true, value: await work(task) };
  } catch (error) {
    return { ok: false, error: isHivetapeError(error) ? plainError(error) : error };
  }
}

async function start({ module, setting }: WorkerSetting): Promise<Task> {
  const { startWorker } = (await import(module)) as { readonly startWorker: (setting: unknown) => Task };
  return startWorker(setting);
}

function plainError({ name, code, message, details: { place, help } }: HivetapeError): object {
  return { name, code, message, details: { ...(place === undefined ? {} : { place }), ...(help === undefined ? {} : { help }) } };
}
