/**
 * Performs one plan of faults: an ordinary run of the scenario by the ordinary kernel, in memory, watched
 * by every law after every event. Only where a fingerprint is wanted is a log kept.
 */
import type { Recorded } from '../../core/event.js';
import { errorCodes } from '../../core/error-codes.js';
import { isHivetapeError } from '../../core/errors.js';
import type { Instant } from '../../core/instant.js';
import { catalogue, type LogEvent } from '../../domain/catalogue.js';
import type { Kernel } from '../../kernel/kernel.js';
import { LAB } from '../../kernel/speaker.js';
import type { Vocabulary } from '../../kernel/vocabulary.js';
import { memoryRunStore } from '../../store/memory-run-store.js';
import type { RunLog, RunWriter } from '../../store/run-store.js';
import { closingOf } from '../boot-phases.js';
import type { Chaos } from '../chaos/chaos.js';
import { faultKinds, type FaultKind, type FaultPlan } from '../chaos/fault-plan.js';
import { InvariantFound } from '../chaos/monitor.js';
import type { PlanName } from '../chaos/plan-arbitrary.js';
import { drive } from '../drive.js';
import { openingOf } from '../frame.js';
import { idOfRun, identityJson, identityOf } from '../identity.js';
import type { Market } from '../load-market.js';
import { finishRun, openRun } from '../perform-run.js';
import { planRun, type CodeLoader, type ProjectPlace } from '../plan-run.js';
import type { RunPlan } from '../run-plan.js';
import { stageLiveRun } from '../stage-run.js';
import type { Scenario } from '../scenario/scenario-schema.js';

/** What all plans of a campaign share. */
export interface PlanPlace {
  readonly scenario: Scenario;
  readonly project: ProjectPlace;
  readonly market: Market;
  readonly loadCode: CodeLoader;
  /** Words of the log, with their checks compiled once. */
  readonly vocabulary: Vocabulary;
}

/** Which plan: of a campaign, or the run without any fault. */
export type PlanChoice = PlanName | 'undisturbed';

/** Which law broke, at which event, and what was found. */
export interface Breach {
  readonly invariant: string;
  readonly law: string;
  readonly at: number;
  readonly found: string;
}

/** What came of a plan. Plain data. */
export interface PlanResult {
  /** `refused`: the store took nothing any more, as the plan had it, and no law was broken until then. */
  readonly end: 'held' | 'refused' | 'broken';
  readonly breach: Breach | undefined;
  /** Virtual time at which it ended. */
  readonly endedAt: Instant;
  readonly events: number;
  /** How many faults of each kind began, and how often they struck. */
  readonly begun: FaultCounts;
  readonly struck: FaultCounts;
}

export type FaultCounts = Readonly<Record<FaultKind, number>>;

/** Stands for a run that ended by an error instead of by a law. */
export const RUN_ENDS = { invariant: 'A03', law: 'A run ends with its data, or because a fault has closed its store; never with an error.' } as const;

/** Returns the scenario with this plan of faults in it. */
export function withFaults(scenario: Scenario, plan: FaultPlan): Scenario {
  return { ...scenario, chaos: { ...scenario.chaos, plan } };
}

/** Returns what comes of a plan. Throws what making the agents throws, for then no run begins. */
export async function performPlan(place: PlanPlace, plan: FaultPlan): Promise<PlanResult> {
  const run = await planOf(place, plan);
  return perform(place, { run, toTheEnd: true });
}

/** Returns what comes of a plan until an instant; nobody asks for recovery then. Quicker, where a law is known to have broken by then. */
export async function performUntil(place: PlanPlace, plan: FaultPlan, until: Instant): Promise<PlanResult> {
  const run = await planOf(place, plan);
  return perform(place, { run: { ...run, until: Math.min(until, run.until ?? Infinity) }, toTheEnd: false });
}

export interface LoggedPlan {
  readonly result: PlanResult;
  readonly log: RunLog;
}

/** Returns what comes of a plan, and the whole log of it: the same bytes as a run of its scenario records. */
export async function performLogged(place: PlanPlace, plan: FaultPlan): Promise<LoggedPlan> {
  const run = await planOf(place, plan);
  const store = memoryRunStore(catalogue);
  const identity = identityOf(run, place.market.digests);
  const runId = idOfRun(identity);
  const writer = store.create({ runId, name: run.scenario.name, identity: identityJson(identity) });
  const result = await perform(place, { run, toTheEnd: true, writer });
  if (result.end === 'held' || (result.end === 'broken' && result.breach?.invariant !== RUN_ENDS.invariant)) writer.finish(null);
  else writer.abandon(null);
  return { result, log: store.open(runId) };
}

