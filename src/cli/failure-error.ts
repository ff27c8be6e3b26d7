/** What an agent threw, as an error that names the agent, the place in the log, and how to see it again. */
import type { RunId } from '../core/brand.js';
import { HivetapeError, isHivetapeError, type ErrorPlace } from '../core/errors.js';
import { formatInstant } from '../core/instant.js';
import type { SwarmPhase } from '../domain/events/run-events.js';
import { codeFile } from '../host/package-root.js';
import { placeInStack } from '../host/stack-place.js';
import { phaseOfFailure } from '../lab/boot-phases.js';
import type { RunOutcome } from '../lab/run-outcome.js';
import type { RunLog } from '../store/run-store.js';
import { shortId } from './run-reference.js';

/** Returns the error of a run that an agent ended, or a law that broke; `undefined` for a sound one. */
export function outcomeError({ runId, failure, broken }: Pick<RunOutcome, 'runId' | 'failure' | 'broken'>, log: () => RunLog): HivetapeError | undefined {
  if (failure !== undefined) return failureError(runId, failure, phaseOfFailure(log()));
  return broken === undefined ? undefined : brokenError(runId, broken);
}

function brokenError(runId: RunId, { invariant, law, at, found }: NonNullable<RunOutcome['broken']>): HivetapeError {
  return new HivetapeError('invariant-broken', `The law ${invariant} broke at offset ${at}: ${found}`, {
    place: { offset: at },
    help: `The law: ${law} Its causes: hivetape why ${at} --run ${shortId(runId)}. The faults: hivetape events ${shortId(runId)} --type FaultStruck.`,
    values: { invariant, law, at, found },
  });
}

/** Returns the error of a run that an agent ended. Coded causes keep their code. */
export function failureError(runId: RunId, { agent, handling, cause }: NonNullable<RunOutcome['failure']>, phase?: SwarmPhase): HivetapeError {
  const doing = handling === undefined ? 'when it was seated' : `while handling ${handling.type} ${handling.offset} (${formatInstant(handling.time)})`;
  const message = cause instanceof Error ? cause.message : String(cause);
  const coded = isHivetapeError(cause) ? cause : undefined;
  const help = handling === undefined ? undefined : `Reproduce: hivetape rerun ${shortId(runId)}. Its state then: hivetape replay ${shortId(runId)} --to ${handling.offset} --agent ${agent}.`;
  return new HivetapeError(coded?.code ?? 'agent-threw', `Agent ${agent} threw ${phase === undefined ? '' : `in the phase ${phase}, `}${doing}: ${message}`, {
    place: { ...(handling === undefined ? {} : { offset: handling.offset }), ...(coded === undefined ? thrownAt(cause) : coded.details.place) },
    ...(coded?.details.help === undefined ? (help === undefined ? {} : { help }) : { help: [coded.details.help, help].filter((part) => part !== undefined).join(' ') }),
    values: { agent, ...(phase === undefined ? {} : { phase }), ...coded?.details.values },
    cause,
  });
}

/** Returns the author's own line; empty where none of it is on the stack. */
function thrownAt(cause: unknown): ErrorPlace {
  const ours = codeFile('');
  return cause instanceof Error ? placeInStack(cause.stack, (file) => !file.startsWith(ours) && !file.includes('/node_modules/')) : {};
}
