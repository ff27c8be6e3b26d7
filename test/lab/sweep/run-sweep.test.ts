/** A sweep whole: its trials are ordinary runs, its record knows neither workers nor interruptions. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { catalogue, type LogEvent } from '../../../src/domain/catalogue.js';
import { runScenario } from '../../../src/lab/run.js';
import { loadScenario } from '../../../src/lab/scenario/load-scenario.js';
import { readSweepRecord, type SweepRecord } from '../../../src/lab/sweep/sweep-record.js';
import { overridesOf } from '../../../src/lab/sweep/settings.js';
import { luckSentence } from '../../../src/lab/sweep/luck-sentence.js';
import { sweepStatistics } from '../../../src/lab/sweep/sweep-statistics.js';
import { memoryTrialLedger, trialLedger } from '../../../src/lab/sweep/trial-ledger.js';
import { inThisThread, type PerformerMaker } from '../../../src/lab/sweep/trial-performer.js';
import { walkForwardResult } from '../../../src/lab/sweep/walk-forward-result.js';
import { sweepReportModel } from '../../../src/report/sweep/sweep-report-model.js';
import { booksFold } from '../../../src/report/folds/books-fold.js';
import { figureOf, performanceOf } from '../../../src/report/performance.js';
import { memoryRunStore } from '../../../src/store/memory-run-store.js';
import { coinScenarioText, coinSweepText, performSweep, sampleSweep, sweepText, type Performed, type SampleSweep } from './sample-sweep.js';

const samples: SampleSweep[] = [];
const sample = async (texts: Parameters<typeof sampleSweep>[0] = {}): Promise<SampleSweep> => {
  const made = await sampleSweep(texts);
  samples.push(made);
  return made;
};
const recordOf = ({ store, outcome }: Performed): SweepRecord => readSweepRecord(store, outcome.sweepId);
afterAll(() => samples.forEach(({ clear }) => clear()));

describe('a trial', () => {
  test('is the run that its settings are alone: same id, same fingerprint, same figures', async () => {
    const { loaded, folder } = await sample({ sweep: `${sweepText}fingerprints: true\nseeds: { list: [7, 8] }` });
    const { trials } = recordOf(await performSweep(loaded));
    expect(trials).toHaveLength(16);
    for (const trial of [trials[0], trials[5], trials[15]]) {
      const alone = await loadScenario(join(folder, 'scenario.yaml'), { overrides: [...overridesOf(trial.settings), `seed=${trial.seed}`] });
      const store = memoryRunStore(catalogue);
      const outcome = await runScenario(store, alone.scenario, { project: alone, environment: () => null });
      expect({ run: trial.run, fingerprint: trial.fingerprint, events: trial.events }).toEqual({ run: outcome.runId, fingerprint: outcome.fingerprint, events: outcome.events });
      const books = booksFold();
      for (const event of store.open(outcome.runId).events()) books.see(event as LogEvent);
      const performance = performanceOf(books.result(), { periodsPerYear: 252, riskFreeAnnual: 0, isStated: true }, []);
      for (const [id, value] of Object.entries(trial.figures)) expect(value, id).toBe(figureOf(performance, id)?.value);
      expect(trial.returns).toEqual(performance.returns);
    }
  });

  test('judged by a figure that is not usually kept has the same usual figures beside it', async () => {
    const figuresBy = async (objective: string): Promise<readonly Readonly<Record<string, number | null>>[]> => {
      const { loaded } = await sample({ sweep: `${sweepText}objective: { figure: ${objective} }` });
      return recordOf(await performSweep(loaded)).trials.map(({ figures }) => figures);
    };
    const [usual, other] = [await figuresBy('sharpe'), await figuresBy('omega')];
    expect(other.map(({ omega: _omega, ...rest }) => rest)).toEqual(usual);
    expect(other.every(({ omega }) => typeof omega === 'number')).toBe(true);
  });

  test('that throws, or whose options an agent refuses, is a failed trial and no failed sweep', async () => {
    const { loaded } = await sample({ sweep: coinSweepText, scenario: coinScenarioText.replace('number: 0', 'number: 0, throwsAt: 3') });
    const { trials } = recordOf(await performSweep(loaded));
    expect(trials.filter(({ done }) => !done).map(({ trial, trouble }) => [trial, trouble])).toEqual([[2, 'coin threw: the coin is lost']]);
    const refused = await sample({ sweep: sweepText.replace(/constraints:[^]*/, '') });
    const record = recordOf(await performSweep(refused.loaded));
    expect(record.trials.find(({ settings }) => settings['agents.crossover.options.fastBars'] === 5)).toMatchObject({ done: false, trouble: expect.stringMatching(/^E\d+ The fast average/) as string });
  });

  test('meets the chance that the policy says', async () => {
    const seedsWith = async (seeds: string): Promise<readonly number[]> => {
      const { loaded } = await sample({ sweep: `${coinSweepText.replace('16', '3')}seeds: ${seeds}`, scenario: coinScenarioText });
      return recordOf(await performSweep(loaded)).trials.map(({ seed }) => seed);
    };
    expect(await seedsWith('{}')).toEqual([7, 7, 7]);
    expect(await seedsWith('{ list: [1, 2] }')).toEqual([1, 2, 1, 2, 1, 2]);
    expect(new Set(await seedsWith('{ policy: own, list: [1, 2] }')).size).toBe(6);
  });
});

