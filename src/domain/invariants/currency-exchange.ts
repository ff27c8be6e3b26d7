/** The law of currencies: money is changed at a rate that was recorded before, and at no other. */
import { overRate, ratePartsOf, timesRate, type Micros } from '../../core/fixed-point.js';
import type { DataOf, EventOf } from '../catalogue.js';
import { invariant, type Authorities, type Invariant } from './invariant.js';

type RateSeen = EventOf<'RateSeen'>;

interface Rates {
  home: string | undefined;
  /** By currency, the latest rates to the account's own, oldest first: a rate can be recorded and not have reached the venue yet. */
  readonly latest: Map<string, RateSeen[]>;
  /** Since when the rate holds that a currency was last changed at. */
  readonly usedAt: Map<string, number>;
}

/** More than can be on their way at once. */
const LATEST_MAX = 64;

/** I11: every exchange names a rate of its pair, never an older one than before, and its amounts are what that rate and the stated cost make. */
export function currenciesMixByRate({ feed, venue, lab }: Authorities): Invariant {
  return invariant<Rates>({
    id: 'I11',
    law: 'Money of two currencies meets only at a recorded rate between them, and never goes back to an older one, to the last unit.',
    initial: () => ({ home: undefined, latest: new Map(), usedAt: new Map() }),
    check(event, rates) {
      if (event.type === 'AccountOpened' && event.agent === lab) rates.home ??= event.data.currency;
      if (event.type === 'RateSeen' && (event.agent === feed || event.agent === lab)) noteRate(rates, event);
      if (event.type !== 'CurrencyExchanged' || event.agent !== venue) return undefined;
      return problemOf(rates, event.data);
    },
  });
}

function noteRate({ latest, home }: Rates, seen: RateSeen): void {
  const foreign = seen.data.base === home ? seen.data.quote : seen.data.base;
  const known = latest.get(foreign) ?? [];
  known.push(seen);
  if (known.length > LATEST_MAX) known.shift();
  latest.set(foreign, known);
}

function problemOf({ home, latest, usedAt }: Rates, exchange: DataOf<'CurrencyExchanged'>): string | undefined {
  const { paid, paidMicros, got, gotMicros, rate, rateOffset, costMicros } = exchange;
  const foreign = paid === home ? got : paid;
  if (foreign === home || (paid !== home && got !== home)) return `${paid} became ${got}, and the account is in ${String(home)}`;
  const seen = latest.get(foreign)?.find(({ offset }) => offset === rateOffset)?.data;
  if (seen?.rate !== rate) return `${paid} became ${got} at ${rate}, which is no rate that was recorded`;
  if (seen.at < (usedAt.get(foreign) ?? seen.at)) return `${paid} became ${got} at ${rate}, which is older than the rate before`;
  usedAt.set(foreign, seen.at);
  const worth = worthOf(seen, foreign, paid === home ? gotMicros : paidMicros);
  const expected = paid === home ? worth + costMicros : worth - costMicros;
  const found = paid === home ? paidMicros : gotMicros;
  const isSound = paidMicros >= 0 && gotMicros >= 0 && costMicros >= 0 && expected === found;
  return isSound ? undefined : `${paidMicros} micros of ${paid} became ${gotMicros} of ${got}: at ${rate} and a cost of ${costMicros} it would be ${expected}, not ${found}`;
}

function worthOf({ base, rate }: DataOf<'RateSeen'>, foreign: string, micros: Micros): Micros {
  const parts = ratePartsOf(rate);
  return base === foreign ? timesRate(micros, parts) : overRate(micros, parts);
}
