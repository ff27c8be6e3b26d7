/** The developer: tries on the past, speaks as the best after costs, and says what it tried before it speaks. */
import { describe, expect, test } from 'vitest';
import { momentum } from '../../src/agents/momentum.js';
import { strategyDeveloper } from '../../src/agents/strategy-developer.js';
import { canonicalJson } from '../../src/core/canonical.js';
import { DAY, parseInstant } from '../../src/core/instant.js';
import type { DataOf, EventDraft } from '../../src/domain/catalogue.js';
import { given } from '../../src/testing/given.js';
import { barClosed, proposalMade, type TestEvent } from '../../src/testing/events.js';
import { agentOf } from '../../src/testing/setting.js';
import { signalsOf } from './analyst-contract.js';
import { chanceOf, earningScore, expectChanceOnly, type MadeStep } from './lean-profit.js';

const START = parseInstant('2020-01-01');
type Choice = DataOf<'StrategyChosen'>;

/** Trends that last 60 bars, or none. */
function closesOf(seed: number, drift: number, count = 600): number[] {
  const chance = chanceOf(seed);
  let [price, way] = [100, drift];
  return Array.from({ length: count }, (_, index) => {
    if (index % 60 === 0) way = chance.below(2) === 0 ? drift : -drift;
    return (price *= Math.exp(way + 0.006 * chance.normal()));
  });
}

const bars = (closes: readonly number[]): TestEvent[] => closes.map((close, index) => barClosed(close, { closedAt: START + index * DAY }));
const choicesIn = (drafts: readonly EventDraft[]): Choice[] => drafts.flatMap((draft) => (draft.type === 'StrategyChosen' ? [draft.data] : []));
const options = { grid: { bars: [10, 200] }, bars: 100, everyBars: 20, costBps: 5 };
const seeds = Array.from({ length: 12 }, (_, index) => index + 1);

