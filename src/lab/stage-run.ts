/**
 * Sets the stage of a run: the kernel, what comes into it from outside, and its faults and laws if it has
 * any. A new run takes its inputs from the market, a run that is decided again from its log.
 */
import type { Instant } from '../core/instant.js';
import { FEED, OPERATOR } from '../domain/office-names.js';
import type { Source } from '../kernel/agent.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Journal } from '../kernel/recorder.js';
import type { Script } from '../kernel/script.js';
import type { Vocabulary } from '../kernel/vocabulary.js';
import type { RunLog } from '../store/run-store.js';
import { phasesOf, phasesSaid } from './boot-phases.js';
import { Chaos } from './chaos/chaos.js';
import { feedFrom, type Market } from './load-market.js';
import { feedOf } from './log-inputs.js';
import { makeKernel } from './make-kernel.js';
import { commandsOf } from './operator-commands.js';
import type { Recipe } from './recipe.js';
import type { RunPlan } from './run-plan.js';

export interface StagedRun {
  readonly kernel: Kernel;
  readonly chaos: Chaos | undefined;
}

export interface LiveStage {
  readonly plan: RunPlan;
  readonly market: Market;
  readonly journal: Journal;
  /** Words whose checks are compiled already. */
  readonly vocabulary?: Vocabulary;
}

export function stageLiveRun({ plan, market, journal, vocabulary }: LiveStage): StagedRun {
  const { startAt } = market;
  const chaos = chaosOf(plan, startAt);
  const feed = feedFrom(market);
  // Phases first: of two that are due at once, the one named first is heard first.
  const sources: Source[] = [...phasesOf(plan, { startAt, firstInputAt: feed.nextAt() }), ...(chaos === undefined ? [feed] : [chaos.feed(feed, market.instruments), chaos.timeline])];
  sources.push(...commandsOf(plan, startAt));
  return { kernel: makeKernel({ recipe: { plan, turns: [] }, journal, startAt, sources, chaos, ...(vocabulary === undefined ? {} : { vocabulary }) }), chaos };
}

export interface RecordedStage {
  readonly recipe: Recipe;
  readonly startAt: Instant;
  readonly journal: Journal;
}

/** `from`: the offset to go on at. The faults of the feed stand in the log; all others are worked again. */
export function stageRecordedRun(log: RunLog, { recipe, startAt, journal, from }: RecordedStage & { readonly from?: number | undefined }): StagedRun {
  const chaos = chaosOf(recipe.plan, startAt);
  const sources: Source[] = phasesAgain(log, { recipe, startAt, from });
  sources.push(...(chaos === undefined ? [feedOf(log, { from })] : [feedOf(log, { from, retell: (event) => chaos.retell(event) }), chaos.timeline]));
  sources.push(...commandsOf(recipe.plan, startAt, { said: saidByOperator(log, from) }));
  return { kernel: makeKernel({ recipe, journal, startAt, sources, chaos }), chaos };
}

/** A phase begins when it once did. */
function phasesAgain(log: RunLog, { recipe: { plan }, startAt, from = 0 }: { readonly recipe: Recipe; readonly startAt: Instant; readonly from?: number | undefined }): Source[] {
  if (plan.swarm?.phases === undefined) return [];
  const [first] = log.events({ agents: [FEED] });
  const said = from === 0 ? 0 : phasesSaid(log, from);
  return phasesOf(plan, { startAt, firstInputAt: first?.time, said });
}

/** Returns how much of what was commanded stands in the log before an offset. */
function saidByOperator(log: RunLog, to = 0): number {
  return to === 0 ? 0 : [...log.events({ agents: [OPERATOR], to })].length;
}

/** The log tells everything; nothing is decided, and no law is watched. */
export function stageReplay(script: Script, { recipe, startAt, journal }: RecordedStage): Kernel {
  return makeKernel({ recipe, journal, startAt, sources: [], script, chaos: chaosOf(recipe.plan, startAt) });
}

function chaosOf({ chaos: setting, seats, instruments }: RunPlan, startAt: Instant): Chaos | undefined {
  return setting === undefined ? undefined : new Chaos({ setting, startAt, agents: seats.map(({ id }) => id), instruments });
}
