/** The band of a run: nothing where nothing is doubtful, and else the two runs that the policies give. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LogEvent } from '../../../src/domain/catalogue.js';
import { forkRun } from '../../../src/lab/fork.js';
import { bandOf } from '../../../src/report/bounds/band.js';
import { bandSentence } from '../../../src/report/bounds/band-sentence.js';
import type { Band, Valuation } from '../../../src/report/bounds/valuation.js';
import { renderReport } from '../../../src/report/render-report.js';
import { reportModel } from '../../../src/report/report-model.js';
import { smallRun, type SmallRun } from '../../lab/small-run.js';

/** Buys every tenth bar with a stop and a target so near that many bars reach both. */
const bracketAgent = `
import { bracketOrders, decider, SILENT } from 'hivetape';

export const agent = {
  create: (_options, { id }) => decider({
    listensTo: ['bars/WALK', 'reports/WALK'],
    initial: () => ({ bars: 0, lots: 0 }),
    evolve: (state, event) => {
      if (event.type === 'BarClosed') return { ...state, bars: state.bars + 1 };
      if (event.type !== 'OrderFilled' || event.data.fill.owner !== id) return state;
      const { side, quantityLots } = event.data.fill;
      return { ...state, lots: state.lots + (side === 'buy' ? quantityLots : -quantityLots) };
    },
    decide: (state, event) => {
      if (event.type !== 'BarClosed' || state.bars % 10 !== 0 || state.lots !== 0) return SILENT;
      const { close } = event.data.bar;
      const entry = { id: id + '-' + state.bars, instrument: 'WALK', owner: id, side: 'buy', type: 'market', quantityLots: 1000, timeInForce: 'gtc', reduceOnly: false };
      const round = (price) => Math.round(price * 100) / 100;
      return bracketOrders(entry, { stopLoss: round(close * 0.9985), takeProfit: round(close * 1.0015) }).map((order) => ({ type: 'OrderPlaced', data: { order } }));
    },
  }),
};
`;

const scenario = `
hivetape: 1
name: doubtful
seed: 7
data: [{ instrument: WALK, walk: { bars: 1200, volatility: 0.006, barDuration: 1h }, tick: 0.01 }]
risk: { exposureMax: 5, concentrationMax: 5, drawdownMax: 1, valueAtRiskMax: 5 }
venue: { participation: full }
agents: { mine: { path: ./agents/mine.js, options: {} } }
`;

const conventions = { periodsPerYear: 365, riskFreeAnnual: 0, isStated: true };
const runs: SmallRun[] = [];
afterAll(() => runs.forEach(({ remove }) => remove()));

async function run(policy: string): Promise<SmallRun> {
  const small = await smallRun({ scenario, agent: bracketAgent, set: [`venue.policy=${policy}`] });
  runs.push(small);
  return small;
}

function band({ store, outcome, loaded }: SmallRun): Promise<Band> {
  return bandOf(store, outcome.runId, { project: loaded, conventions });
}

function figure({ figures }: Valuation, id: string): number | null | undefined {
  return figures.find((one) => one.id === id)?.value;
}

describe('a run whose stops and targets lie inside one bar', () => {
  let under: Record<string, Band>;
  beforeAll(async () => {
    under = {};
    for (const policy of ['pessimistic', 'optimistic', 'ohlc-path']) under[policy] = await band(await run(policy));
  });

  test('depends on its policy, and the band goes from the worst reading to the best', () => {
    const { valuations, lowest, highest, width } = under.pessimistic;
    const [low, high] = valuations;
    expect(figure(low, 'ambiguous-share')).toBeGreaterThan(0.05);
    expect(figure(low, 'total-return')).toBe(lowest);
    expect(figure(high, 'total-return')).toBe(highest);
    expect(width).toBeGreaterThan(0);
  });

  test('has the same band however it was recorded, and is valued as the run that the policy records', () => {
    const plain = ({ valuations }: Band) => valuations.map(({ policy, equity, day, figures }) => ({ policy, equity, day, figures }));
    expect(plain(under.optimistic)).toEqual(plain(under.pessimistic));
    expect(plain(under['ohlc-path']).slice(0, 2)).toEqual(plain(under.pessimistic));
  });

  test('lies inside the band where it was recorded under a path', () => {
    const { valuations, lowest, highest } = under['ohlc-path'];
    expect(valuations.map(({ policy, isRecorded }) => [policy, isRecorded])).toEqual([['pessimistic', false], ['optimistic', false], ['ohlc-path', true]]);
    const own = figure(valuations[2], 'total-return') ?? Number.NaN;
    expect(own).toBeGreaterThanOrEqual(lowest ?? Number.NaN);
    expect(own).toBeLessThanOrEqual(highest ?? Number.NaN);
  });

  test('says so in one sentence, which stands in the page and in report.json', () => {
    const [{ store, outcome }] = runs;
    const bounds = under.pessimistic;
    expect(bounds.sentence).toMatch(/^Of this return of [−+]\d+\.\d\d % \(pessimistic\), \d+\.\d\d percentage points depend on what happened inside bars: read one way it is .* %, read the other way .* %\.$/);
    const events = store.open(outcome.runId).events() as Iterable<LogEvent>;
    const { html, json } = renderReport(reportModel(events, { runId: outcome.runId, fingerprint: '', environment: {}, bounds }));
    expect(html).toContain(bounds.sentence);
    expect(html).toContain('id="bounds"');
    expect((JSON.parse(json) as { bounds: Band }).bounds.sentence).toBe(bounds.sentence);
    expect((JSON.parse(json) as { about: object }).about).not.toHaveProperty('bounds');
  });
});

describe('a run without doubt', () => {
  test('depends on nothing inside its bars, and says so', async () => {
    const small = await smallRun();
    runs.push(small);
    const { width, sentence, valuations } = await band(small);
    expect(width).toBe(0);
    expect(sentence).toMatch(/nothing depends on what happened inside bars/);
    expect(valuations[0].equity).toEqual(valuations[1].equity);
    const json = renderReport(reportModel(small.store.open(small.outcome.runId).events() as Iterable<LogEvent>, { runId: '', fingerprint: '', environment: {} })).json;
    expect((JSON.parse(json) as { bounds: unknown }).bounds).toBeNull();
  });

  test('cannot be asked of a fork, for its place in the parent moves with the fills before it', async () => {
    const [{ store, outcome, loaded }] = runs;
    const fork = await forkRun(store, outcome.runId, { project: loaded, at: { offset: 500 }, change: { set: [], swap: {}, seed: 9 }, environment: () => null });
    await expect(bandOf(store, fork.runId, { project: loaded, conventions })).rejects.toMatchObject({ code: 'bounds-of-fork' });
  });
});

test('a return that is not defined has no band', () => {
  expect(bandSentence({ policy: 'pessimistic', valuations: [], lowest: null, highest: null, width: null })).toMatch(/cannot be said/);
});

test('a pessimistic reading that came out higher is explained', () => {
  const valuation = (policy: 'pessimistic' | 'optimistic', value: number, isRecorded: boolean): Valuation => ({
    policy, isRecorded, day: [], equity: [], figures: [{ id: 'total-return', label: '', value, unit: 'fraction', convention: '', n: 1, offsets: [] }],
  });
  const valuations = [valuation('pessimistic', 0.2, true), valuation('optimistic', 0.1, false)];
  expect(bandSentence({ policy: 'pessimistic', valuations, lowest: 0.1, highest: 0.2, width: 0.1 })).toMatch(/spared later losses/);
});