describe('D5: the strategy developer', () => {
  test('finds the options that fit a market, and speaks with their voice', () => {
    const closes = closesOf(1, 0.004);
    const stage = given(agentOf(strategyDeveloper, { ...options, signalStep: 0 }));
    const all = bars(closes).map((event) => stage.when(event));
    const choices = all.flatMap(choicesIn);
    expect(choices.at(-1)).toMatchObject({ instrument: 'ES', strategy: 'momentum', options: { bars: 10 }, bars: 100 });
    const alone = given(agentOf(momentum, { bars: 10, signalStep: 0 }));
    const single = bars(closes).map((event) => signalsOf(alone.when(event)));
    // From its last choice on, whatever it says is what an analyst with these options says.
    const from = all.findLastIndex((drafts) => choicesIn(drafts).length > 0) + 1;
    const view = ({ direction, strength }: DataOf<'SignalRaised'>): unknown => [direction, strength];
    expect(all.slice(from).map((drafts) => signalsOf(drafts).map(view))).toEqual(single.slice(from).map((signals) => signals.map(view)));
    expect(single.slice(from).flat().length).toBeGreaterThan(3);
  });

  test('says what each has earned, bar by bar and after costs, as counted at one go', () => {
    const closes = closesOf(2, 0.003, 350);
    const said = given(agentOf(strategyDeveloper, options)).whenAll(bars(closes));
    const last = choicesIn(said).at(-1);
    expect(last?.tried.map((one) => one.options)).toEqual([{ bars: 10 }, { bars: 200 }]);
    const upTo = (last === undefined ? 0 : (last.until - START) / DAY) + 1;
    const alone = given(agentOf(momentum, { bars: 10, signalStep: 0 }));
    let [lean, earned] = [0, [] as number[]];
    bars(closes.slice(0, upTo)).forEach((event, index) => {
      const [signal] = signalsOf(alone.when(event));
      const next = signal === undefined ? lean : signal.direction === 'short' ? -signal.strength : signal.strength;
      if (index > 0) earned.push(lean * Math.log(closes[index] / closes[index - 1]) - Math.abs(next - lean) * 0.0005);
      lean = next;
    });
    earned = earned.slice(-100);
    const mean = earned.reduce((sum, one) => sum + one, 0) / 100;
    const deviation = Math.sqrt(earned.reduce((sum, one) => sum + (one - mean) * (one - mean), 0) / 100);
    expect(last?.tried[0].mean).toBeCloseTo(mean, 12);
    expect(last?.tried[0].deviation).toBeCloseTo(deviation, 12);
    expect(last?.tried[0].score).toBeCloseTo((mean / deviation) * 10, 9);
  });

  test('stands aside where nothing has earned enough, and says so', () => {
    const stage = given(agentOf(strategyDeveloper, { ...options, scoreMin: 50 }));
    const said = stage.whenAll(bars(closesOf(3, 0)));
    expect(signalsOf(said)).toEqual([]);
    expect(choicesIn(said).length).toBeGreaterThan(5);
    expect(choicesIn(said).every((choice) => choice.options === null)).toBe(true);
    expect(stage.when(proposalMade({ direction: 'flat' }))).toMatchObject([{ data: { choice: 'for', reason: 'flat: none of 2 has earned enough' } }]);
  });

  test('chooses when all have been tried as long as the past that counts, and then every so many bars; before that it has no view', () => {
    const stage = given(agentOf(strategyDeveloper, options));
    const said = bars(closesOf(4, 0.003)).map((event) => choicesIn(stage.when(event)).length);
    const at = said.flatMap((count, index) => (count === 0 ? [] : [index]));
    // 200 bars of warm-up of the longer one, one more for a first return, and 100 that are judged.
    expect(at.slice(0, 3)).toEqual([300, 320, 340]);
    expect(given(agentOf(strategyDeveloper, options), bars(closesOf(4, 0.003, 300))).when(proposalMade())).toMatchObject([{ data: { choice: 'abstain', reason: 'still warming up' } }]);
  });

  test('a later past does not change what was chosen before', () => {
    const closes = closesOf(5, 0.003);
    const whole = choicesIn(given(agentOf(strategyDeveloper, options)).whenAll(bars(closes)));
    const other = choicesIn(given(agentOf(strategyDeveloper, options)).whenAll(bars([...closes.slice(0, 400), ...closesOf(6, 0, 200)])));
    const before = (choices: readonly Choice[]): Choice[] => choices.filter(({ until }) => until < START + 400 * DAY);
    expect(before(other)).toEqual(before(whole));
    expect(other).not.toEqual(whole);
  });

  test('is plain data, and takes no bar twice', () => {
    const events = bars(closesOf(7, 0.004));
    const once = given(agentOf(strategyDeveloper, options));
    const said = once.whenAll(events);
    expect(given(agentOf(strategyDeveloper, options)).whenAll(events.flatMap((event) => [event, event]))).toEqual(said);
    expect(JSON.parse(canonicalJson(once.state()))).toEqual(once.state());
  });

  test('says the same whatever the order of its grid', () => {
    const events = bars(closesOf(8, 0.004));
    const grids = [{ bars: [10, 30], entryChange: [0.01, 0.03] }, { entryChange: [0.01, 0.03], bars: [10, 30] }];
    const [one, other] = grids.map((grid) => given(agentOf(strategyDeveloper, { ...options, grid })).whenAll(events));
    expect(other).toEqual(one);
    expect(choicesIn(one)[0].tried.map((tried) => tried.options)).toEqual([10, 30].flatMap((long) => [0.01, 0.03].map((entryChange) => ({ bars: long, entryChange }))));
  });

  test('earns where there is something to find, after costs, and nothing but chance where there is nothing', () => {
    const scores = (drift: number): number[] => seeds.map((seed) => {
      const closes = closesOf(seed, drift, 1_200);
      const steps = closes.map((close, index): MadeStep => ({ change: index === 0 ? 0 : Math.log(close / closes[index - 1]), events: [barClosed(close, { closedAt: START + index * DAY })] }));
      return earningScore(agentOf(strategyDeveloper, options), steps, { costBps: drift === 0 ? 0 : 5 });
    });
    for (const [index, score] of scores(0.004).entries()) expect(score, `seed ${index + 1}`).toBeGreaterThan(2);
    expectChanceOnly(scores(0));
  });
});

test.each([
  ['an option that is not there', { grid: { barz: [10] } }, 'Did you mean "bars"?'],
  ['a value twice', { grid: { bars: [10, 20, 10] } }, 'Leave one of them out.'],
  ['what is its own', { grid: { instruments: [[]] } }, expect.stringContaining('They are: ') as unknown],
  ['a value that its strategy does not take', { grid: { bars: [10, 0] } }, 'Expected integer to be greater or equal to 1.'],
  ['more than it can', { grid: { bars: [1, 2, 3, 4, 5, 6], trendBars: [1, 2, 3, 4, 5, 6] } }, 'Leave out values of the grid, or seat a second developer.'],
  ['nothing', { grid: {} }, 'Write grid: { bars: [20, 60] }.'],
])('refuses to try %s, and says what would do', (_, chosen, help) => {
  expect(() => agentOf(strategyDeveloper, chosen)).toThrow(expect.objectContaining({ code: 'agent-options-contradict', details: expect.objectContaining({ help }) as unknown }));
});
