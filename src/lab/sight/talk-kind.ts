/**
 * Which words are about the market and the trade, and which are what working together costs: questions,
 * votes, tasks, acknowledgements, leases, beats. Whatever is in the catalogue and not listed here as the
 * business itself is coordination, so that a new protocol counts as what it is.
 */
import { eventTypes, type EventType } from '../../domain/catalogue.js';
import { accountEvents } from '../../domain/events/account-events.js';
import { dataEvents } from '../../domain/events/data-events.js';
import { executionEvents } from '../../domain/events/execution-events.js';
import { faultEvents } from '../../domain/events/fault-events.js';
import { learningEvents } from '../../domain/events/learning-events.js';
import { marketEvents } from '../../domain/events/market-events.js';
import { orderEvents } from '../../domain/events/order-events.js';
import { riskEvents } from '../../domain/events/risk-events.js';
import { runEvents } from '../../domain/events/run-events.js';
import { sweepEvents } from '../../domain/events/sweep-events.js';
import { tickEvents } from '../../domain/events/tick-events.js';

/** What agents find out and what is decided: the content of their work. */
const findings: readonly EventType[] = ['SignalRaised', 'RegimeChanged', 'DecisionReached', 'OutcomeJudged'];

/** Of the frame of a run, what agents say themselves. */
const timers: readonly EventType[] = ['TimerSet', 'TimerCancelled'];

const business = new Set<string>([
  ...[accountEvents, dataEvents, executionEvents, faultEvents, learningEvents, marketEvents, orderEvents, riskEvents, runEvents, sweepEvents, tickEvents].flatMap((family) => Object.keys(family)),
  ...findings,
]);
for (const timer of timers) business.delete(timer);

/** Tells whether an event is coordination: said so that agents can work together, not about market or trade. */
export function isCoordination(type: string): boolean {
  return !business.has(type);
}

/** Every type that counts as coordination, in the order of the catalogue. */
export const coordinationTypes: readonly EventType[] = eventTypes.filter(isCoordination);
