/**
 * Arbitraries of single faults, by kind. All of them can shrink a fault that somebody else made: towards
 * the first bar, the shortest span, one strike and fewer words. What a run is about happens within some
 * µs of a bar's close, so most of chance is spent there.
 */
import fc, { type Arbitrary } from 'fast-check';
import type { Fault, FaultKind } from './fault-plan.js';
import { usualGapUs, type PlanSpace } from './plan-space.js';

/** A bar, its answers and a vote about them take so long, in µs. */
const TALK_US = 12;
const UNBOUNDED = 1_000_000_000;
/** More strikes than the most that is counted means: as often as it can; half of all faults do. */
const COUNTED_MAX = 12;
const EVENTS_PER_BAR = 3;
const LONGEST_BARS = 40;

const usualWords = ['BarClosed', 'SignalRaised', 'ProposalMade', 'VoteCast', 'DecisionReached', 'OrderPlaced', 'OrderApproved', 'OrderAccepted', 'OrderFilled', 'OrderCancelled', 'PositionClosed'];

type FaultArbitraries = Readonly<Record<FaultKind, Arbitrary<Fault>>>;

/** Returns what faults of each kind may be, beginning about the bars up to this one. */
export function faultArbitraries(space: PlanSpace, lastBar: number): FaultArbitraries {
  const { agents, instruments, words = usualWords } = space;
  const within = { atUs: nearBar(space, lastBar), atOffset: seldom(fc.nat({ max: EVENTS_PER_BAR * (lastBar + 1) })) };
  const begins = { ...within, durationUs: often(span(space)) };
  const agent = fc.constantFrom(...agents);
  const letters = {
    ...begins,
    from: seldom(agent),
    to: seldom(agent),
    message: maybe(fc.constantFrom(...words)),
    probability: fc.constantFrom(1, 0.5, 0.2, 0.05),
    count,
  };
  const bars = { ...begins, instrument: instruments.length === 0 ? fc.constant(undefined) : maybe(fc.constantFrom(...instruments)), count };
  const late = { delayUs: span(space) };
  const side = fc.subarray([...agents], { minLength: 1, maxLength: Math.max(1, Math.ceil(agents.length / 2)) });
  return {
    drop: faultOf('drop', letters),
    corrupt: faultOf('corrupt', letters),
    delay: faultOf('delay', { ...letters, ...late }),
    duplicate: faultOf('duplicate', { ...letters, ...late }),
    reorder: faultOf('reorder', letters),
    partition: faultOf('partition', { ...begins, agents: side }),
    crash: faultOf('crash', { ...begins, agent, mail: fc.constantFrom('waits', 'lost') }),
    restart: faultOf('restart', { ...within, agent }),
    hang: faultOf('hang', { ...begins, agent }),
    slow: faultOf('slow', { ...begins, agent, thinkUs: fc.integer({ min: 1, max: 5_000 }) }),
    'feed-gap': faultOf('feed-gap', bars),
    'feed-duplicate': faultOf('feed-duplicate', bars),
    'bad-tick': faultOf('bad-tick', { ...bars, factor: fc.constantFrom(1.1, 0.9, 2, 0.5, 10, 0.1) }),
    'late-bar': faultOf('late-bar', { ...bars, ...late }),
    'venue-reject': faultOf('venue-reject', bars),
    'venue-partial': faultOf('venue-partial', { ...bars, share: fc.constantFrom(0.5, 0.1, 0.9) }),
    'venue-outage': faultOf('venue-outage', begins),
    'append-failure': faultOf('append-failure', within),
    'kill-switch': faultOf('kill-switch', within),
  };
}

/** Returns an instant shortly after the close of one of the bars up to this one, in µs after the start; half of them where agents were busy. */
export function nearBar({ closesUs, busyUs = [] }: PlanSpace, lastBar: number): Arbitrary<number> {
  const last = Math.max(0, Math.min(closesUs.length - 1, lastBar));
  const busy = busyUs.filter((at) => at <= closesUs[last] + TALK_US);
  const nearAny = shortlyAfter(closesUs, last);
  return busy.length === 0 ? nearAny : fc.oneof(nearAny, shortlyAfter(busy, busy.length - 1));
}

function shortlyAfter(rising: readonly number[], last: number): Arbitrary<number> {
  return fc.tuple(fc.nat({ max: last }), fc.nat({ max: TALK_US })).map(
    ([place, afterUs]) => rising[place] + afterUs,
    (at) => {
      const place = typeof at === 'number' ? lastAtOrBefore(rising, at) : 0;
      return [place, Number(at) - rising[place]];
    },
  );
}

/** Some µs, or some bars. */
function span(space: PlanSpace): Arbitrary<number> {
  const gapUs = usualGapUs(space);
  const inBars = fc.integer({ min: 1, max: LONGEST_BARS }).map((bars) => bars * gapUs, (us) => Number(us) / gapUs);
  return fc.oneof(fc.integer({ min: 1, max: TALK_US }), inBars);
}

const count = fc.integer({ min: 1, max: 2 * COUNTED_MAX }).map(
  (times) => (times > COUNTED_MAX ? UNBOUNDED : times),
  (times) => (times === UNBOUNDED ? COUNTED_MAX + 1 : Number(times)),
);

/** Present in half of all faults; it shrinks towards absence. */
function maybe<Value>(value: Arbitrary<Value>): Arbitrary<Value | undefined> {
  return fc.option(value, { nil: undefined, freq: 2 });
}

/** Present in four of five faults. */
function often<Value>(value: Arbitrary<Value>): Arbitrary<Value | undefined> {
  return fc.option(value, { nil: undefined, freq: 5 });
}

/** Present in a quarter of all faults. */
function seldom<Value>(value: Arbitrary<Value>): Arbitrary<Value | undefined> {
  return maybe(maybe(value));
}

/** What is `undefined` is left out of a plan, and put back where one is shrunk. */
function faultOf(kind: FaultKind, fields: Readonly<Record<string, Arbitrary<unknown>>>): Arbitrary<Fault> {
  const blank = Object.fromEntries(Object.keys(fields).map((name) => [name, undefined]));
  return fc.record({ kind: fc.constant(kind), ...fields }, { noNullPrototype: true }).map(
    (fault) => Object.fromEntries(Object.entries(fault).filter(([, value]) => value !== undefined)) as unknown as Fault,
    (fault) => ({ ...blank, ...(fault as object) }) as never,
  );
}

function lastAtOrBefore(rising: readonly number[], at: number): number {
  let low = 0;
  let high = rising.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (rising[middle] <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
