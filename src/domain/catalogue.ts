/**
 * The catalogue of events: everything that may stand in a log, in one table. It is at once the static
 * types, the runtime checks and the layout of the log's columns.
 */
import type { Static } from '@sinclair/typebox';
import type { Draft, Recorded } from '../core/event.js';
import { accountEvents } from './events/account-events.js';
import { alertEvents } from './events/alert-events.js';
import { bookEvents } from './events/book-events.js';
import { dataEvents } from './events/data-events.js';
import { deskEvents } from './events/desk-events.js';
import { executionEvents } from './events/execution-events.js';
import { faultEvents } from './events/fault-events.js';
import { leadershipEvents } from './events/leadership-events.js';
import { learningEvents } from './events/learning-events.js';
import { memoryEvents } from './events/memory-events.js';
import { lifeEvents } from './events/life-events.js';
import { lockEvents } from './events/lock-events.js';
import { marketEvents } from './events/market-events.js';
import { messageEvents } from './events/message-events.js';
import { negotiationEvents } from './events/negotiation-events.js';
import { orderEvents } from './events/order-events.js';
import { riskEvents } from './events/risk-events.js';
import { runEvents } from './events/run-events.js';
import { swarmEvents } from './events/swarm-events.js';
import { sweepEvents } from './events/sweep-events.js';
import { taskEvents } from './events/task-events.js';
import { tickEvents } from './events/tick-events.js';
import { watchEvents } from './events/watch-events.js';

export const catalogue = { ...runEvents, ...marketEvents, ...swarmEvents, ...orderEvents, ...riskEvents, ...faultEvents, ...sweepEvents, ...learningEvents, ...accountEvents, ...executionEvents, ...dataEvents, ...negotiationEvents, ...leadershipEvents, ...memoryEvents, ...tickEvents, ...bookEvents, ...messageEvents, ...lifeEvents, ...taskEvents, ...watchEvents, ...lockEvents, ...alertEvents, ...deskEvents };

export type Catalogue = typeof catalogue;
export type EventType = keyof Catalogue;
export type DataOf<Type extends EventType> = Static<Catalogue[Type]['schema']>;
export type EventOf<Type extends EventType> = Recorded<Type, DataOf<Type>>;

/** Any event of a log, told apart by `type`. */
export type LogEvent = { [Type in EventType]: EventOf<Type> }[EventType];
/** Anything an agent may say, told apart by `type`. */
export type EventDraft = { [Type in EventType]: Draft<Type, DataOf<Type>> }[EventType];

export const eventTypes = Object.keys(catalogue) as readonly EventType[];

export function isEventType(text: string): text is EventType {
  return Object.hasOwn(catalogue, text);
}

/** Raised by hand whenever the log of an unchanged scenario changes; old logs keep theirs. */
export const BEHAVIOUR_VERSION = 1;
