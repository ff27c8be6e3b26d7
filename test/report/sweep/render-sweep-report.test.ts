/** The page of a sweep: escaped, inert, the same bytes for the same model, and every figure in the JSON beside it. */
import { describe, expect, test } from 'vitest';
import type { SweepRecord, TrialRecord } from '../../../src/lab/sweep/sweep-record.js';
import { sweepStatistics } from '../../../src/lab/sweep/sweep-statistics.js';
import { randomStream } from '../../../src/core/random.js';
import { renderSweepReport } from '../../../src/report/sweep/render-sweep-report.js';
import { sweepReportModel } from '../../../src/report/sweep/sweep-report-model.js';
import type { RenderedReport } from '../../../src/report/render-report.js';
import { hostileStrings } from '../hostile-strings.js';

/** A record of twelve trials of noise, with one name wherever a name may stand. */
function recordWith(name: string): SweepRecord {
  const path = `agents.${name}.options.bars`;
  const trials = Array.from({ length: 12 }, (_, trial): TrialRecord => {
    const random = randomStream({ seed: 1, agent: String(trial), purpose: 'noise' });
    const returns = Array.from({ length: 200 }, () => random.normal() / 100);
    return {
      trial, point: trial, seed: 1, phase: 'whole', window: -1, settings: { [path]: 10 * (trial % 4), mode: trial < 4 ? name : trial < 8 ? 'b' : 'c' }, run: `run-${trial}`, done: true,
      trouble: '', events: 10, fingerprint: '', fromDay: 1, untilDay: 200, figures: { sharpe: random.normal(), 'total-return': 0.1, 'max-drawdown': -0.1, trades: 3 }, returns,
    };
  });
  const judged: TrialRecord = { ...trials[0], trial: 14, phase: 'out-of-sample', window: 0 };
  const failed: TrialRecord = { ...trials[0], trial: 13, point: 13, done: false, trouble: name, returns: [], figures: {} };
  const sweep = {
    'hivetape-sweep': 1, name, description: name, scenario: name, space: { [path]: { list: [0, 10, 20, 30], log: false, whole: false }, mode: { list: [name, 'b', 'c'], log: false, whole: false } },
    constraints: [], method: { kind: 'grid' }, seeds: { policy: 'common' }, objective: { figure: 'sharpe', direction: 'maximise' }, trialsMax: 100, fingerprints: false,
    walkForward: { inSample: '5y', outOfSample: '1y', anchored: false },
  };
  return {
    sweepId: 'sweep-1', state: 'finished', fingerprint: `hivetape1:${name}`, events: 15, planned: { trials: 15, points: 13, windows: 1 },
    identity: { format: 'hivetape-sweep/1', behaviour: 1, trialVersion: 1, sweep, scenario: { name, seed: 1, account: { currency: 'USD', cash: 1 }, metrics: { periodsPerYear: 252, riskFree: 0 } }, data: [name], code: {} },
    trials: [...trials, failed, judged],
    windows: [{ window: 0, point: 0, objective: 1.2, inFromDay: 1, inUntilDay: 100, outFromDay: 101, outUntilDay: 200 }],
  } as unknown as SweepRecord;
}

function reportOf(name: string): RenderedReport {
  const record = recordWith(name);
  return renderSweepReport(sweepReportModel(record, sweepStatistics(record, { lifetimeTrials: 340 })));
}

describe('the page of a sweep', () => {
  const { html, json } = reportOf('momentum');

  test('says the sentence on luck, shows heat maps, lines, splits, windows and every section', () => {
    expect(html).toContain('With 340 trials on these data a Sharpe ratio of');
    for (const id of ['luck', 'landscape', 'walk-forward', 'trials', 'provenance']) expect(html).toContain(`<section id="${id}"`);
    for (const chart of ['logits', 'degradation', 'plateau', 'heat-0', 'windows']) expect(html).toContain(`data-chart="${chart}"`);
    expect(html.match(/<polyline /g)?.length).toBeGreaterThanOrEqual(13);
  });

  test('loads nothing and allows only its own two scripts', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    expect(policy).toContain('default-src &#39;none&#39;');
    expect(policy.match(/sha256-/g)).toHaveLength(2);
    expect(html.slice(0, html.indexOf('id="report-data"'))).not.toMatch(/(src|href)="https?:/);
  });

  test('has the same bytes again, and its figures in the JSON', () => {
    expect(reportOf('momentum')).toEqual({ html, json });
    const parsed = JSON.parse(json) as { readonly figures: readonly { readonly id: string; readonly value: number | null; readonly convention: string }[]; readonly table: readonly object[] };
    expect(parsed.table).toHaveLength(14);
    for (const id of ['lifetime-trials', 'n-effective', 'n-effective-rank', 'expected-sharpe', 'psr-2012', 'min-trl-2012', 'dsr', 'dsr-effective', 'pbo', 'probability-of-loss', 'degradation-slope']) {
      expect(parsed.figures.find((item) => item.id === id), id).toMatchObject({ n: expect.any(Number) as number, convention: expect.any(String) as string });
    }
  });

  test.each(hostileStrings)('shows %j as the text that it is', (name) => {
    const { html: page } = reportOf(name);
    const body = page.slice(page.indexOf('<body>'), page.indexOf('</main>'));
    expect(body).not.toMatch(/<(script|img|svg\/|iframe|base|link|form|math|meta http-equiv="refresh")/i);
    expect(body.replaceAll(/<[^>]*>/g, '')).not.toContain('<');
    expect(JSON.parse(/id="report-data">([^<]*)</.exec(page)?.[1] ?? '')).toHaveProperty('charts');
  });
});
