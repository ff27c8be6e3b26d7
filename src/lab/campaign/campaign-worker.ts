/** The part of a campaign that runs in a thread: performs the plans of some numbers, and shrinks one that broke a law. */
import { nextTurn } from '../../host/next-turn.js';
import { PLAN_FORMAT, type FaultPlan } from '../chaos/fault-plan.js';
import { planDrawer } from '../chaos/plan-arbitrary.js';
import { planSpaceOf, type PlanSpace } from '../chaos/plan-space.js';
import type { Market } from '../load-market.js';
import { planRun, type ProjectPlace } from '../plan-run.js';
import type { Scenario } from '../scenario/scenario-schema.js';
import { codeShelf } from '../sweep/code-shelf.js';
import { catalogueWords } from '../words.js';
import type { Failure } from './failure.js';
import { failureOf } from './find-failure.js';
import { performPlan, performUntil, talkUnder, type PlanChoice, type PlanPlace, type PlanResult } from './perform-plan.js';
import { shrinkPlan } from './shrink-plan.js';

/** What all plans share; the columns of the market lie in memory that all threads share. */
export interface CampaignSetting {
  readonly scenario: Scenario;
  readonly project: ProjectPlace;
  readonly market: Market;
}

export type CampaignTask =
  | { readonly kind: 'perform'; readonly plans: readonly PlanChoice[] }
  | { readonly kind: 'shrink'; readonly plan: PlanChoice; readonly result: PlanResult; readonly triesMax: number };

/** One result per plan, in their order; one failure for a plan that is shrunk. */
export type CampaignAnswer = { readonly kind: 'performed'; readonly results: readonly PlanResult[] } | { readonly kind: 'shrunk'; readonly failure: Failure };

const UNDISTURBED: FaultPlan = { 'hivetape-plan': PLAN_FORMAT, seed: 0, faults: [] };

interface Workplace {
  readonly place: PlanPlace;
  readonly space: PlanSpace;
  readonly draw: (choice: PlanChoice) => FaultPlan;
}

/** Returns what does a task. */
export function startWorker(setting: CampaignSetting): (task: CampaignTask) => Promise<CampaignAnswer> {
  const place: PlanPlace = { ...setting, loadCode: codeShelf(), vocabulary: catalogueWords() };
  let opened: Promise<Workplace> | undefined;
  return async (task) => {
    const { draw, space } = await (opened ??= workplaceOf(place));
    if (task.kind === 'shrink') return { kind: 'shrunk', failure: await shrink(task, { place, draw, space }) };
    const results: PlanResult[] = [];
    for (const plan of task.plans) {
      results.push(await performPlan(place, draw(plan)));
      await nextTurn();
    }
    return { kind: 'performed', results };
  };
}

async function workplaceOf(place: PlanPlace): Promise<Workplace> {
  const { scenario, project, market, loadCode } = place;
  const run = await planRun(scenario, { project, instruments: market.instruments, loadCode });
  const space = { ...planSpaceOf(run, market), ...(await talkUnder(place, UNDISTURBED)) };
  const drawn = planDrawer(space);
  return { place, space, draw: (choice) => (choice === 'undisturbed' ? UNDISTURBED : drawn(choice)) };
}

/** A smaller plan counts if it breaks the same law, and not later: so most tries end early. */
async function shrink({ plan: choice, result, triesMax }: Extract<CampaignTask, { kind: 'shrink' }>, { place, draw, space }: Workplace): Promise<Failure> {
  const drawn = draw(choice);
  const law = result.breach?.invariant;
  const isAtTheEnd = !(await breaksBefore(place, drawn, result));
  const breaks = async (plan: FaultPlan): Promise<boolean> => {
    const tried = isAtTheEnd ? await performPlan(place, plan) : await performUntil(place, plan, result.endedAt);
    return tried.breach?.invariant === law;
  };
  const shrunk = await shrinkPlan(drawn, { space, breaks, triesMax });
  return failureOf(place, { choice, drawn, law: law ?? '', shrunk });
}

/** Tells whether the law breaks on the way; else it is one that is asked when the data have ended. */
async function breaksBefore(place: PlanPlace, plan: FaultPlan, { breach, endedAt }: PlanResult): Promise<boolean> {
  return (await performUntil(place, plan, endedAt)).breach?.invariant === breach?.invariant;
}
