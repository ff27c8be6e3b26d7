/**
 * Whose word counts for what. A swarm may hold a broken or a lying agent: what is true of market, money
 * and orders is believed only from those whose business it is.
 */
import type { LogEvent } from '../domain/catalogue.js';
import { FEED, OPERATOR } from '../domain/office-names.js';
import { LAB } from '../kernel/speaker.js';
import type { AgentSetting } from './agent-kind.js';

export type Authorities = Pick<AgentSetting, 'venue' | 'gate'>;

/** Tells whether the event comes from somebody who may say it. Words of the swarm itself are anybody's. */
export function isTrusted(event: LogEvent, { venue, gate }: Authorities): boolean {
  const speaker = event.agent;
  switch (event.type) {
    case 'BarClosed':
    case 'ActionFellDue':
    case 'AdjustmentChanged':
    case 'FactSeen':
    case 'DataRepaired':
    case 'QuoteSeen':
    case 'PrintSeen':
    case 'BookSeen':
    case 'BookChanged':
    case 'BookLost':
    case 'FinerBarClosed':
    case 'RateSeen':
      return speaker === FEED || speaker === LAB;
    case 'AccountOpened':
    case 'InstrumentListed':
    case 'RunEnding':
    case 'AgentSeated':
    case 'TradingResumed':
    case 'KillSwitchPulled':
      return speaker === LAB || speaker === OPERATOR || speaker === FEED;
    case 'OrderFilled':
    case 'OrderAccepted':
    case 'OrderRejected':
    case 'OrderCancelled':
    case 'OrderCancelRejected':
    case 'OrderExpired':
    case 'CashFlowBooked':
    case 'PositionSplit':
    case 'PositionSettled':
    case 'PositionClosedOut':
    case 'MarginCalled':
    case 'AccountRuined':
    case 'CurrencyExchanged':
    case 'InterestBooked':
    case 'OrderAdjusted':
      return speaker === venue;
    case 'OrderDenied':
      return speaker === venue || speaker === gate;
    case 'OrderApproved':
      return speaker === gate;
    case 'TradingHalted':
      return speaker === gate || speaker === LAB || speaker === OPERATOR;
    default:
      return true;
  }
}
