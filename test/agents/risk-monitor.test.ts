/** The risk monitor in whole runs: what it measures is what a reader of the log computes, and a flat account costs nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayOf } from '../../src/agents/portfolio-agent.js';
import type { LogEvent } from '../../src/domain/catalogue.js';
import { mean } from '../../src/metrics/numbers/compensated-sum.js';
import { conditionalValueAtRisk, valueAtRiskGaussian, valueAtRiskHistorical } from '../../src/metrics/returns/value-at-risk.js';
import { correlation } from '../../src/metrics/benchmark/correlation.js';
import { smallRun, type SmallRun } from '../lab/small-run.js';

const scenario = `
hivetape: 1
name: monitored
seed: 3
data:
  - { instrument: WALK, walk: { bars: 300, volatility: 0.02, barDuration: 1d }, tick: 0.01 }
  - { instrument: OTHER, walk: { bars: 300, volatility: 0.03, barDuration: 1d }, tick: 0.01 }
venue: { participation: full }
risk: { exposureMax: 5, concentrationMax: 5, drawdownMax: 1, valueAtRiskMax: 5 }
agents:
  one: { kind: sma-crossover, options: { instruments: [WALK], fastBars: 5, slowBars: 15, fundsShare: 0.4 } }
  two: { kind: sma-crossover, options: { instruments: [OTHER], fastBars: 5, slowBars: 15, fundsShare: 0.4 } }
  portfolio: { kind: portfolio }
  risk: { kind: risk-monitor, options: { days: 100 } }
`;

let small: SmallRun;
let events: readonly LogEvent[];
const of = <Type extends LogEvent['type']>(type: Type) => events.filter((event): event is Extract<LogEvent, { readonly type: Type }> => event.type === type);

beforeAll(async () => {
  small = await smallRun({ scenario });
  events = [...small.store.open(small.outcome.runId).events()] as LogEvent[];
});
afterAll(() => small.remove());

describe('what is measured', () => {
  test('comes once a day while something is held, and agrees with the portfolio on exposure and drawdown', () => {
    const valued = new Map(of('PortfolioValued').map((event) => [event.causation, event.data]));
    const measured = of('RiskMeasured');
    expect(measured.length).toBeGreaterThan(50);
    for (const { causation, data } of measured) {
      expect(data.exposure).toBe(valued.get(causation)?.exposure);
      expect(data.drawdown).toBe(valued.get(causation)?.drawdown);
      expect(data.exposure).toBeGreaterThan(0);
    }
    const flat = of('PortfolioValued').filter(({ data }) => data.exposure === 0).length;
    expect(measured).toHaveLength(valued.size - flat);
  });

  test('has the tails of the account’s latest hundred daily returns', () => {
    const equity = of('PortfolioValued').map(({ data }) => data.equityMicros);
    const places = new Map(of('PortfolioValued').map(({ causation }, index) => [causation, index]));
    for (const { causation, data } of of('RiskMeasured')) {
      const place = places.get(causation) ?? 0;
      const returns = equity.slice(0, place + 1).map((value, index, all) => (index === 0 ? 0 : value / all[index - 1] - 1)).slice(1).slice(-100);
      if (returns.length < 20) {
        expect(data).not.toHaveProperty('varHistorical');
        continue;
      }
      expect(data.varHistorical).toBeCloseTo(Math.max(0, -(valueAtRiskHistorical(returns).value ?? 0)), 12);
      expect(data.varGaussian).toBeCloseTo(Math.max(0, -(valueAtRiskGaussian(returns).value ?? 0)), 9);
      expect(data.cvarHistorical).toBeCloseTo(Math.max(0, -(conditionalValueAtRisk(returns).value ?? 0)), 12);
    }
  });

  test('has the correlation of the two markets where both are held, and a Herfindahl index between a half and one', () => {
    const both = of('RiskMeasured').filter(({ data }) => data.herfindahl < 1);
    const closes = (name: string): [number, number][] => of('BarClosed').filter(({ data }) => data.bar.instrument === name).map(({ data }) => [dayOf(data.bar.closedAt), data.bar.close]);
    const returns = (name: string): [number, number][] => closes(name).map(([day, close], index, all): [number, number] => [day, index === 0 ? 0 : close / all[index - 1][1] - 1]).slice(1);
    const last = both[both.length - 1];
    const cause = events[last.causation];
    // A day is over when the first bar or fill of a later one is heard.
    const later = cause.type === 'BarClosed' ? cause.data.bar.closedAt : cause.type === 'OrderFilled' ? cause.data.fill.filledAt : Infinity;
    const until = dayOf(later) - 1;
    const [left, right] = ['WALK', 'OTHER'].map((name) => returns(name).filter(([day]) => day <= until).map(([, value]) => value).slice(-100));
    expect(last.data.correlationMean).toBeCloseTo(correlation({ returns: left, benchmark: right }).value ?? Number.NaN, 9);
    expect(last.data.correlationMax).toBe(last.data.correlationMean);
    for (const { data } of both) expect(data.herfindahl).toBeGreaterThanOrEqual(0.5);
    expect(mean(both.map(({ data }) => data.concentration))).toBeGreaterThan(0.2);
  });
});
