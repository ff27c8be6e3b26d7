/** What befalls the venue: it refuses orders that it would take, and fills less than it would. */
import { mulDiv } from '../../core/fixed-point.js';
import type { EventDraft, LogEvent } from '../../domain/catalogue.js';
import type { Fill } from '../../domain/fill.js';
import { findResting } from '../../exchange/book.js';
import type { VenueState } from '../../agents/venue-agent.js';
import { VENUE } from '../../domain/office-names.js';
import type { Decider } from '../../kernel/agent.js';
import type { ArmedFault, FaultDesk } from './fault-desk.js';
import type { FaultOf } from './fault-plan.js';

type Venue = Decider<VenueState, LogEvent, EventDraft>;

/** Returns the venue with the faults of the desk in its answers. What it remembers is told by what it says. */
export function faultyVenue(venue: Venue, desk: FaultDesk): Venue {
  return {
    ...venue,
    decide(state, event, context) {
      const drafts = venue.decide(state, event, context);
      if (drafts.length === 0 || desk.armed.length === 0) return drafts;
      if (event.type === 'OrderApproved') return refused(drafts, event, desk);
      return event.type === 'BarClosed' ? partly(drafts, { state, event, desk }) : drafts;
    },
  };
}

function refused(drafts: readonly EventDraft[], event: Extract<LogEvent, { type: 'OrderApproved' }>, desk: FaultDesk): readonly EventDraft[] {
  const { id: orderId, instrument } = event.data.order;
  if (drafts[0].type !== 'OrderAccepted') return drafts;
  const armed = armedFor(desk.of('venue-reject'), instrument);
  if (armed === undefined) return drafts;
  desk.tellStrike(armed, { cause: event, receiver: VENUE, outcome: 'rejected', note: orderId });
  return [{ type: 'OrderRejected', data: { orderId, instrument, reason: 'venue-unavailable' } }];
}

interface BarAnswer {
  readonly state: VenueState;
  readonly event: Extract<LogEvent, { type: 'BarClosed' }>;
  readonly desk: FaultDesk;
}

/** Cuts the last fill of a bar, if nothing else hangs on it: other fills have counted on the money of the earlier ones. */
function partly(drafts: readonly EventDraft[], { state, event, desk }: BarAnswer): readonly EventDraft[] {
  const last = drafts[drafts.length - 1];
  const { instrument } = event.data.bar;
  const armed = armedFor(desk.of('venue-partial'), instrument);
  if (armed === undefined || last.type !== 'OrderFilled') return drafts;
  const { fill } = last.data;
  const order = findResting(state.books[state.ledger.placeOf[instrument]], fill.orderId)?.order;
  const lots = Math.floor(fill.quantityLots * armed.fault.share);
  const isAlone = drafts.every((draft) => draft === last || draft.type !== 'OrderFilled' || draft.data.fill.orderId !== fill.orderId);
  if (order === undefined || lots < 1 || lots === fill.quantityLots || !isAlone || order.timeInForce === 'ioc' || order.timeInForce === 'fok') return drafts;
  desk.tellStrike(armed, { cause: event, receiver: VENUE, outcome: 'partly-filled', note: `${fill.orderId}: ${lots} of ${fill.quantityLots} lots` });
  return [...drafts.slice(0, -1), { type: 'OrderFilled', data: { fill: cut(fill, lots) } }];
}

function cut(fill: Fill, quantityLots: number): Fill {
  const remainingLots = fill.remainingLots + fill.quantityLots - quantityLots;
  return { ...fill, quantityLots, remainingLots, feeMicros: mulDiv(fill.feeMicros, quantityLots, fill.quantityLots) };
}

function armedFor<Kind extends FaultOf<'venue-reject' | 'venue-partial'>>(faults: readonly ArmedFault<Kind>[], instrument: string): ArmedFault<Kind> | undefined {
  return faults.find(({ fault, left }) => left > 0 && (fault.instrument ?? instrument) === instrument);
}
