/** What an event says, in one line for people. The names in it are foreign text: escape them where they are shown. */
import type { Said } from './folds/talk-fold.js';
import type { Order } from '../domain/order.js';
import { decisionWords, marketWords } from './market-words.js';
import { decimal, percent, priceText } from './number-text.js';

/** Returns the line; empty for an event that says nothing beyond its type. */
export function saidText(event: Said): string {
  switch (event.type) {
    case 'SignalRaised': {
      const { direction, strength, evidence, instrument } = event.data;
      return `${direction} ${instrument}, strength ${decimal(strength, 2)}: ${evidence}`;
    }
    case 'RegimeChanged':
      return `${event.data.instrument} is ${event.data.regime}, volatility ${percent(event.data.volatility, 2)} per bar`;
    case 'ProposalMade': {
      const { direction, instrument, quorum, operator, threshold } = event.data;
      return `${direction} ${instrument}? Quorum ${percent(quorum, 0)}, support ${operator} ${percent(threshold, 0)}`;
    }
    case 'VoteCast':
      return `${event.data.choice}, confidence ${decimal(event.data.confidence, 2)}: ${event.data.reason}`;
    case 'DecisionReached': {
      const { approved, direction, support, turnout, conviction } = event.data;
      return `${approved ? 'approved' : 'rejected'}: ${direction}, support ${percent(support)}, turnout ${percent(turnout)}, conviction ${percent(conviction)}`;
    }
    case 'OrderPlaced':
    case 'OrderApproved':
      return orderText(event.data.order);
    case 'OrderAccepted':
      return `order ${event.data.orderId} rests in the book`;
    case 'OrderFilled': {
      const { side, quantityLots, instrument, price, feeMicros } = event.data.fill;
      return `${side} ${decimal(quantityLots, 0)} lots of ${instrument} at ${priceText(price)} (${decisionWords(event.data.fill)}), fee ${decimal(feeMicros / 1e6, 2)}`;
    }
    case 'TimerSet':
      return `timer ${event.data.name}`;
    default:
      return marketWords(event);
  }
}

function orderText({ side, type, quantityLots, fundsShare, instrument, limitPrice, stopPrice, timeInForce, reduceOnly, tag, parent }: Order): string {
  const size = quantityLots === undefined ? `${percent(fundsShare ?? 0)} of the free funds` : `${decimal(quantityLots, 0)} lots`;
  const level = limitPrice ?? stopPrice;
  const price = level === undefined ? '' : ` at ${priceText(level)}`;
  return `${type} ${side} ${size} of ${instrument}${price}, ${timeInForce}${reduceOnly ? ', reduce only' : ''}${parent === undefined ? '' : `, waits for ${parent}`}${tag === undefined ? '' : `, tag ${tag}`}`;
}
