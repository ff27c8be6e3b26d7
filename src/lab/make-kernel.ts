/** Puts the parts of a run together into a kernel that has not begun. */
import { HivetapeError, isHivetapeError } from '../core/errors.js';
import type { Instant } from '../core/instant.js';
import { VENUE } from '../domain/office-names.js';
import type { Source } from '../kernel/agent.js';
import { Kernel } from '../kernel/kernel.js';
import type { Journal } from '../kernel/recorder.js';
import type { SeatOptions } from '../kernel/seat.js';
import type { Script } from '../kernel/script.js';
import type { Vocabulary } from '../kernel/vocabulary.js';
import type { Chaos } from './chaos/chaos.js';
import { seatsOf, type Recipe } from './recipe.js';
import type { RunPlan } from './run-plan.js';
import { Wires } from './wires.js';
import { catalogueWords } from './words.js';

export interface KernelParts {
  readonly recipe: Recipe;
  readonly journal: Journal;
  readonly startAt: Instant;
  readonly sources: readonly Source[];
  readonly script?: Script;
  /** Words whose checks are compiled already; trials of a sweep share them. Absent: compiled for this run. */
  readonly vocabulary?: Vocabulary;
  readonly chaos?: Chaos | undefined;
}

/** Returns a kernel that will decide (or, with a script, only listen). */
export function makeKernel({ recipe, journal, startAt, sources, script, chaos, vocabulary = catalogueWords() }: KernelParts): Kernel {
  const { plan } = recipe;
  const isWatched = chaos !== undefined && script === undefined;
  const kernel = seated(plan, () => new Kernel({
    seed: plan.scenario.seed,
    startAt,
    seats: chaos === undefined ? seatsOf(recipe) : disturbed(seatsOf(recipe), chaos),
    sources,
    vocabulary,
    network: plan.network,
    journal: isWatched ? chaos.journal(journal) : journal,
    limits: plan.limits,
    freeze: isFrozen(plan),
    ...(script === undefined ? {} : { script }),
    ...(chaos === undefined ? {} : { interference: chaos }),
    ...(plan.swarm?.topology === undefined ? {} : { reach: new Wires(plan.swarm.topology, plan.swarm.members) }),
  }));
  if (isWatched) chaos.watch(kernel);
  return kernel;
}

/** An agent whose first state cannot be made is named: it is the author's to mend, before anything of the run is said. */
function seated(plan: RunPlan, make: () => Kernel): Kernel {
  try {
    return make();
  } catch (cause) {
    const culprit = plan.seats.find(({ agent }) => 'initial' in agent && throws(() => agent.initial()));
    if (culprit === undefined || isHivetapeError(cause)) throw cause;
    const when = plan.swarm?.phases === undefined ? '' : 'in the phase spawn, ';
    throw new HivetapeError('agent-threw', `Agent ${culprit.id} threw ${when}when its first state was made: ${cause instanceof Error ? cause.message : String(cause)}`, { values: { agent: culprit.id }, cause });
  }
}

function throws(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch {
    return true;
  }
}

/** Tells whether events are frozen, because code that is not ours sees them. */
export function isFrozen({ hasOwnCode, chaos }: RunPlan): boolean {
  return hasOwnCode || chaos?.lawsDigest !== undefined;
}

/** The venue's answers may be struck, also those of a venue that takes over in a fork. */
function disturbed(seats: readonly SeatOptions[], chaos: Chaos): SeatOptions[] {
  const struck = (agent: SeatOptions['agent']): SeatOptions['agent'] => chaos.venue(agent as never) as SeatOptions['agent'];
  return seats.map((seat) => {
    if (seat.id !== VENUE) return seat;
    const { agent, successors = [], revive = () => agent } = seat;
    return { ...seat, agent: struck(agent), successors: successors.map(struck), revive: () => struck(revive()) };
  });
}
