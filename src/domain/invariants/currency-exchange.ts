/** The law of currencies: money is changed at a rate that was recorded before, and at no other. */
import { overRate, ratePartsOf, timesRate, type Micros } from '../../core/fixed-point.js';
import type { DataOf, EventOf } from '../catalogue.js';
import { invariant, type Authorities, type Invariant } from './invariant.js';

type RateSeen = EventOf<'RateSeen'>;

interface Rates {
  home: string | undefined;
  /** Of each currency the last rate to the account's own. */
  readonly last: Map<string, RateSeen>;
}

/** I11: every exchange names the last rate of its pair, and its amounts are what that rate and the stated cost make. */
export function currenciesMixByRate({ feed, venue, lab }: Authorities): Invariant {
  return invariant<Rates>({
    id: 'I11',
    law: 'Money of two currencies meets only at the last recorded rate between them, to the last unit.',
    initial: () => ({ home: undefined, last: new Map() }),
    check(event, rates) {
      if (event.type === 'AccountOpened' && event.agent === lab) rates.home ??= event.data.currency;
      if (event.type === 'RateSeen' && (event.agent === feed || event.agent === lab)) noteRate(rates, event);
      if (event.type !== 'CurrencyExchanged' || event.agent !== venue) return undefined;
      return problemOf(rates, event.data);
    },
  });
}

function noteRate({ last, home }: Rates, seen: RateSeen): void {
  const { base, quote, at } = seen.data;
  const foreign = base === home ? quote : base;
  const known = last.get(foreign);
  if (known === undefined || known.data.at <= at) last.set(foreign, seen);
}

function problemOf({ home, last }: Rates, exchange: DataOf<'CurrencyExchanged'>): string | undefined {
  const { paid, paidMicros, got, gotMicros, rate, rateOffset, costMicros } = exchange;
  const foreign = paid === home ? got : paid;
  const seen = last.get(foreign);
  if (seen?.offset !== rateOffset || seen.data.rate !== rate) return `${paid} became ${got} at ${rate}, which is not the last rate that was recorded`;
  if (foreign === home || (paid !== home && got !== home)) return `${paid} became ${got}, and the account is in ${String(home)}`;
  const worth = worthOf(seen.data, foreign, paid === home ? gotMicros : paidMicros);
  const expected = paid === home ? worth + costMicros : worth - costMicros;
  const found = paid === home ? paidMicros : gotMicros;
  const isSound = paidMicros >= 0 && gotMicros >= 0 && costMicros >= 0 && expected === found;
  return isSound ? undefined : `${paidMicros} micros of ${paid} became ${gotMicros} of ${got}: at ${rate} and a cost of ${costMicros} it would be ${expected}, not ${found}`;
}

function worthOf({ base, rate }: DataOf<'RateSeen'>, foreign: string, micros: Micros): Micros {
  const parts = ratePartsOf(rate);
  return base === foreign ? timesRate(micros, parts) : overRate(micros, parts);
}
