/** What walk-forward came to: each window's choice, and the record that the choices make one after another. */
import { figure, missing, type Figure } from '../../metrics/figure.js';
import { sharpe } from '../../metrics/returns/sharpe.js';
import { totalReturn } from '../../metrics/returns/total-return.js';
import { periodRateOf } from '../../metrics/numbers/compounding.js';
import { mean } from '../../metrics/numbers/compensated-sum.js';
import type { Settings } from './settings.js';
import { objectiveValue } from './standing.js';
import type { SweepRecord } from './sweep-record.js';

export interface WindowResult {
  readonly window: number;
  readonly point: number;
  readonly settings: Settings;
  /** Days since the epoch, both ends included. */
  readonly inFromDay: number;
  readonly inUntilDay: number;
  readonly outFromDay: number;
  readonly outUntilDay: number;
  readonly inSample: number | null;
  readonly outOfSample: number | null;
  /** Growth out of sample, mean over replicates. */
  readonly totalReturn: number | null;
}

export interface WalkForwardResult {
  readonly windows: readonly WindowResult[];
  /** Returns of all judged spans, one after another; of the first replicate. */
  readonly returns: readonly number[];
  readonly sharpe: Figure;
  readonly totalReturn: Figure;
  /** Mean objective out of sample ÷ mean objective in sample. */
  readonly efficiency: Figure;
}

const efficiencyHead = { id: 'walk-forward-efficiency', unit: 'ratio', convention: 'mean objective out of sample / mean in sample' } as const;

/** Returns the result; `undefined` for a sweep without windows. */
export function walkForwardResult({ identity, trials, windows }: SweepRecord): WalkForwardResult | undefined {
  if (windows.length === 0) return undefined;
  const { objective } = identity.sweep;
  const { periodsPerYear, riskFree } = identity.scenario.metrics;
  const rows = windows.flatMap((chosen): (WindowResult & { readonly returns: readonly number[] })[] => {
    const judged = trials.filter(({ phase, window }) => phase === 'out-of-sample' && window === chosen.window);
    if (judged.length === 0) return [];
    const growth = judged.map(({ returns }) => totalReturn(returns).value ?? 0);
    return [{
      ...chosen,
      settings: judged[0].settings,
      inSample: chosen.objective,
      outOfSample: objectiveValue(judged, objective) ?? null,
      totalReturn: mean(growth),
      returns: judged[0].returns,
    }];
  });
  const returns = rows.flatMap((row) => row.returns);
  return {
    windows: rows.map(({ returns: _returns, ...row }) => row),
    returns,
    sharpe: sharpe(returns, { periodsPerYear, riskFree: periodRateOf(riskFree, periodsPerYear) }),
    totalReturn: totalReturn(returns),
    efficiency: efficiencyOf(rows),
  };
}

function efficiencyOf(rows: readonly WindowResult[]): Figure {
  const both = rows.flatMap(({ inSample, outOfSample }) => (inSample === null || outOfSample === null ? [] : [{ inSample, outOfSample }]));
  if (both.length === 0) return missing(efficiencyHead, 0, 'too-few');
  const inside = mean(both.map((row) => row.inSample));
  if (inside <= 0) return missing(efficiencyHead, both.length, 'not-applicable');
  return figure(efficiencyHead, both.length, mean(both.map((row) => row.outOfSample)) / inside);
}
