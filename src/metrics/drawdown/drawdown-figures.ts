/** All figures of the drawdown family, in the order in which a report shows them. */
import type { Figure } from '../figure.js';
import type { AnnualRiskFree, Returns } from '../returns/sample.js';
import { returnsOf, untilRuin, type EquityCurve } from '../tables/equity-curve.js';
import { calmar, recoveryFactor } from './calmar.js';
import { drawdownDurationDays, drawdownDurationPeriods, openDrawdown } from './drawdown-duration.js';
import { averageDrawdown, maxDrawdown } from './max-drawdown.js';
import { martin, pain, ulcer } from './ulcer.js';

/** Returns the figures of section 4 over the curve as it was sampled. */
export function drawdownFigures(curve: EquityCurve, annual: AnnualRiskFree): readonly Figure[] {
  const whole = untilRuin(curve);
  const equity = whole.map((point) => point.value);
  const returns: Returns = returnsOf(whole);
  return [
    maxDrawdown(equity),
    averageDrawdown(equity),
    drawdownDurationDays(equity, whole.map((point) => point.at)),
    drawdownDurationPeriods(equity),
    openDrawdown(equity),
    calmar(returns, annual),
    recoveryFactor(returns),
    ulcer(equity),
    martin(returns, annual),
    pain(equity),
  ];
}