describe('the record', () => {
  test('T4: does not depend on who finished first, nor on how trials were handed out', async () => {
    const { loaded } = await sample({ sweep: `${sweepText}walkForward: { inSample: 6mo, outOfSample: 3mo }` });
    const plain = await performSweep(loaded);
    const backwards: PerformerMaker = (setting) => {
      const one = inThisThread(setting);
      let before: Promise<unknown> = Promise.resolve();
      return {
        ...one,
        capacity: 5,
        // Of the batches under way, those that came last are answered first.
        perform: async (batch) => {
          const results = await one.perform(batch);
          const mine = before;
          before = new Promise((resolve) => setTimeout(resolve, 3));
          await mine;
          return results;
        },
      };
    };
    const other = await performSweep(loaded, { performer: backwards });
    expect(other.outcome.fingerprint).toBe(plain.outcome.fingerprint);
    expect(recordOf(other)).toEqual(recordOf(plain));
  });

  test('of a sweep that was stopped and resumed is that of one that was not, and nothing is done twice', async () => {
    const { loaded } = await sample();
    const whole = await performSweep(loaded);
    const stopping = new AbortController();
    const stopped = await performSweep(loaded, { signal: stopping.signal, onProgress: ({ finished }) => finished === 3 && stopping.abort() });
    const { finished } = stopped.outcome;
    expect(stopped.outcome).toMatchObject({ state: 'stopped', performed: finished });
    expect([3, 4]).toContain(finished);
    expect(stopped.store.open(stopped.outcome.sweepId).state).toBe('incomplete');
    const resumed = await performSweep(loaded, { store: stopped.store, expected: stopped.outcome.sweepId });
    expect(resumed.outcome).toMatchObject({ state: 'finished', fromLog: finished, performed: 8 - finished, fingerprint: whole.outcome.fingerprint });
    const again = await performSweep(loaded, { store: stopped.store });
    expect(again.outcome).toMatchObject({ fromLog: 8, performed: 0, fingerprint: whole.outcome.fingerprint });
  });

  test('does not depend on the order of keys in the file, so that a sweep can be resumed from its log alone', async () => {
    const { loaded } = await sample();
    const { space } = loaded.sweep;
    const { outcome } = await performSweep(loaded);
    const turned = { ...loaded, sweep: { ...loaded.sweep, space: Object.fromEntries(Object.entries(space).reverse()) } };
    expect((await performSweep(turned)).outcome.fingerprint).toBe(outcome.fingerprint);
  });

  test('is not resumed on other data or code', async () => {
    const { loaded, folder } = await sample({ sweep: coinSweepText, scenario: coinScenarioText });
    const { outcome, store } = await performSweep(loaded);
    writeFileSync(join(folder, 'agents/coin.js'), `${readFileSync(join(folder, 'agents/coin.js'), 'utf8')}\n// changed`);
    await expect(performSweep(loaded, { store, expected: outcome.sweepId })).rejects.toMatchObject({ code: 'sweep-changed' });
    expect((await performSweep(loaded, { store })).outcome.sweepId).not.toBe(outcome.sweepId);
  });

  test('takes finished trials from the cache by content, also for another sweep that meets them, and never a damaged one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hivetape-cache-'));
    try {
      const { loaded } = await sample();
      const first = await performSweep(loaded, { cacheDirectory: folder });
      expect(first.outcome).toMatchObject({ performed: 8, fromCache: 0 });
      const second = await performSweep(loaded, { cacheDirectory: folder });
      expect(second.outcome).toMatchObject({ performed: 0, fromCache: 8, fingerprint: first.outcome.fingerprint });
      const larger = await sample({ sweep: sweepText.replace('[2, 3, 5]', '[2, 3, 5, 7]') });
      expect((await performSweep(larger.loaded, { cacheDirectory: folder })).outcome).toMatchObject({ performed: 2, fromCache: 8 });
      const [file] = readdirSync(join(folder, 'trials'), { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
      writeFileSync(file, readFileSync(file, 'utf8').replace('"done":true', '"done":false'));
      expect((await performSweep(larger.loaded, { cacheDirectory: folder })).outcome).toMatchObject({ performed: 1, fromCache: 9 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('walk-forward', () => {
  test('judges in each window what was best in sample, on days that were not chosen in', async () => {
    const { loaded } = await sample({ sweep: `${sweepText}walkForward: { inSample: 6mo, outOfSample: 3mo, warmUp: 1mo }` });
    const record = recordOf(await performSweep(loaded));
    expect(record.windows.length).toBeGreaterThanOrEqual(2);
    for (const chosen of record.windows) {
      const own = record.trials.filter(({ window }) => window === chosen.window);
      const inside = own.filter(({ phase }) => phase === 'in-sample');
      const [judged] = own.filter(({ phase }) => phase === 'out-of-sample');
      const best = Math.max(...inside.map(({ figures }) => figures['sharpe'] ?? -Infinity));
      expect(chosen.objective).toBe(best);
      expect(inside.find(({ point }) => point === chosen.point)?.figures['sharpe']).toBe(best);
      expect(judged.point).toBe(chosen.point);
      expect(judged.fromDay).toBeGreaterThan(Math.max(...inside.map(({ untilDay }) => untilDay)));
      expect(inside.every(({ fromDay, untilDay }) => fromDay >= chosen.inFromDay && untilDay <= chosen.inUntilDay)).toBe(true);
    }
    const result = walkForwardResult(record);
    const days = record.windows.reduce((sum, { outFromDay, outUntilDay }) => sum + outUntilDay - outFromDay + 1, 0);
    expect(result?.returns).toHaveLength(days);
  });
});

describe('luck', () => {
  test('the ledger counts distinct configurations over sweeps, and outlives their logs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hivetape-ledger-'));
    try {
      const { loaded } = await sample();
      const first = await performSweep(loaded, { ledger: trialLedger(folder) });
      const data = readSweepRecord(first.store, first.outcome.sweepId).identity.data;
      expect(trialLedger(folder).count(data)).toBe(8);
      await performSweep(loaded, { ledger: trialLedger(folder) });
      const larger = await sample({ sweep: sweepText.replace('[2, 3, 5]', '[2, 3, 7]') });
      first.store.remove(first.outcome.sweepId);
      const third = await performSweep(larger.loaded, { ledger: trialLedger(folder) });
      expect(trialLedger(folder).count(data)).toBe(10);
      const [file] = readdirSync(join(folder, 'ledger'));
      writeFileSync(join(folder, 'ledger', file), `${readFileSync(join(folder, 'ledger', file), 'utf8')}sha256:torn`);
      expect(trialLedger(folder).count(data)).toBe(10);
      const statistics = sweepStatistics(recordOf(third), { lifetimeTrials: trialLedger(folder).count(data) });
      expect(statistics.luck.lifetimeTrials).toBe(10);
      expect(luckSentence(statistics)).toMatch(/^With 10 trials on these data a Sharpe ratio of \d\.\d\d is expected from luck alone; this one is/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('coins that are tossed in a random walk have a PBO near one half, and no deflated Sharpe ratio to speak of', async () => {
    const found: number[] = [];
    const deflated: number[] = [];
    for (let seed = 1; seed <= 8; seed += 1) {
      const { loaded } = await sample({ sweep: coinSweepText, scenario: coinScenarioText.replace('seed: 7', `seed: ${seed}`) });
      const { overfitting, luck } = sweepStatistics(recordOf(await performSweep(loaded, { ledger: memoryTrialLedger() })), { lifetimeTrials: 16 });
      found.push(overfitting.pbo.value ?? Number.NaN);
      deflated.push(luck.deflated.value ?? Number.NaN);
    }
    const average = found.reduce((sum, value) => sum + value, 0) / found.length;
    expect(average).toBeGreaterThan(0.35);
    expect(average).toBeLessThan(0.65);
    expect(Math.max(...deflated)).toBeLessThan(0.95);
  });
});

test('a report model knows every axis and the objective of every point', async () => {
  const { loaded } = await sample();
  const record = recordOf(await performSweep(loaded));
  const model = sweepReportModel(record, sweepStatistics(record, { lifetimeTrials: 8 }));
  expect(model.axes.map(({ label, values }) => [label, values])).toEqual([['crossover.fastBars', [2, 3, 5]], ['crossover.slowBars', [4, 10, 16]]]);
  expect(model.objectives.size).toBe(8);
  expect(model.statistics.plateaus.find(({ point }) => point === 0)?.neighbours).toBe(2);
});
