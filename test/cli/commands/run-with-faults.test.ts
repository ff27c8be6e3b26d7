/** What a stranger sees of a run with faults in it: on the terminal, by exit code, and in the tools that ask the log. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from '../stage.js';

let stage: Stage;
const scenario = (laws: string, agent = ''): string => `
hivetape: 1
name: night
seed: 11
data:
  - instrument: ONE
    walk: { bars: 110, barDuration: 1h, volatility: 0.01 }
    tick: 0.01
agents:
  trend: { kind: momentum, options: { bars: 10, trendBars: 6, entryChange: 0.004, fullChange: 0.03 } }
  portfolio: { kind: portfolio }
${agent}
chaos:
  plan:
    hivetape-plan: 1
    faults:
      - { kind: duplicate, message: BarClosed, to: trend, delayUs: 100, atUs: 36000000000, count: 3 }
      - { kind: crash, agent: portfolio, atUs: 72000000000, durationUs: 7200000000 }
${laws}
`;

beforeAll(() => {
  stage = openStage();
  stage.write('laws.mjs', 'export const invariants = [{ id: \'short\', law: \'A run has at most fifty bars.\', check(event, state) { if (event.type === \'BarClosed\') state.bars = (state.bars ?? 0) + 1; return state.bars > 50 ? state.bars + \' bars\' : undefined; } }];');
  stage.write('tired.mjs', 'export const agent = { listensTo: [\'bars/**\'], initial: () => 0, decide: () => [], evolve(bars) { if (bars > 20) throw new Error(\'tired\'); return bars + 1; } };');
  stage.write('sound.yaml', scenario(''));
  stage.write('broken.yaml', scenario('  invariants: ./laws.mjs'));
  stage.write('tired.yaml', scenario('', '  tired: { path: ./tired.mjs }'));
});
afterAll(() => stage.clear());

test('a run with faults that breaks no law ends well, and tells its faults in words', async () => {
  expect((await stage.run(['run', 'sound.yaml', '--rerun'])).code).toBe(0);
  const { out } = await stage.run(['events', '@', '--topic', 'chaos']);
  for (const words of ['fault 0 of the plan begins: duplicate, BarClosed from anybody to trend', 'came twice, event', 'portfolio lost its mind to fault 1', 'portfolio is back, from its whole inbox', 'fault 1 of the plan is over: crash']) expect(out).toContain(words);
});

test('a law that breaks ends the run with code 1, its place, and what to ask next', async () => {
  const { code, out, err } = await stage.run(['run', 'broken.yaml', '--report', 'night.html']);
  expect(code).toBe(1);
  expect(out).toContain('✖ run');
  expect(out).toContain('broke a law after');
  expect(out).toContain('next: hivetape events @ --last 20');
  expect(err).toMatch(/E6061\].*The law short broke at offset \d+: 51 bars/);
  expect(err).toContain('A run has at most fifty bars.');
  const { out: events } = await stage.run(['events', '@', '--last', '2']);
  expect(events).toContain('51 bars (the law: A run has at most fifty bars.)');
  const last = await stage.run(['events', '@', '--type', 'InvariantBroken', '--json']);
  const { offset } = JSON.parse(last.out.trim().split('\n').at(-1) ?? '') as { offset: number };
  expect((await stage.run(['why', String(offset)])).out).toMatch(/InvariantBroken.*\n.*\n.*evidence: BarClosed/);
  expect((await stage.run(['rerun', '@'])).code).toBe(0);
});

test('an agent that throws in a watched run is named with what it threw', async () => {
  const { code, out, err } = await stage.run(['run', 'tired.yaml']);
  expect(code).toBe(1);
  expect(out).toContain('failed after');
  expect(err).toContain('Agent tired threw while handling BarClosed');
  expect(err).toContain('tired');
});

test('the schema of plans is printed, and an unknown one refused', async () => {
  const { out, code } = await stage.run(['schema', 'plan']);
  expect(code).toBe(0);
  const schema = JSON.parse(out) as { properties: { faults: { items: { anyOf: { properties: { kind: { const: string } } }[] } } } };
  expect(schema.properties.faults.items.anyOf.map(({ properties }) => properties.kind.const)).toContain('append-failure');
  expect((await stage.run(['schema', 'plans'])).err).toContain('scenario, sweep, plan or event');
});