/** Talk that a fault is worth aiming at: what is said at nearly every bar is not among it. */
const busyTypes: ReadonlySet<string> = new Set(['ProposalMade', 'VoteCast', 'DecisionReached', 'OrderPlaced', 'OrderApproved', 'OrderAccepted', 'OrderFilled']);

/** Where there is something to strike: when agents proposed and traded, in µs after the start, and the types of what they said. */
export interface Talk {
  readonly busyUs: readonly number[];
  readonly words: readonly string[];
}

/** Returns the talk of a run under a plan: moments strictly rising, types in order of code units. */
export async function talkUnder(place: PlanPlace, plan: FaultPlan): Promise<Talk> {
  const moments = new Set<number>();
  const words = new Set<string>(['BarClosed']);
  const see = ({ type, time, agent }: Recorded): void => {
    if (busyTypes.has(type)) moments.add(time - place.market.startAt);
    if (agent !== LAB) words.add(type);
  };
  await perform(place, { run: await planOf(place, plan), toTheEnd: true, see });
  return { busyUs: [...moments], words: [...words].sort((a, b) => (a < b ? -1 : 1)) };
}

function planOf({ scenario, project, market, loadCode }: PlanPlace, plan: FaultPlan): Promise<RunPlan> {
  return planRun(withFaults(scenario, plan), { project, instruments: market.instruments, loadCode });
}

interface Performing {
  readonly run: RunPlan;
  readonly toTheEnd: boolean;
  readonly writer?: RunWriter;
  readonly see?: (event: Recorded) => void;
}

async function perform({ market, vocabulary }: PlanPlace, { run, toTheEnd, writer, see }: Performing): Promise<PlanResult> {
  const counter = faultCounter();
  let events = 0;
  const record = (event: Recorded): void => {
    writer?.append(event);
    see?.(event);
    events += 1;
    counter.see(event as LogEvent);
  };
  const { kernel, chaos } = stageLiveRun({ plan: run, market, journal: { record }, vocabulary });
  let end: Pick<PlanResult, 'end' | 'breach'>;
  try {
    openRun(kernel, openingOf(run, identityOf(run, market.digests)));
    const broken = toTheEnd ? await toEnd(kernel, { run, market, chaos }) : await toInstant(kernel, { run, market, chaos });
    end = broken === undefined ? { end: 'held', breach: undefined } : { end: 'broken', breach: breachOf(broken) };
  } catch (cause) {
    end = chaos?.refusesAppends === true && isHivetapeError(cause) && cause.code === 'store-unusable' ? { end: 'refused', breach: undefined } : { end: 'broken', breach: { ...RUN_ENDS, at: events - 1, found: wordsOf(cause) } };
  }
  return { ...end, endedAt: kernel.now, events, ...counter.result };
}

interface Staged {
  readonly run: RunPlan;
  readonly market: Market;
  readonly chaos: Chaos | undefined;
}

async function toEnd(kernel: Kernel, { run, market, chaos }: Staged): Promise<InvariantFound | undefined> {
  const closing = closingOf(run, market.notes);
  return (await finishRun(kernel, run.until === undefined ? {} : { until: run.until }, { closing, chaos })).broken;
}

async function toInstant(kernel: Kernel, { run, chaos }: Staged): Promise<InvariantFound | undefined> {
  if (chaos?.monitor.found !== undefined) return chaos.monitor.found;
  try {
    await drive(kernel, run.until === undefined ? {} : { until: run.until });
    return undefined;
  } catch (cause) {
    if (cause instanceof InvariantFound) return cause;
    throw cause;
  }
}

function breachOf({ invariant, law, at, found }: InvariantFound): Breach {
  return { invariant, law, at, found };
}

function wordsOf(cause: unknown): string {
  if (isHivetapeError(cause)) return `${errorCodes[cause.code].number} ${cause.message}`;
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}

interface FaultCounter {
  see(event: LogEvent): void;
  readonly result: Pick<PlanResult, 'begun' | 'struck'>;
}

function faultCounter(): FaultCounter {
  const begun = noFaults();
  const struck = noFaults();
  return {
    see({ type, data }) {
      if (type === 'FaultInjected') begun[data.kind as FaultKind] += 1;
      else if (type === 'FaultStruck') struck[data.kind as FaultKind] += 1;
    },
    result: { begun, struck },
  };
}

/** Returns a count of zero for each kind. */
export function noFaults(): Record<FaultKind, number> {
  return Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<FaultKind, number>;
}
