/**
 * How a recorded run came about: the plan it began with, and, for a fork of a fork of …, what was
 * changed at which offset. Deciding a run again means following its recipe.
 */
import { canonicalJson } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import type { SeatOptions } from '../kernel/seat.js';
import type { Kernel } from '../kernel/kernel.js';
import type { RunLog, RunStore } from '../store/run-store.js';
import { applyChange, type ForkChange } from './fork-change.js';
import { identityOfLog } from './log-inputs.js';
import { scenarioNetwork } from './network.js';
import { planRun, type PlanSetting } from './plan-run.js';
import type { PlannedSeat, RunPlan } from './run-plan.js';

export interface Turn {
  readonly at: number;
  readonly change: ForkChange;
  readonly before: RunPlan;
  readonly plan: RunPlan;
  /** The plans before it, of which somebody may have kept a seat. */
  readonly elders: readonly RunPlan[];
  /** Who takes over, by agent. */
  readonly successors: ReadonlyMap<string, PlannedSeat>;
}

export interface Recipe {
  readonly plan: RunPlan;
  /** What was changed later, in order of offset. */
  readonly turns: readonly Turn[];
}

/** Returns how the run of this log came about. Throws what loading a user's code throws. */
export async function recipeOf(store: RunStore, log: RunLog, setting: PlanSetting): Promise<Recipe> {
  const { parent } = log.manifest;
  if (parent === undefined) return { plan: await planRun(identityOfLog(log).scenario, setting), turns: [] };
  const inherited = await recipeOf(store, store.open(parent.run), setting);
  return withTurn(inherited, { at: parent.at, change: changeOf(log) }, setting);
}

/** Returns the recipe with one more turn; turns that come later than it fall away. */
export async function withTurn(recipe: Recipe, { at, change }: { at: number; change: ForkChange }, setting: PlanSetting): Promise<Recipe> {
  const turns = recipe.turns.filter((turn) => turn.at <= at);
  const before = turns.at(-1)?.plan ?? recipe.plan;
  const plan = await planRun(applyChange(before.scenario, change), setting);
  const old = new Map(before.seats.map((seat) => [seat.id as string, seat]));
  const successors = new Map(plan.seats.filter((seat) => !isSameSeat(old.get(seat.id), seat)).map((seat) => [seat.id as string, seat]));
  return { plan: recipe.plan, turns: [...turns, { at, change, before, plan, elders: [recipe.plan, ...turns.map((turn) => turn.plan)], successors }] };
}

/** Returns the seats of a recipe: who begins, and who takes over. */
export function seatsOf({ plan, turns }: Recipe): SeatOptions[] {
  return plan.seats.map(({ id, agent, revive }) => ({
    id,
    agent: agent as SeatOptions['agent'],
    ...(revive === undefined ? {} : { revive: revive as () => SeatOptions['agent'] }),
    successors: turns.flatMap(({ successors }) => successors.get(id)?.agent ?? []) as SeatOptions['agent'][],
  }));
}

/** Lets a kernel take a turn, between two deliveries. */
export function takeTurn(kernel: Kernel, { change, before, plan, elders, successors }: Turn): void {
  const isSameNetwork = JSON.stringify(before.scenario.latency) === JSON.stringify(plan.scenario.latency);
  kernel.fork({
    swap: new Set(kernel.seats.map(({ id }) => id).filter((id) => successors.has(id))),
    seed: change.seed,
    network: isSameNetwork ? undefined : scenarioNetwork(plan.scenario.latency),
  });
  for (const { cast } of elders) cast.becomes(plan.cast);
}

function isSameSeat(a: PlannedSeat | undefined, b: PlannedSeat): boolean {
  return a !== undefined && a.kind === b.kind && a.codeDigest === b.codeDigest && canonicalJson(a.options) === canonicalJson(b.options);
}

function changeOf(log: RunLog): ForkChange {
  const identity = log.manifest.identity as unknown as { readonly change?: ForkChange };
  if (identity.change !== undefined) return identity.change;
  throw new HivetapeError('log-without-identity', `The fork ${log.manifest.runId} does not say what it changed.`, {
    help: 'Its manifest is damaged or foreign.',
  });
}
