/**
 * Decides a recorded run again from its recorded inputs, under another policy for what a bar does not
 * tell. Nothing is written and nothing is compared: what is said goes to whoever asks for it.
 */
import type { RunId } from '../../core/brand.js';
import type { LogEvent } from '../../domain/catalogue.js';
import type { PolicyName } from '../../domain/fill.js';
import { HivetapeError } from '../../core/errors.js';
import type { Failure } from '../../kernel/speech.js';
import type { RunStore } from '../../store/run-store.js';
import type { DriveOptions } from '../drive.js';
import { draftsOf, finishOf, identityOfLog, openingOfLog, recordedOutcomes } from '../log-inputs.js';
import { finishRun, openRun } from '../perform-run.js';
import { instrumentsOf, planRun, type ProjectPlace } from '../plan-run.js';
import { stageRecordedRun } from '../stage-run.js';

export interface DecideUnder extends Pick<DriveOptions, 'onProgress' | 'signal'> {
  readonly project: ProjectPlace;
  readonly policy: PolicyName;
  readonly see: (event: LogEvent) => void;
}

/** Returns the policy that a run was recorded under. Throws `log-without-identity`. */
export function policyOfRun(store: RunStore, runId: RunId): PolicyName {
  return identityOfLog(store.open(runId)).scenario.venue.policy;
}

/**
 * Returns what an agent threw, if one did. Throws `bounds-of-fork` for a fork, whose place in its parent
 * means nothing where other fills come before it, and what loading a user's code throws.
 */
export async function decideUnder(store: RunStore, runId: RunId, { project, policy, see, ...driving }: DecideUnder): Promise<Failure | undefined> {
  const log = store.open(runId);
  if (log.manifest.parent !== undefined) throw forkRefused(runId);
  const opening = openingOfLog(log);
  const { scenario } = identityOfLog(log);
  const plan = await planRun({ ...scenario, venue: { ...scenario.venue, policy } }, { project, instruments: instrumentsOf(opening) });
  const journal = { record: (event: object) => see(event as LogEvent) };
  const { kernel, chaos } = stageRecordedRun(log, { recipe: { plan, turns: [] }, startAt: opening[0].time, journal });
  openRun(kernel, draftsOf(opening));
  const { failure } = await finishRun(kernel, { ...driving, perform: recordedOutcomes(log) }, { ...finishOf(log), chaos });
  return failure;
}

function forkRefused(runId: RunId): HivetapeError {
  return new HivetapeError('bounds-of-fork', `Bounds are those of a whole run (found the fork ${runId}).`, {
    help: 'Value its parent, or run a scenario with the change of the fork.',
  });
}
