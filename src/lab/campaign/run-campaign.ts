/**
 * A chaos campaign: many plans of faults against one scenario, every law asked after every event, and
 * every law that broke told by the smallest plan that breaks it. What comes of it follows from scenario,
 * seed and number of plans; who performed them leaves no trace.
 */
import { loadMarket } from '../load-market.js';
import type { LoadedScenario } from '../scenario/load-scenario.js';
import type { CampaignPerformer, CampaignPerformerMaker } from './campaign-performer.js';
import type { CampaignTask } from './campaign-worker.js';
import type { Failure } from './failure.js';
import { noFaults, type FaultCounts, type PlanChoice, type PlanResult } from './perform-plan.js';

export interface CampaignProgress {
  readonly plans: number;
  readonly events: number;
  /** Plans that broke a law. */
  readonly broken: number;
  /** Laws whose plans are being made smaller; 0 while plans are performed. */
  readonly shrinking: number;
}

export interface CampaignOptions {
  readonly runs: number;
  readonly seed: number;
  readonly performer: CampaignPerformerMaker;
  /** How many smaller plans are tried at most for each law that broke. */
  readonly triesMax?: number;
  readonly signal?: AbortSignal;
  /** Called when the market is loaded, before any plan is performed. */
  readonly onStart?: (start: { readonly bars: number }) => void;
  readonly onProgress?: (progress: CampaignProgress) => void;
}

/** A law that broke. */
export interface BrokenLaw {
  readonly invariant: string;
  readonly law: string;
  /** How many plans broke it, and the number of the first one; -1 for the run without any fault. */
  readonly plans: number;
  readonly firstPlan: number;
  readonly found: string;
  /** Absent where the campaign was stopped before the plan was made smaller. */
  readonly failure: Failure | undefined;
}

export interface CampaignOutcome {
  /** `broken-undisturbed`: a law breaks without any fault, so no plan was performed. */
  readonly state: 'finished' | 'stopped' | 'broken-undisturbed';
  readonly seed: number;
  /** Plans that were performed, from number 0 on. */
  readonly plans: number;
  /** Of all plans together. */
  readonly events: number;
  readonly ends: Readonly<Record<PlanResult['end'], number>>;
  readonly begun: FaultCounts;
  readonly struck: FaultCounts;
  /** In order of the first plan that broke them. */
  readonly laws: readonly BrokenLaw[];
}

export const TRIES_MAX = 1_000;
const PLANS_PER_TASK = 8;

