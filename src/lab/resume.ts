/** Resume: takes a run that was cut short to its end, from nothing but its log, its data and its code. */
import type { RunId } from '../core/brand.js';
import type { Json } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import type { RunStore } from '../store/run-store.js';
import { forkRun } from './fork.js';
import type { ForkIdentity, RunIdentity } from './identity.js';
import { runScenario, type RunOptions } from './run.js';
import type { RunOutcome } from './run-outcome.js';
import { checkKey } from './sealing.js';

/**
 * Returns how the run ended: with the log that it would have had undisturbed. Throws `run-not-incomplete`,
 * `resume-inputs-changed`, `resume-differs`, `store-locked`, `sealing-key-missing`, and what a run throws.
 */
export async function resumeRun(store: RunStore, runId: RunId, options: Omit<RunOptions, 'label' | 'only'>): Promise<RunOutcome> {
  const { manifest, state, label } = store.open(runId);
  checkKey(store, manifest);
  if (state === 'finished') {
    throw new HivetapeError('run-not-incomplete', `A run that is resumed was cut short (found "${runId}" written to its end).`, { values: { runId } });
  }
  const { parent, name, sealing } = manifest;
  if (parent === undefined) {
    const { scenario } = manifest.identity as unknown as RunIdentity;
    return runScenario(store, scenario, { ...options, only: runId, ...(label === undefined ? {} : { label }), ...(sealing && { seal: sealing }) });
  }
  const { change } = manifest.identity as unknown as ForkIdentity;
  const environment = (): Json => options.environment();
  return forkRun(store, parent.run, { ...options, environment, at: { offset: parent.at }, change, name, only: runId });
}
