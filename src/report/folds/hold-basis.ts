/**
 * What buying and holding began with, carried over splits and dividends: who held ten shares before a split of 7:1 holds seventy, and
 * who put a dividend back holds a little more. Otherwise a split would look like a crash of the benchmark.
 */
import type { DataOf, LogEvent } from '../../domain/catalogue.js';
import { priceOf } from '../../domain/instrument.js';
import { fundsFactor } from '../../portfolio/currencies.js';
import { positionOf, type Ledger } from '../../portfolio/ledger.js';

/** Takes in an action that falls due, in place: `first` is the price per instrument that growth is measured from. */
export function carryBasis(first: Map<string, number>, ledger: Ledger, event: LogEvent): void {
  if (event.type !== 'ActionFellDue') return;
  const { instrument } = event.data;
  const begun = first.get(instrument);
  const factor = begun === undefined ? undefined : basisFactor(event.data, ledger);
  if (begun !== undefined && factor !== undefined) first.set(instrument, begun * factor);
}

function basisFactor({ instrument, kind, value, per }: DataOf<'ActionFellDue'>, ledger: Ledger): number | undefined {
  if (kind === 'split') return per / value;
  const position = positionOf(ledger, instrument);
  if (kind !== 'dividend' || position === undefined || !position.isMarked) return undefined;
  const close = priceOf(position.instrument, position.markTicks) * fundsFactor(ledger, position.account);
  const paid = value * fundsFactor(ledger, position.account);
  return paid < close ? (close - paid) / close : undefined;
}
