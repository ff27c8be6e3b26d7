/** What happens to orders, money and limits, in one line for people. The names in it are foreign text: escape them where they are shown. */
import { unitsOf } from '../core/fixed-point.js';
import type { EventOf, LogEvent } from '../domain/catalogue.js';
import { counted, decimal, money, percent, priceText, timeText } from './number-text.js';

/** Returns the line; empty for an event of another kind. */
export function tradingWords(event: LogEvent): string {
  return orderWords(event) || bookWords(event) || riskWords(event);
}

function orderWords(event: LogEvent): string {
  switch (event.type) {
    case 'OrderDenied':
      return `order ${event.data.orderId} does not pass: ${event.data.reason}${against(event.data)}`;
    case 'OrderRejected':
      return `order ${event.data.orderId} is not taken: ${event.data.reason}`;
    case 'OrderCancelRequested':
      return `order ${event.data.orderId} on ${event.data.instrument} shall end`;
    case 'OrderCancelRejected':
      return `order ${event.data.orderId} cannot be cancelled: ${event.data.reason}`;
    case 'OrderCancelled':
      return `order ${event.data.orderId} is cancelled: ${event.data.reason}, ${counted(event.data.openLots, 'lot')} left undone`;
    case 'OrderExpired':
      return `order ${event.data.orderId} is over: ${event.data.reason}, ${counted(event.data.openLots, 'lot')} left undone`;
    case 'OrderAdjusted':
      return `order ${event.data.orderId} is for ${counted(event.data.openLots, 'lot')} after a split of ${event.data.per} into ${event.data.into}`;
    case 'ParentOrderPlaced':
      return parentWords(event);
    case 'ParentOrderCancelRequested':
      return `parent order ${event.data.parentId} shall end: no more from ${event.data.executor}`;
    case 'ParentOrderEnded': {
      const { parentId, filledLots, quantityLots, executor, reason } = event.data;
      return `parent order ${parentId} is over (${reason}): ${executor} filled ${decimal(filledLots, 0)} of ${counted(quantityLots, 'lot')}`;
    }
    default:
      return '';
  }
}

function parentWords({ data: { parent } }: EventOf<'ParentOrderPlaced'>): string {
  const { id, side, quantityLots, instrument, executor, endAt, arrivalPrice } = parent;
  return `parent order ${id}: ${executor} shall ${side} ${counted(quantityLots, 'lot')} of ${instrument} until ${timeText(endAt)}, ${priceText(arrivalPrice)} when it was decided`;
}

function bookWords(event: LogEvent): string {
  switch (event.type) {
    case 'AccountOpened':
      return `an account with ${money(unitsOf(event.data.cashMicros), event.data.currency)}`;
    case 'InstrumentListed': {
      const { id, currency, shortable } = event.data.instrument;
      return `${id}, in ${currency}${shortable ? ', can be sold short' : ''}`;
    }
    case 'CashFlowBooked': {
      const { instrument, kind, amountMicros, lots } = event.data;
      return `${kind} of ${instrument}: ${amountMicros < 0 ? 'paid' : 'earned'} ${decimal(Math.abs(unitsOf(amountMicros)), 2)} on ${counted(Math.abs(lots), 'lot')} held ${lots < 0 ? 'short' : 'long'}`;
    }
    case 'PositionSplit':
      return `${event.data.instrument} splits, ${event.data.per} into ${event.data.into}: ${decimal(event.data.lotsBefore, 0)} lots become ${decimal(event.data.lotsAfter, 0)}`;
    case 'PositionSettled':
      return `${counted(event.data.lots, 'lot')} of ${event.data.instrument} settled at ${priceText(event.data.price)}`;
    case 'PositionClosedOut':
      return `the venue closed ${counted(event.data.quantityLots, 'lot')} of ${event.data.instrument} at ${priceText(event.data.price)}: ${event.data.reason}, fee ${decimal(unitsOf(event.data.feeMicros), 2)}`;
    case 'MarginCalled':
      return `margin call: ${money(unitsOf(event.data.equityMicros), event.data.currency)} where ${decimal(unitsOf(event.data.requiredMicros), 2)} is needed, ${event.data.instrument} at ${priceText(event.data.price)}${event.data.isIntrabar ? ' inside its bar' : ''}`;
    case 'AccountRuined':
      return `the account is ruined: ${money(unitsOf(event.data.equityMicros), event.data.currency)} left after ${event.data.instrument}`;
    case 'RateSeen':
      return `1 ${event.data.base} is worth ${decimal(event.data.rate, 6)} ${event.data.quote}`;
    case 'CurrencyExchanged':
      return `${money(unitsOf(event.data.paidMicros), event.data.paid)} changed into ${money(unitsOf(event.data.gotMicros), event.data.got)}, for a ${event.data.cause}`;
    case 'InterestBooked':
      return `interest ${event.data.amountMicros < 0 ? 'paid' : 'earned'}: ${money(Math.abs(unitsOf(event.data.amountMicros)), event.data.currency)} for ${counted(event.data.nights, 'night')} on ${decimal(unitsOf(event.data.balanceMicros), 2)}`;
    case 'PortfolioValued':
      return `equity ${decimal(unitsOf(event.data.equityMicros), 2)}, exposure ${percent(event.data.exposure)}, ${percent(event.data.drawdown)} below the highest`;
    default:
      return '';
  }
}

function riskWords(event: LogEvent): string {
  switch (event.type) {
    case 'RiskAlertRaised':
      return `${event.data.metric} ${percent(event.data.found)} is above its limit of ${percent(event.data.limit)}`;
    case 'TradingHalted':
      return `trading halted: ${event.data.reason}${against(event.data)}`;
    case 'TradingResumed':
      return `trading goes on: ${event.data.reason}`;
    case 'KillSwitchPulled':
      return `${event.data.operator} stopped all trading for good: ${event.data.reason}`;
    case 'RiskMeasured': {
      const { exposure, concentration, drawdown, varHistorical, cvarHistorical } = event.data;
      const tails = varHistorical === undefined || cvarHistorical === undefined ? '' : `, value at risk ${percent(varHistorical, 2)}, shortfall ${percent(cvarHistorical, 2)}`;
      return `exposure ${percent(exposure)}, largest ${percent(concentration)}, drawdown ${percent(drawdown)}${tails}`;
    }
    case 'PerformanceMeasured':
      return `${percent(event.data.totalReturn)} so far, ${percent(event.data.periodReturn)} this month, deepest drawdown ${percent(event.data.maxDrawdown)}, ${counted(event.data.fills, 'fill')}`;
    default:
      return '';
  }
}

function against({ found, limit }: { readonly found?: number | undefined; readonly limit?: number | undefined }): string {
  return found === undefined || limit === undefined ? '' : `, ${percent(found)} where ${percent(limit)} is allowed`;
}
