/**
 * A swarm on a simulated network that loses, delays, repeats and cuts, and whose agents crash: the kernel, the
 * words of the catalogue, the faults of the lab, and nothing else. Every protocol of the swarm is tried here.
 *
 *     const run = simulateSwarm({ agents: { a: nodeA, b: nodeB }, inputs: [{ at: 5, draft }], untilUs: 10 * SECOND, plan: planOf([...]) });
 *     run.ofType('LeaderElected'); run.stateOf<NodeState>('a'); expectReplayed(run);
 *
 * Random schedules: `fc.assert(fc.property(schedules({ agents, spanUs }), (schedule) => { simulateSwarm({ ..., ...schedule }) }), { numRuns: runsOf(100) })`.
 */
import fc, { type Arbitrary } from 'fast-check';
import { expect } from 'vitest';
import { agentId } from '../../src/core/brand.js';
import { canonicalJson, type Json } from '../../src/core/canonical.js';
import type { Draft, Recorded } from '../../src/core/event.js';
import { HOUR, type Instant } from '../../src/core/instant.js';
import type { EventOf, EventType, LogEvent } from '../../src/domain/catalogue.js';
import type { Invariant } from '../../src/domain/invariants/invariant.js';
import type { Agent, Source } from '../../src/kernel/agent.js';
import { Kernel } from '../../src/kernel/kernel.js';
import type { KernelOptions } from '../../src/kernel/kernel-options.js';
import { LAB } from '../../src/kernel/speaker.js';
import { scriptOf } from '../../src/kernel/script.js';
import type { Vocabulary } from '../../src/kernel/vocabulary.js';
import { Chaos } from '../../src/lab/chaos/chaos.js';
import { PLAN_FORMAT, type Fault, type FaultPlan } from '../../src/lab/chaos/fault-plan.js';
import { InvariantFound } from '../../src/lab/chaos/monitor.js';
import { catalogueWords } from '../../src/lab/words.js';

/** What comes from outside, said by somebody without a seat (`world` if nobody is named). */
export interface SwarmInput {
  readonly at: Instant;
  readonly by?: string;
  readonly draft: Draft;
}

/** What a random schedule decides; everything may be given by hand. */
export interface Schedule {
  readonly seed: number;
  readonly latencyUs: number;
  /** Largest extra delay of each message. */
  readonly jitterUs: number;
  readonly plan?: FaultPlan | undefined;
}

export interface SwarmOptions extends Partial<Schedule> {
  /** By id. Deciders and pipelines hold no state of their own, so the same object serves a second run. */
  readonly agents: Readonly<Record<string, unknown>>;
  readonly inputs?: readonly SwarmInput[];
  /** Virtual time at which the run ends; it begins at 0. */
  readonly untilUs: Instant;
  /** Laws watched at every event and delivery, and at the end if the plan has healed a minute before. */
  readonly laws?: readonly Invariant[];
  /** Absent: the catalogue. */
  readonly vocabulary?: Vocabulary;
  /** More events than this are a storm, and fail the test; 200,000 if absent. */
  readonly eventsMax?: number;
  /** How long agents think about each delivery, by id. */
  readonly thinkUs?: Readonly<Record<string, number>>;
}

export interface SwarmRun {
  readonly options: SwarmOptions;
  readonly events: readonly LogEvent[];
  readonly kernel: Kernel;
  /** The law that stopped the run, if one did. */
  readonly broken: InvariantFound | undefined;
  readonly ofType: <Type extends EventType>(type: Type) => EventOf<Type>[];
  readonly stateOf: <State>(agent: string) => State;
}

/** Performs the run. Throws what an agent threw. */
export function simulateSwarm(options: SwarmOptions): SwarmRun {
  const events: Recorded[] = [];
  const chaos = chaosOf(options);
  const journal = { record: (event: Recorded): void => void events.push(event) };
  const kernel = new Kernel({
    ...frameOf(options, chaos),
    sources: [...inputSources(options.inputs ?? []), ...(chaos === undefined ? [] : [chaos.timeline])],
    journal: chaos?.journal(journal) ?? journal,
  });
  chaos?.watch(kernel);
  const broken = performed(kernel, options, chaos);
  return {
    options,
    events: events as LogEvent[],
    kernel,
    broken,
    ofType: (type) => events.filter((event) => event.type === type) as never,
    stateOf: (agent) => stateIn(kernel, agent) as never,
  };
}

