/** What a scenario says of its account, in several places, as the rules that the venue keeps it by. */
import type { AccountRules, MarginTerms } from '../exchange/account-rules.js';
import type { VenueRules } from '../exchange/venue-rules.js';
import type { DataSection } from './scenario/data-schema.js';
import type { Scenario } from './scenario/scenario-schema.js';

/** Returns the rules; nothing where the scenario says nothing, so that its log stays what it was. */
export function accountRulesOf({ data, account, fx }: Scenario): AccountRules & Pick<VenueRules, 'settledDaily'> {
  const margins = Object.fromEntries(data.flatMap((section): [string, MarginTerms][] => {
    const terms = marginOf(section);
    return terms === undefined ? [] : [[section.instrument, terms]];
  }));
  const settledDaily = data.flatMap((section) => (section.settledDaily === true ? [section.instrument] : []));
  const interest = Object.entries(account.interest ?? {}).map(([currency, { credit, debit }]) => [currency, { creditPerYear: credit, debitPerYear: debit }] as const);
  return {
    ...(Object.keys(margins).length === 0 ? {} : { margins }),
    ...(settledDaily.length === 0 ? {} : { settledDaily }),
    ...(interest.length === 0 ? {} : { interest: Object.fromEntries(interest) }),
    ...(fx === undefined ? {} : { fx: { conversion: fx.conversion, spreadBps: fx.spreadBps, rateAgeDaysMax: fx.rateAgeDaysMax } }),
  };
}

function marginOf({ role, leverage, initialMarginRatio = leverage === undefined ? undefined : 1 / leverage, maintenanceMarginRatio }: DataSection): MarginTerms | undefined {
  if (role === 'benchmark' || (initialMarginRatio === undefined && maintenanceMarginRatio === undefined)) return undefined;
  return { ...(initialMarginRatio === undefined ? {} : { initialMarginRatio }), ...(maintenanceMarginRatio === undefined ? {} : { maintenanceMarginRatio }) };
}
