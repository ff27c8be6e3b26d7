/** Checks what a scenario says of its account: currencies that have rates, margins that fit, and nothing that contradicts another part. */
import { isHivetapeError } from '../../core/errors.js';
import { parseInstant } from '../../core/instant.js';
import { currenciesOf } from '../currency-pair.js';
import type { DataSection } from './data-schema.js';
import type { RateSection } from './fx-schema.js';
import { pathText, type Path, type Report } from './scenario-problem.js';
import type { Scenario } from './scenario-schema.js';

/** Reports what does not fit. */
export function checkAccount(scenario: Scenario, report: Report): void {
  const { fx, account, data, venue } = scenario;
  const others = (fx?.rates ?? []).map((rate, index) => checkRate(scenario, rate, ['fx', 'rates', index], report));
  data.forEach((section, index) => {
    checkCurrency(section, { path: ['data', index, 'currency'], currency: account.currency, others }, report);
    checkTerms(section, venue, ['data', index], report);
  });
  checkBalances(scenario, others, report);
  checkInterest(scenario, others, report);
}

/** Returns the currency that a rate is of, beside the account's own. */
function checkRate({ account: { currency }, fx }: Scenario, rate: RateSection, path: Path, report: Report): string {
  const { base, quote } = currenciesOf(rate.pair);
  const others = [base, quote].filter((one) => one !== currency);
  if (others.length !== 1) {
    report({ code: 'scenario-contradiction', path: [...path, 'pair'], message: `A pair is the account's currency and another one (found ${rate.pair} for an account in ${currency}).`, help: `Write it as EUR/${currency} or ${currency}/JPY.` });
  }
  const [other = base] = others;
  const twin = (fx?.rates ?? []).findIndex(({ pair }) => [currenciesOf(pair).base, currenciesOf(pair).quote].includes(other));
  if (twin >= 0 && twin < Number(path[path.length - 1])) {
    report({ code: 'scenario-contradiction', path: [...path, 'pair'], message: `A currency has one source of rates (${other} has fx.rates[${twin}] and ${pathText(path)}).` });
  }
  checkSource(rate, path, report);
  return other;
}

function checkSource(rate: RateSection, path: Path, report: Report): void {
  const sources = (['table', 'file', 'bars', 'walk'] as const).filter((name) => rate[name] !== undefined);
  if (sources.length !== 1) {
    const found = sources.length === 0 ? 'none' : sources.join(' and ');
    report({ code: 'scenario-contradiction', path: [...path, sources[1] ?? 'pair'], blames: 'key', message: `${pathText(path)} has exactly one source: table, file, bars or walk (found ${found}).` });
  }
  if (rate.options !== undefined && rate.bars === undefined) {
    report({ code: 'scenario-contradiction', path: [...path, 'options'], blames: 'key', message: `${pathText(path)}.options says how bars are read, and there are none.` });
  }
  for (const date of Object.keys(rate.table ?? {})) if (!isInstant(date)) report({ code: 'scenario-invalid', path: [...path, 'table', date], blames: 'key', message: `A rate holds from a date, or a date and time with a zone (found "${date.slice(0, 60)}").`, help: 'Write 2020-01-31 or 2020-01-31T15:00:00Z.' });
  if (rate.walk !== undefined && !isInstant(rate.walk.startAt)) report({ code: 'scenario-invalid', path: [...path, 'walk', 'startAt'], message: `A walk starts at a date, or a date and time with a zone (found "${rate.walk.startAt.slice(0, 60)}").` });
}

function isInstant(text: string): boolean {
  try {
    parseInstant(text);
    return true;
  } catch (cause) {
    if (isHivetapeError(cause)) return false;
    throw cause;
  }
}

function checkCurrency({ currency, role }: DataSection, { path, currency: own, others }: { readonly path: Path; readonly currency: string; readonly others: readonly string[] }, report: Report): void {
  if (currency === undefined || currency === own || others.includes(currency) || role === 'benchmark') return;
  report({
    code: 'fx-rate-missing',
    path,
    message: `What trades in another currency than the account, ${own}, has a rate (found ${currency}, and no rate for it).`,
    help: `Write \`fx: { rates: [{ pair: ${currency}/${own}, file: ./rates.csv }] }\`.`,
  });
}

function checkTerms(section: DataSection, { account, ...usual }: Scenario['venue'], path: Path, report: Report): void {
  const { initialMarginRatio, maintenanceMarginRatio, leverage, settledDaily, settlesToCash } = section;
  const named = (['initialMarginRatio', 'maintenanceMarginRatio', 'leverage'] as const).filter((name) => section[name] !== undefined);
  if (named.length > 0 && account === 'cash') {
    report({ code: 'scenario-contradiction', path: [...path, named[0]], blames: 'key', message: `${pathText(path)}.${named[0]} needs \`venue.account: margin\` (found account: cash).` });
  }
  if (leverage !== undefined && initialMarginRatio !== undefined) {
    report({ code: 'scenario-contradiction', path: [...path, 'leverage'], blames: 'key', message: `${pathText(path)} has a leverage or an initialMarginRatio, for they are one thing (found both).` });
  }
  const initial = leverage === undefined ? (initialMarginRatio ?? usual.initialMarginRatio) : 1 / leverage;
  const maintenance = maintenanceMarginRatio ?? usual.maintenanceMarginRatio ?? 0;
  if (named.length > 0 && maintenance > initial) {
    report({ code: 'scenario-contradiction', path: [...path, named[named.length - 1]], message: `Holding ${section.instrument} asks for no more margin than opening it (found ${maintenance} to hold and ${initial} to open).` });
  }
  if (settledDaily === true && settlesToCash !== true) {
    report({ code: 'scenario-contradiction', path: [...path, 'settledDaily'], message: 'Futures are settled: say `settlesToCash: true` beside the instrument.' });
  }
}

/** Bundled data know currencies that the scenario does not name; without a rate none of them loads. */
function checkInterest({ account: { interest = {}, currency } }: Scenario, others: readonly string[], report: Report): void {
  for (const name of Object.keys(interest)) {
    if (name === currency || others.includes(name)) continue;
    report({ code: 'scenario-contradiction', path: ['account', 'interest', name], blames: 'key', message: `Interest is paid on cash of the account (found ${name}; its cash is in ${[currency, ...others].join(', ')}).` });
  }
}

function checkBalances({ account: { balances = {}, currency }, fx }: Scenario, others: readonly string[], report: Report): void {
  for (const name of Object.keys(balances)) {
    const path: Path = ['account', 'balances', name];
    if (name === currency) report({ code: 'scenario-contradiction', path, blames: 'key', message: `Cash in the account's own currency stands under account.cash (found balances of ${name}).` });
    else if (!others.includes(name)) report({ code: 'fx-rate-missing', path, blames: 'key', message: `A balance in ${name} has a rate to ${currency} (found none).`, help: `Write it under \`fx.rates\`, as { pair: ${name}/${currency}, file: ./rates.csv }.` });
    else if (fx?.conversion !== 'keep') report({ code: 'scenario-contradiction', path, blames: 'key', message: 'Cash in other currencies is kept: say `fx.conversion: keep` (found at-fill).' });
  }
}