/** Returns what came of it. Throws what loading the market and making the agents throws, and `trial-worker-died`. */
export async function runCampaign({ scenario, ...project }: Pick<LoadedScenario, 'scenario' | 'file' | 'projectRoot'>, options: CampaignOptions): Promise<CampaignOutcome> {
  const market = await loadMarket(scenario, project);
  options.onStart?.({ bars: market.bars });
  const { file, projectRoot } = project;
  const performer = options.performer({ scenario, project: { file, projectRoot }, market });
  const stopped = new Promise<'stopped'>((resolve) => {
    if (options.signal?.aborted === true) resolve('stopped');
    options.signal?.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  try {
    return await new Campaign(performer, options, stopped).perform();
  } finally {
    await performer.close();
  }
}

/** A resource: who performs, and what is known so far. */
class Campaign {
  readonly #results: (PlanResult | undefined)[] = [];
  #events = 0;
  #performed = 0;
  #broken = 0;

  constructor(
    private readonly performer: CampaignPerformer,
    private readonly options: CampaignOptions,
    private readonly stopped: Promise<'stopped'>,
  ) {}

  async perform(): Promise<CampaignOutcome> {
    const undisturbed = await this.#resultsOf(['undisturbed']);
    if (undisturbed === 'stopped') return this.#outcome('stopped', []);
    if (undisturbed[0].breach !== undefined) return this.#outcome('broken-undisturbed', await this.#laws([{ choice: 'undisturbed', result: undisturbed[0] }]));
    const isWhole = await this.#performAll();
    const broken = this.#known().flatMap((result, index) => (result.breach === undefined ? [] : [{ choice: { seed: this.options.seed, index }, result }]));
    const laws = isWhole ? await this.#laws(broken) : lawsOf(broken);
    const isStopped = !isWhole || laws.some(({ failure }) => failure === undefined);
    return this.#outcome(isStopped ? 'stopped' : 'finished', laws);
  }

  /** Returns whether all plans were performed; not if somebody stopped it. */
  async #performAll(): Promise<boolean> {
    const { runs } = this.options;
    let next = 0;
    const lane = async (): Promise<boolean> => {
      while (next < runs) {
        const from = next;
        next = Math.min(runs, from + PLANS_PER_TASK);
        const results = await this.#resultsOf(Array.from({ length: next - from }, (_, place) => ({ seed: this.options.seed, index: from + place })));
        if (results === 'stopped') return false;
        results.forEach((result, place) => (this.#results[from + place] = result));
        this.#note(results);
      }
      return true;
    };
    return (await Promise.all(Array.from({ length: this.performer.capacity }, lane))).every((isDone) => isDone);
  }

  async #resultsOf(plans: readonly PlanChoice[]): Promise<readonly PlanResult[] | 'stopped'> {
    const answer = await this.#ask({ kind: 'perform', plans });
    return answer === 'stopped' || answer.kind !== 'performed' ? 'stopped' : answer.results;
  }

  async #ask(task: CampaignTask): Promise<Awaited<ReturnType<CampaignPerformer['perform']>> | 'stopped'> {
    if (this.options.signal?.aborted === true) return 'stopped';
    const answer = this.performer.perform(task);
    // Who is stopped no longer waits for the threads, which end without an answer.
    answer.catch(() => undefined);
    return Promise.race([answer, this.stopped]);
  }

  async #laws(broken: readonly BrokenPlan[]): Promise<readonly BrokenLaw[]> {
    const laws = lawsOf(broken);
    let shrinking = laws.length;
    const told = (): void => this.options.onProgress?.({ ...this.#progress(), shrinking });
    if (shrinking > 0) told();
    return Promise.all(
      laws.map(async (law) => {
        const first = broken.find(({ result }) => result.breach?.invariant === law.invariant);
        if (first === undefined) return law;
        const answer = await this.#ask({ kind: 'shrink', plan: first.choice, result: first.result, triesMax: this.options.triesMax ?? TRIES_MAX });
        shrinking -= 1;
        if (shrinking > 0) told();
        return answer === 'stopped' || answer.kind !== 'shrunk' ? law : { ...law, found: answer.failure.found, failure: answer.failure };
      }),
    );
  }

  #note(results: readonly PlanResult[]): void {
    this.#performed += results.length;
    for (const { events, breach } of results) {
      this.#events += events;
      if (breach !== undefined) this.#broken += 1;
    }
    this.options.onProgress?.({ ...this.#progress(), shrinking: 0 });
  }

  #progress(): Omit<CampaignProgress, 'shrinking'> {
    return { plans: this.#performed, events: this.#events, broken: this.#broken };
  }

  /** Results from plan 0 on, without a gap: what a stopped campaign has beyond one depends on who was quicker. */
  #known(): readonly PlanResult[] {
    const gap = this.#results.findIndex((result) => result === undefined);
    return (gap < 0 ? this.#results : this.#results.slice(0, gap)) as readonly PlanResult[];
  }

  #outcome(state: CampaignOutcome['state'], laws: readonly BrokenLaw[]): CampaignOutcome {
    const results = this.#known();
    const ends = { held: 0, refused: 0, broken: 0 };
    const begun = noFaults();
    const struck = noFaults();
    let events = 0;
    for (const result of results) {
      ends[result.end] += 1;
      events += result.events;
      addTo(begun, result.begun);
      addTo(struck, result.struck);
    }
    return { state, seed: this.options.seed, plans: results.length, events, ends, begun, struck, laws };
  }
}

interface BrokenPlan {
  readonly choice: PlanChoice;
  readonly result: PlanResult;
}

/** Returns the laws that were broken, each with its first plan. */
function lawsOf(broken: readonly BrokenPlan[]): BrokenLaw[] {
  const laws = new Map<string, BrokenLaw>();
  for (const { choice, result } of broken) {
    const { breach } = result;
    if (breach === undefined) continue;
    const { invariant, law, found } = breach;
    const known = laws.get(invariant);
    const firstPlan = choice === 'undisturbed' ? -1 : choice.index;
    laws.set(invariant, known === undefined ? { invariant, law, plans: 1, firstPlan, found, failure: undefined } : { ...known, plans: known.plans + 1 });
  }
  return [...laws.values()];
}

function addTo(sum: Record<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [kind, count] of Object.entries(counts)) sum[kind] += count;
}
