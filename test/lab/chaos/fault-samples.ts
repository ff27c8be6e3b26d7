/** One plan for every kind of fault, each where it bites: what must be seen of it in the log. */
import type { FaultKind } from '../../../src/lab/chaos/fault-plan.js';
import type { StrikeOutcome } from '../../../src/domain/events/fault-events.js';
import { closeUs, HOUR_US } from './faulty-run.js';

export interface FaultSample {
  readonly name: string;
  readonly kind: FaultKind;
  readonly fault: object;
  /** Outcomes that its strikes have; empty where it strikes no message. */
  readonly outcomes: readonly StrikeOutcome[];
}

const from = { atUs: closeUs(20), durationUs: 40 * HOUR_US };

export const faultSamples: readonly FaultSample[] = [
  { name: 'drop', kind: 'drop', fault: { ...from, probability: 0.3 }, outcomes: ['lost'] },
  { name: 'drop of fill reports to the gate', kind: 'drop', fault: { ...from, from: 'venue', to: 'risk-gate' }, outcomes: ['lost'] },
  { name: 'corrupt', kind: 'corrupt', fault: { ...from, probability: 0.3 }, outcomes: ['refused'] },
  { name: 'delay', kind: 'delay', fault: { ...from, probability: 0.3, delayUs: 5 * HOUR_US }, outcomes: ['delayed'] },
  { name: 'duplicate', kind: 'duplicate', fault: { ...from, probability: 0.3, delayUs: 5 * HOUR_US }, outcomes: ['repeated'] },
  { name: 'reorder', kind: 'reorder', fault: { ...from, probability: 0.3 }, outcomes: ['held'] },
  { name: 'partition', kind: 'partition', fault: { ...from, agents: ['council', 'breakout'] }, outcomes: ['lost'] },
  { name: 'crash, mail waiting', kind: 'crash', fault: { ...from, agent: 'council' }, outcomes: [] },
  { name: 'crash of the venue, mail lost', kind: 'crash', fault: { ...from, agent: 'venue', mail: 'lost' }, outcomes: ['lost'] },
  { name: 'crash of the gate', kind: 'crash', fault: { ...from, agent: 'risk-gate' }, outcomes: [] },
  { name: 'restart', kind: 'restart', fault: { atUs: closeUs(50) + 3, agent: 'trader' }, outcomes: [] },
  { name: 'hang', kind: 'hang', fault: { ...from, agent: 'trader' }, outcomes: [] },
  { name: 'slow', kind: 'slow', fault: { ...from, agent: 'council', thinkUs: HOUR_US }, outcomes: [] },
  { name: 'feed-gap', kind: 'feed-gap', fault: { ...from, count: 7 }, outcomes: ['skipped'] },
  { name: 'feed-duplicate', kind: 'feed-duplicate', fault: { ...from, count: 7 }, outcomes: ['repeated'] },
  { name: 'bad-tick', kind: 'bad-tick', fault: { ...from, count: 7, factor: 1.5, instrument: 'TWO' }, outcomes: ['altered'] },
  { name: 'late-bar', kind: 'late-bar', fault: { ...from, count: 7, delayUs: 5 * HOUR_US }, outcomes: ['late'] },
  { name: 'venue-reject', kind: 'venue-reject', fault: { ...from, count: 5 }, outcomes: ['rejected'] },
  { name: 'venue-partial', kind: 'venue-partial', fault: { ...from, count: 5, share: 0.3 }, outcomes: ['partly-filled'] },
  { name: 'venue-outage', kind: 'venue-outage', fault: { ...from }, outcomes: [] },
  { name: 'append-failure', kind: 'append-failure', fault: { atUs: closeUs(50) }, outcomes: [] },
  { name: 'kill-switch', kind: 'kill-switch', fault: { atUs: closeUs(50) }, outcomes: [] },
  { name: 'kill-switch at an offset', kind: 'kill-switch', fault: { atOffset: 500 }, outcomes: [] },
  { name: 'crash at an offset', kind: 'crash', fault: { atOffset: 400, durationUs: 5 * HOUR_US, agent: 'council' }, outcomes: [] },
].map((sample) => ({ ...sample, fault: { kind: sample.kind, ...sample.fault } })) as readonly FaultSample[];