/** Checks that the log alone gives every agent the state that it has, and that deciding again gives the same log. */
export function expectReplayed(run: SwarmRun): void {
  const { options, events, kernel } = run;
  const replayed: Recorded[] = [];
  const again = new Kernel({
    ...frameOf(options, chaosOf(options)),
    sources: [],
    script: scriptOf(events),
    journal: { record: (event) => replayed.push(event) },
  });
  again.start();
  const status = again.run({ until: options.untilUs });
  expect(status.kind === 'failed' ? status.failure.cause : undefined).toBeUndefined();
  expect(replayed.length).toBe(events.length);
  for (const { id, mind } of kernel.seats) expect(stateIn(again, id), `the state of ${id}`).toEqual(mind.state());
}

/** Checks that the same swarm says the same again, byte for byte. */
export function expectRepeated({ options, events }: SwarmRun): void {
  expect(simulateSwarm(options).events.map(textOf)).toEqual(events.map(textOf));
}

/** Returns a plan; what a fault leaves out is filled in as in a file. */
export function planOf(faults: readonly object[], rest: Partial<FaultPlan> = {}): FaultPlan {
  const complete = faults.map((fault) => ({ atUs: 0, ...('kind' in fault && MESSAGE_FAULTS.includes(fault.kind as never) ? { probability: 1, count: 1_000_000_000 } : {}), ...(isCrash(fault) ? { mail: 'waits' } : {}), ...fault }));
  return { 'hivetape-plan': PLAN_FORMAT, seed: 3, ...rest, faults: complete as Fault[] };
}

export interface ScheduleSpace {
  readonly agents: readonly string[];
  /** Faults begin within this time after the start… */
  readonly spanUs: number;
  /** …and all are healed then; absent: at `spanUs`. */
  readonly healAtUs?: number;
  /** Which kinds may occur; absent: all of them. */
  readonly kinds?: readonly ScheduleFault[];
  readonly faultsMax?: number;
  readonly latencyUsMax?: number;
}

const MESSAGE_FAULTS = ['drop', 'delay', 'duplicate', 'reorder'] as const;
export const scheduleFaults = [...MESSAGE_FAULTS, 'partition', 'crash', 'restart', 'hang', 'slow'] as const;
export type ScheduleFault = (typeof scheduleFaults)[number];

/** Returns random schedules: seed, latencies, and loss, delay, repetition, cuts and crashes that are all healed in time. */
export function schedules(space: ScheduleSpace): Arbitrary<Schedule & { readonly plan: FaultPlan }> {
  const { spanUs, healAtUs = spanUs, kinds = scheduleFaults, faultsMax = 8, latencyUsMax = 20_000 } = space;
  const by = faultsOf(space);
  const latencyUs = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: latencyUsMax }));
  const faults = fc.subarray([...kinds], { minLength: 1 }).chain((some) => fc.array(fc.oneof(...some.map((kind) => by[kind])), { maxLength: faultsMax }));
  return fc.record({ seed: fc.nat({ max: 999_999 }), latencyUs, jitterUs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: latencyUsMax })), faults, luck: fc.nat({ max: 999_999 }) }, { noNullPrototype: true })
    .map(({ faults: drawn, luck, ...rest }) => ({ ...rest, plan: planOf(drawn, { seed: luck, healAtUs }) }));
}

/** Returns how many random schedules to try: `usual`, or what the environment asks for. */
export function runsOf(usual: number): number {
  return Number(process.env['HIVETAPE_RUNS'] ?? usual);
}

