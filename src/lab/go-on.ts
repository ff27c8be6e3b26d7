/**
 * Begins a kernel at a snapshot instead of at the start. An agent that takes over later, in a fork, has no part in the
 * snapshot: it alone lives through the past, while everybody else only stands where they stood.
 */
import type { Agent } from '../kernel/agent.js';
import type { Kernel } from '../kernel/kernel.js';
import { scriptOf } from '../kernel/script.js';
import type { RunLog } from '../store/run-store.js';
import { drive } from './drive.js';
import { isFrozen } from './make-kernel.js';
import { takeTurn, type Recipe, type Turn } from './recipe.js';
import type { PlannedSeat } from './run-plan.js';
import { eventsIn, type SavedRun } from './snapshots.js';
import { stageReplay } from './stage-run.js';

export interface GoingOn {
  readonly log: RunLog;
  readonly recipe: Recipe;
  readonly saved: SavedRun;
}

/** Returns the turns that are still to be taken, once the kernel stands where the snapshot was made. */
export async function goOnFrom(kernel: Kernel, { log, recipe, saved }: GoingOn): Promise<readonly Turn[]> {
  const { course } = saved;
  const taken = recipe.turns.filter(({ at }) => at < course.nextOffset);
  const coming = recipe.turns.slice(taken.length);
  for (const turn of taken) takeTurn(kernel, turn);
  kernel.goOn(course, eventsIn(log, course, { freeze: isFrozen(recipe.plan) }));
  if (coming.some(({ successors }) => successors.size > 0)) await tellShadows(kernel, { log, recipe, saved });
  return coming;
}

/**
 * Tells whether everybody who takes over later can be told of the past: the state of a pipeline cannot be handed over, and
 * for one that may crash its whole inbox is kept, which no snapshot holds.
 */
export function canGoOn({ recipe, saved }: Omit<GoingOn, 'log'>): boolean {
  const coming = recipe.turns.filter(({ at }) => at >= saved.course.nextOffset);
  const crashing = recipe.plan.chaos?.plan.faults.flatMap((fault) => (fault.kind === 'crash' || fault.kind === 'restart' ? [fault.agent] : [])) ?? [];
  return coming.every(({ successors }) => [...successors.values()].every(({ id, agent }) => 'decide' in agent && !crashing.includes(id)));
}

async function tellShadows(kernel: Kernel, { log, recipe, saved }: GoingOn): Promise<void> {
  const { nextOffset } = saved.course;
  const [first] = log.events({ to: 1 });
  const quiet = stageReplay(scriptOf(log.events({ to: nextOffset })), { recipe: deafened(recipe, nextOffset), journal: { record: () => undefined }, startAt: first.time });
  quiet.start();
  for (const turn of recipe.turns.filter(({ at }) => at < nextOffset)) {
    await drive(quiet, { toOffset: turn.at });
    takeTurn(quiet, turn);
  }
  await drive(quiet, { toOffset: nextOffset });
  for (const seat of kernel.seats) {
    const knowing = quiet.seat(seat.id)?.shadows ?? [];
    seat.shadows.forEach((shadow, index) => shadow.remember({ state: knowing[index].state(), streams: [] }));
  }
}

/** Returns the recipe with nobody minding what they hear but those who take over from an offset on. */
function deafened(recipe: Recipe, from: number): Recipe {
  const turns = recipe.turns.map((turn): Turn => (turn.at >= from ? turn : { ...turn, successors: new Map([...turn.successors].map(([id, seat]) => [id, deaf(seat)])) }));
  return { plan: { ...recipe.plan, seats: recipe.plan.seats.map(deaf) }, turns };
}

/** It is spoken to as before, so that everything arrives when it did. */
function deaf(seat: PlannedSeat): PlannedSeat {
  const agent: Agent = { listensTo: seat.agent.listensTo, initial: () => null, evolve: () => null, decide: () => [] };
  const { revive: _revive, ...rest } = seat;
  return { ...rest, agent: agent as PlannedSeat['agent'] };
}
