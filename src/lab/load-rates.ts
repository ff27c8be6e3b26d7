/** Loads the rates of a scenario and puts them into its market: each is said when it is known, and no earlier. */
import { digestOf } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import { parseInstant, type Instant } from '../core/instant.js';
import { randomStream } from '../core/random.js';
import type { DataOf } from '../domain/catalogue.js';
import { instrumentId } from '../domain/ids.js';
import type { Instrument } from '../domain/instrument.js';
import { FEED } from '../domain/office-names.js';
import { besideFile } from '../host/project-files.js';
import type { BarTable } from '../market/bar-table.js';
import type { DatedDraft } from '../market/dated-feed.js';
import { importBarTable } from '../market/import-bars.js';
import { durationUs, importOptions } from '../market/import-options.js';
import { randomWalkBars } from '../market/random-walk.js';
import { rateOnGrid, RATE_MAX, RATE_MIN, readRates, type DatedRate } from '../market/rates.js';
import { currenciesOf } from './currency-pair.js';
import type { RateSection } from './scenario/fx-schema.js';
import type { Scenario } from './scenario/scenario-schema.js';

type Rate = DataOf<'RateSeen'>;

export interface RateSeries {
  readonly pair: string;
  readonly base: string;
  readonly quote: string;
  /** By time. */
  readonly rates: readonly DatedRate[];
  readonly digest: string;
}

/** Returns the rates of every pair; none where the scenario has one currency. Throws what importing throws. */
export async function loadRates({ fx, seed }: Pick<Scenario, 'fx' | 'seed'>, project: { readonly file: string }): Promise<readonly RateSeries[]> {
  const loaded: RateSeries[] = [];
  for (const section of fx?.rates ?? []) {
    const { rates, digest } = await ratesOf(section, seed, project.file);
    loaded.push({ pair: section.pair, ...currenciesOf(section.pair), rates, digest });
  }
  return loaded;
}

/** Throws `fx-rate-missing` where something is worth nothing that is known: instruments without a rate, balances without one at the start. */
export function demandRates({ account }: Scenario, instruments: readonly Instrument[], { series, startAt, file }: { readonly series: readonly RateSeries[]; readonly startAt: Instant; readonly file: string }): void {
  const rateOf = (currency: string): RateSeries | undefined => series.find(({ base, quote }) => base === currency || quote === currency);
  for (const { id, currency } of instruments) {
    if (currency === account.currency || rateOf(currency) !== undefined) continue;
    throw new HivetapeError('fx-rate-missing', `What trades in another currency than the account, ${account.currency}, has a rate (found ${id} in ${currency}).`, {
      place: { file },
      help: `Write \`fx: { rates: [{ pair: ${currency}/${account.currency}, file: ./rates.csv }] }\`, or \`account: { currency: ${currency} }\`.`,
    });
  }
  for (const currency of Object.keys(account.balances ?? {})) {
    const first = rateOf(currency)?.rates[0];
    if (first !== undefined && first.at <= startAt) continue;
    throw new HivetapeError('fx-rate-missing', `A balance in ${currency} has a rate when the run begins (its first rate is later).`, { place: { file }, help: 'Add an earlier rate, or begin later.' });
  }
}

/** Returns the rates as dated drafts. */
export function rateDrafts(series: readonly RateSeries[]): DatedDraft[] {
  return series.flatMap(({ base, quote, rates }) => rates.map(({ at, rate }): DatedDraft => ({ at, draft: { type: 'RateSeen', data: { base, quote, rate, at }, topic: 'account' } })));
}

/** Returns the drafts as a run from this instant on hears them: of each pair the last rate before it is said as it begins. */
export function ratesFromHereOn(dated: readonly DatedDraft[], startAt: Instant): readonly DatedDraft[] {
  const last = new Map<string, DatedDraft>();
  for (const one of dated) {
    if (one.draft.type !== 'RateSeen' || one.at >= startAt) continue;
    const { base, quote } = one.draft.data as Rate;
    last.set(`${base} ${quote}`, one);
  }
  return last.size === 0 ? dated : [...[...last.values()].map((one) => ({ ...one, at: startAt })), ...dated];
}

async function ratesOf(section: RateSection, seed: number, scenarioFile: string): Promise<{ readonly rates: readonly DatedRate[]; readonly digest: string }> {
  const { file, bars, walk, table = {} } = section;
  if (file !== undefined) return readRates(besideFile(scenarioFile, file));
  if (bars !== undefined) {
    const path = besideFile(scenarioFile, bars);
    return closesOf(await importBarTable(path, importOptions({ ...section.options, instrument: nameOf(section.pair) })), path);
  }
  if (walk !== undefined) return closesOf(walkOf(walk, section.pair, seed), scenarioFile);
  const rates = Object.entries(table).map(([date, rate]) => ({ at: parseInstant(date), rate: rateOnGrid(rate) })).sort((a, b) => a.at - b.at);
  return { rates, digest: digestOf(rates.map((rate) => ({ ...rate }))) };
}

function closesOf(table: BarTable, file: string): { readonly rates: readonly DatedRate[]; readonly digest: string } {
  const rates = Array.from({ length: table.length }, (_, row) => ({ at: table.closedAt[row], rate: rateOnGrid(table.close[row]) }));
  const odd = rates.find(({ rate }) => !(rate >= RATE_MIN && rate <= RATE_MAX));
  if (odd === undefined) return { rates, digest: table.digest };
  throw new HivetapeError('dated-file-invalid', `A rate lies between ${RATE_MIN} and ${RATE_MAX} (found ${odd.rate}).`, { place: { file }, help: 'Quote the pair the other way round.' });
}

/** Steps of a walk are a ten-thousandth of its start, so that any pair has room to move. */
function walkOf({ bars, startPrice, volatility, drift, barDuration, startAt }: NonNullable<RateSection['walk']>, pair: string, seed: number): BarTable {
  const instrument: Instrument = { id: nameOf(pair), currency: 'X', ticksPerUnit: Math.max(1, Math.ceil(10_000 / startPrice)), lotsPerUnit: 1, multiplier: 1, shortable: false };
  const random = randomStream({ seed, agent: FEED, purpose: `walk of ${instrument.id}` });
  return randomWalkBars({ instrument, bars, startPrice, volatility, drift, barDurationUs: durationUs(barDuration), startAt: parseInstant(startAt), random });
}

function nameOf(pair: string): Instrument['id'] {
  const { base, quote } = currenciesOf(pair);
  return instrumentId(`${base}-${quote}`);
}