function faultsOf({ agents, spanUs }: ScheduleSpace): Record<ScheduleFault, Arbitrary<object>> {
  const one = fc.constantFrom(...agents);
  const maybe = fc.option(one, { nil: undefined });
  const times = { atUs: fc.integer({ min: 0, max: spanUs }), durationUs: fc.integer({ min: 1, max: spanUs }) };
  const record = (fields: Record<string, Arbitrary<unknown>>): Arbitrary<object> => fc.record(fields, { noNullPrototype: true }).map(withoutAbsent);
  const messages = { ...times, from: maybe, to: maybe, probability: fc.constantFrom(0.05, 0.2, 0.5, 1) };
  const kind = (name: ScheduleFault): { kind: Arbitrary<string> } => ({ kind: fc.constant(name) });
  const delayUs = fc.oneof(fc.integer({ min: 1, max: 50_000 }), fc.integer({ min: 1, max: 2_000_000 }));
  return {
    drop: record({ ...kind('drop'), ...messages }),
    delay: record({ ...kind('delay'), ...messages, delayUs }),
    duplicate: record({ ...kind('duplicate'), ...messages, delayUs }),
    reorder: record({ ...kind('reorder'), ...messages }),
    partition: record({ ...kind('partition'), ...times, agents: fc.subarray([...agents], { minLength: 1 }) }),
    crash: record({ ...kind('crash'), ...times, agent: one, mail: fc.constantFrom('waits', 'lost') }),
    restart: record({ ...kind('restart'), atUs: times.atUs, agent: one }),
    hang: record({ ...kind('hang'), ...times, agent: one }),
    slow: record({ ...kind('slow'), ...times, agent: one, thinkUs: fc.integer({ min: 1, max: 20_000 }) }),
  };
}

function frameOf({ agents, seed = 1, latencyUs = 1, jitterUs = 0, untilUs, vocabulary = catalogueWords(), thinkUs = {} }: SwarmOptions, chaos: Chaos | undefined): Omit<KernelOptions, 'sources' | 'journal'> {
  return {
    seed,
    startAt: 0,
    seats: Object.entries(agents).map(([id, agent]) => ({ id: agentId(id), agent: agent as Agent, ...(Object.hasOwn(thinkUs, id) ? { thinkUs: thinkUs[id] } : {}) })),
    vocabulary,
    // The lab is everywhere; between agents messages take their time.
    network: { latencyUs: (from) => (from === LAB ? 1 : latencyUs), jitterUs: (from) => (from === LAB ? 0 : jitterUs) },
    limits: { graceUs: untilUs + HOUR },
    freeze: true,
    ...(chaos === undefined ? {} : { interference: chaos }),
  };
}

function chaosOf({ plan, laws = [], agents }: SwarmOptions): Chaos | undefined {
  if (plan === undefined && laws.length === 0) return undefined;
  return new Chaos({ setting: { plan: plan ?? planOf([]), laws }, startAt: 0, agents: Object.keys(agents).map(agentId), instruments: [] });
}

function performed(kernel: Kernel, { agents, untilUs, eventsMax = 200_000 }: SwarmOptions, chaos: Chaos | undefined): InvariantFound | undefined {
  try {
    kernel.announce(kernel.seats.filter(({ id }) => Object.hasOwn(agents, id)).map(({ id, listensTo }) => ({ type: 'AgentSeated', data: { agent: id, kind: 'simulated', options: {}, listensTo: [...listensTo] } })));
    kernel.start();
    const status = kernel.run({ until: untilUs, toOffset: eventsMax });
    if (status.kind === 'failed') throw status.failure.cause;
    if (status.kind === 'paused') throw new Error(`The swarm says ${eventsMax} things until ${kernel.now}`);
    chaos?.settle(untilUs);
  } catch (cause) {
    if (!(cause instanceof InvariantFound)) throw cause;
    return cause;
  }
  return undefined;
}

function inputSources(inputs: readonly SwarmInput[]): Source[] {
  const speakers = [...new Set(inputs.map(({ by = 'world' }) => by))].sort((a, b) => (a < b ? -1 : 1));
  return speakers.map((speaker) => {
    const rest = inputs.filter(({ by = 'world' }) => by === speaker).map((input, place) => ({ ...input, place }));
    rest.sort((a, b) => a.at - b.at || a.place - b.place);
    return { agent: agentId(speaker), nextAt: () => rest[0]?.at, take: () => rest.shift()?.draft };
  });
}

function stateIn(kernel: Kernel, agent: string): unknown {
  const seat = kernel.seat(agentId(agent));
  if (seat === undefined) throw new Error(`Nobody is called ${agent}`);
  return seat.mind.state();
}

function isCrash(fault: object): boolean {
  return 'kind' in fault && fault.kind === 'crash';
}

function textOf(event: LogEvent): string {
  return canonicalJson(event as unknown as Json);
}

function withoutAbsent(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
