/** From a recorded trial back to the scenario that it is when it is run alone. */
import type { Scenario } from '../scenario/scenario-schema.js';
import { codeShelf } from './code-shelf.js';
import type { LoadedSweep } from './load-sweep.js';
import { judgingTrials, knownTrials, planSweep } from './sweep-plan.js';
import type { TrialRecord } from './sweep-record.js';
import { HivetapeError } from '../../core/errors.js';

/** Returns the scenario of a trial. Throws `sweep-changed` where data or code make another run of it now. */
export async function scenarioOfTrial(loaded: LoadedSweep, { run, phase, point, window }: TrialRecord): Promise<Scenario> {
  const plan = await planSweep(loaded, codeShelf());
  const candidates = phase === 'out-of-sample' ? judgingTrials(plan, plan.windows[window], point) : knownTrials(plan);
  const trial = candidates.find((each) => each.run === run);
  if (trial !== undefined) return trial.scenario;
  throw new HivetapeError('sweep-changed', `A trial is opened on the data and code that it ran with (found that run ${run} is none of the sweep's any more).`, {
    help: 'Run the sweep file again.',
  });
}
