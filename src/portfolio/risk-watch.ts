/**
 * Watches the risk figures of what is held, bar by bar, and remembers which of them stand above their
 * limit: a breach is news once, and again only after it was over. Per bar it is a few divisions.
 */
import type { Micros } from '../core/fixed-point.js';
import { fundsBehind, inFunds, isCounted } from './currencies.js';
import type { Ledger } from './ledger.js';
import type { RiskLimits } from './limits.js';
import { equityOf, exposureOf } from './position.js';

export interface RiskNews {
  readonly metric: 'exposure' | 'concentration' | 'value-at-risk' | 'drawdown';
  readonly found: number;
  readonly limit: number;
}

/** Plain data, changed in place. */
export interface RiskWatch {
  /** Highest equity of the base account so far, or since trading was resumed. */
  peakMicros: Micros;
  exposureIsHigh: boolean;
  drawdownIsHigh: boolean;
  valueAtRiskIsHigh: boolean;
  /** By place in the ledger. */
  readonly concentrationIsHigh: boolean[];
  /** What the latest bar brought. */
  news: readonly RiskNews[];
}

const NO_NEWS: readonly RiskNews[] = Object.freeze([]);

export function emptyWatch(): RiskWatch {
  return { peakMicros: 0, exposureIsHigh: false, drawdownIsHigh: false, valueAtRiskIsHigh: false, concentrationIsHigh: [], news: NO_NEWS };
}

/** Forgets the news of the bar before. */
export function clearNews(watch: RiskWatch): void {
  watch.news = NO_NEWS;
}

/** Takes in that the instrument at this place was marked. */
export function watchMark({ watch, ledger }: { readonly watch: RiskWatch; readonly ledger: Ledger }, place: number, limits: RiskLimits): void {
  const position = ledger.positions[place];
  const account = fundsBehind(ledger, position);
  const equity = equityOf(account);
  if (isCounted(ledger, position.account)) {
    if (equity > watch.peakMicros) watch.peakMicros = equity;
    const drawdown = drawdownOf(watch, equity);
    const { drawdownMax } = limits;
    if (drawdown > drawdownMax && !watch.drawdownIsHigh) tell(watch, { metric: 'drawdown', found: drawdown, limit: drawdownMax });
    watch.drawdownIsHigh = isHigh(watch.drawdownIsHigh, drawdown / drawdownMax, limits);
  }
  const exposure = exposureOf(account);
  const { exposureMax, concentrationMax } = limits;
  if (exposure > exposureMax && !watch.exposureIsHigh) tell(watch, { metric: 'exposure', found: exposure, limit: exposureMax });
  watch.exposureIsHigh = isHigh(watch.exposureIsHigh, exposure / exposureMax, limits);

  const share = position.lots === 0 ? 0 : equity > 0 ? inFunds(ledger, position.account, Math.abs(position.valueMicros)) / equity : Infinity;
  const wasHigh = watch.concentrationIsHigh[place] ?? false;
  if (share > concentrationMax && !wasHigh) tell(watch, { metric: 'concentration', found: share, limit: concentrationMax });
  watch.concentrationIsHigh[place] = isHigh(wasHigh, share / concentrationMax, limits);
}

/** Takes in the value at risk, which changes slowly and is looked at once a day. */
export function watchValueAtRisk(watch: RiskWatch, found: number, limits: RiskLimits): void {
  const limit = limits.valueAtRiskMax;
  if (found > limit && !watch.valueAtRiskIsHigh) tell(watch, { metric: 'value-at-risk', found, limit });
  watch.valueAtRiskIsHigh = isHigh(watch.valueAtRiskIsHigh, found / limit, limits);
}

/** Returns 1 − equity ÷ highest equity. */
export function drawdownOf({ peakMicros }: RiskWatch, equity: Micros): number {
  return peakMicros > 0 ? 1 - equity / peakMicros : 0;
}

/** Begins anew after a halt: what is left is the new height. */
export function restartDrawdown(watch: RiskWatch, equity: Micros): void {
  watch.peakMicros = equity;
  watch.drawdownIsHigh = false;
}

/** A figure stays high until it has fallen well below its limit, so that one at the limit does not flicker. */
function isHigh(wasHigh: boolean, shareOfLimit: number, { rearmShare }: RiskLimits): boolean {
  return shareOfLimit > 1 || (wasHigh && shareOfLimit > rearmShare);
}

function tell(watch: RiskWatch, news: RiskNews): void {
  watch.news = [...watch.news, { ...news, found: Math.min(news.found, Number.MAX_VALUE) }];
}
