/**
 * What trading cost beside its fees, and what holding cost or earned: totals in the order in which people
 * ask. A total that nothing was ever booked to is left out, so that a plain run shows no empty rows.
 */
import { unitsOf } from '../../core/fixed-point.js';
import type { LogEvent } from '../../domain/catalogue.js';
import type { InstrumentId } from '../../domain/instrument.js';
import type { CashFlowKind } from '../../domain/events/account-events.js';
import { fundsFactor } from '../../portfolio/currencies.js';
import { positionOf, type Ledger } from '../../portfolio/ledger.js';
import type { Fold } from './fold.js';

export interface CostTotal {
  readonly id: string;
  readonly label: string;
  readonly convention: string;
  /** In units of currency. */
  readonly units: number;
  readonly count: number;
  /** First and last event. */
  readonly offsets: readonly number[];
}

/** What is paid is told above zero, and what is earned too: the name says which. */
const totals = {
  'spread-paid': { label: 'Spread paid', convention: 'half spread × quantity of all fills' },
  'slippage-paid': { label: 'Slippage paid', convention: 'slippage × quantity of all fills, before rounding to the tick' },
  'borrow-paid': { label: 'Borrowing paid', convention: 'fees for holding shorts overnight' },
  'funding-paid': { label: 'Funding paid', convention: 'funding of perpetuals, what was earned taken off' },
  'dividends-earned': { label: 'Dividends earned', convention: 'dividends of longs less those of shorts' },
  'fractions-earned': { label: 'Fractions paid out', convention: 'cash for parts of lots after splits' },
  'exchange-costs': { label: 'Currency exchange', convention: 'cost of changing money beside its rate' },
  'interest-earned': { label: 'Interest earned', convention: 'interest on cash less that on debts' },
  'liquidation-fees': { label: 'Liquidation fees', convention: 'fees of positions that the venue closed; part of the fees paid' },
} as const;

type TotalId = keyof typeof totals;

const flowTotals: Readonly<Record<CashFlowKind, { readonly id: TotalId; readonly sign: 1 | -1 }>> = {
  borrow: { id: 'borrow-paid', sign: -1 },
  funding: { id: 'funding-paid', sign: -1 },
  dividend: { id: 'dividends-earned', sign: 1 },
  fraction: { id: 'fractions-earned', sign: 1 },
};

export function costsFold(ledger: Ledger): Fold<readonly CostTotal[]> {
  const sums = new Map<TotalId, { units: number; count: number; first: number; last: number }>();
  const add = (id: TotalId, units: number, offset: number): void => {
    if (units === 0) return;
    const sum = sums.get(id) ?? { units: 0, count: 0, first: offset, last: offset };
    sums.set(id, { units: sum.units + units, count: sum.count + 1, first: sum.first, last: offset });
  };
  // Money of other currencies counts at the rate of its time.
  const factorOf = (instrument: InstrumentId): number => {
    const position = positionOf(ledger, instrument);
    return position === undefined ? 1 : fundsFactor(ledger, position.account);
  };
  const currencyFactor = (currency: string): number => {
    const place = ledger.accounts.findIndex((account) => account.currency === currency);
    return place < 0 ? 1 : fundsFactor(ledger, place);
  };
  const see = (event: LogEvent): void => {
    if (event.type === 'CashFlowBooked') {
      const { id, sign } = flowTotals[event.data.kind];
      add(id, sign * unitsOf(event.data.amountMicros) * factorOf(event.data.instrument), event.offset);
    } else if (event.type === 'PositionClosedOut') add('liquidation-fees', unitsOf(event.data.feeMicros) * factorOf(event.data.instrument), event.offset);
    else if (event.type === 'CurrencyExchanged') add('exchange-costs', unitsOf(event.data.costMicros), event.offset);
    else if (event.type === 'InterestBooked') add('interest-earned', unitsOf(event.data.amountMicros) * currencyFactor(event.data.currency), event.offset);
    else if (event.type === 'OrderFilled') {
      const { fill } = event.data;
      const instrument = positionOf(ledger, fill.instrument)?.instrument;
      if (instrument === undefined) return;
      const worth = ((fill.quantityLots * instrument.multiplier) / instrument.lotsPerUnit) * factorOf(fill.instrument);
      add('spread-paid', fill.halfSpread * worth, event.offset);
      add('slippage-paid', fill.slippage * worth, event.offset);
    }
  };
  const result = (): readonly CostTotal[] =>
    (Object.keys(totals) as TotalId[]).flatMap((id) => {
      const sum = sums.get(id);
      if (sum === undefined) return [];
      const { units, count, first, last } = sum;
      return [{ id, ...totals[id], units, count, offsets: first === last ? [first] : [first, last] }];
    });
  return { see, result };
}
