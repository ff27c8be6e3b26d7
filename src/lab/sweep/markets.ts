/** The markets that the trials of a sweep play, each loaded once, whatever number of trials plays it. */
import { canonicalJson } from '../../core/canonical.js';
import { loadMarket, type Market } from '../load-market.js';
import type { ProjectPlace } from '../plan-run.js';
import type { Scenario } from '../scenario/scenario-schema.js';

/** Returns what decides which bars a scenario plays, its period apart. */
export function marketKey({ data, facts, account, seed, fx }: Scenario): string {
  const isDrawn = [...data, ...(fx?.rates ?? [])].some(({ walk }) => walk !== undefined && !walk.reference);
  return canonicalJson({ data, currency: account.currency, seed: isDrawn ? seed : null, ...(facts === undefined ? {} : { facts }), ...(fx === undefined ? {} : { rates: fx.rates, balances: account.balances }) });
}

/** Returns the markets of all scenarios by key. Throws what importing throws. */
export async function loadMarkets(scenarios: Iterable<Scenario>, project: ProjectPlace): Promise<ReadonlyMap<string, Market>> {
  const markets = new Map<string, Market>();
  for (const scenario of scenarios) {
    const key = marketKey(scenario);
    if (!markets.has(key)) markets.set(key, await loadMarket(scenario, project));
  }
  return markets;
}
