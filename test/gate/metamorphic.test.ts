/** Changes that must not matter: another instrument beside it, another name of the file, another order of the seats. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { formatInstant } from '../../src/core/instant.js';
import type { LogEvent } from '../../src/domain/catalogue.js';
import { offsetFieldsOf } from '../../src/domain/references.js';
import { ownAgent } from '../lab/small-run.js';
import { gateRun, scenarioFiles } from './gate-run.js';
import { firstLeak } from '../../src/lab/audit/first-leak.js';

const folder = mkdtempSync(join(tmpdir(), 'hivetape-alike-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const head = `
hivetape: 1
name: alike
seed: 7
data:
  - { instrument: WALK, walk: { bars: 700, volatility: 0.004, barDuration: 10m }, tick: 0.01, shortable: true }
`;
const unrelated = (name: string): string => `  - { instrument: ${name}, walk: { bars: 900, volatility: 0.02, barDuration: 5m }, tick: 0.05 }\n`;
const tail = `
venue: { account: margin, participation: 0.5, fees: { bps: 1 } }
risk: { exposureMax: 5, concentrationMax: 5, drawdownMax: 5, valueAtRiskMax: 5 }
`;
const seats = [
  'crossover: { kind: sma-crossover, options: { instruments: [WALK], fastBars: 5, slowBars: 15, fundsShare: 0.3 } }',
  'trend: { kind: momentum, options: { instruments: [WALK], bars: 20, trendBars: 10 } }',
  'reversal: { kind: mean-reversion, options: { instruments: [WALK] } }',
  'council: { kind: council, options: { instruments: [WALK], members: { trend: 0.6, reversal: 0.4 } } }',
  'trader: { kind: trader, options: { instruments: [WALK], council: council, sizing: percent, share: 0.3, allowShort: true } }',
  'mine: { path: ./agents/mine.js, options: {} }',
  'portfolio: { kind: portfolio }',
  'monitor: { kind: performance-monitor }',
];

interface Variant {
  readonly data?: string;
  readonly order?: readonly string[];
  /** Folder and name of the file. */
  readonly as?: readonly [string, string];
}

async function perform({ data = '', order = seats, as: [place, name] = ['plain', 'scenario'] }: Variant = {}) {
  mkdirSync(join(folder, place, 'agents'), { recursive: true });
  writeFileSync(join(folder, place, 'agents/mine.js'), ownAgent);
  const path = join(folder, place, `${name}.yaml`);
  writeFileSync(path, `${head}${data}${tail}agents:\n${order.map((seat) => `  ${seat}\n`).join('')}`);
  const { outcome, events } = await gateRun(path);
  return { outcome, events: events() };
}

describe('an unrelated instrument', () => {
  test.each(['AAA', 'ZZZ'])('named %s changes nothing that agents of the other one say', async (name) => {
    const alone = await perform();
    const beside = await perform({ data: unrelated(name), as: ['beside', 'scenario'] });
    const without = beside.events.filter((event) => !(event.type === 'BarClosed' && event.data.bar.instrument === name));
    expect(without.length).toBeLessThan(beside.events.length);
    expect(spoken(without)).toEqual(spoken(alone.events));
    expect(valuations(without)).toEqual(valuations(alone.events));
    const types = new Set(alone.events.map(({ type }) => type));
    for (const type of ['OrderFilled', 'DecisionReached', 'SignalRaised', 'PortfolioValued']) expect(types).toContain(type);
  });
});

describe('names of files', () => {
  test('do not matter: neither of the scenario nor of its folder', async () => {
    const plain = await perform();
    for (const as of [['renamed', 'scenario'], ['plain', 'my experiment (2)'], ['Ünïcode ordner', 'été']] as const) {
      expect((await perform({ as })).outcome).toEqual(plain.outcome);
    }
  });

  test('do not matter inside a bigger project either, whose root lies above', async () => {
    const plain = await perform();
    mkdirSync(join(folder, 'project'));
    writeFileSync(join(folder, 'project/package.json'), '{}');
    for (const place of ['project/one', 'project/deeper/two']) {
      cpSync(join(folder, 'plain'), join(folder, place), { recursive: true });
      expect((await gateRun(join(folder, place, 'scenario.yaml'))).outcome).toEqual(plain.outcome);
    }
  });

  test('a copy of the whole project is the same run', async () => {
    const plain = await perform();
    cpSync(join(folder, 'plain'), join(folder, 'copies/of/it'), { recursive: true });
    expect((await gateRun(join(folder, 'copies/of/it/scenario.yaml'))).outcome).toEqual(plain.outcome);
  });
});

describe('seats', () => {
  test('in another order in the file give the same run: identity, log and fingerprint', async () => {
    const plain = await perform();
    const half = seats.length / 2;
    for (const order of [[...seats].reverse(), [...seats.slice(half), ...seats.slice(0, half)], [...seats].sort()]) {
      const other = await perform({ order, as: ['reordered', 'scenario'] });
      expect(other.events.slice(1)).toEqual(plain.events.slice(1));
      expect(other.outcome).toEqual(plain.outcome);
    }
  });
});

describe('an end', () => {
  test.each(scenarioFiles())('of %s that is set earlier changes nothing before it', async (_, file) => {
    const whole = (await gateRun(file)).events();
    const cut = whole[Math.floor(whole.length / 2)].time;
    const short = (await gateRun(file, { set: [`period.until=${formatInstant(cut)}`] })).events();
    expect(short.length).toBeLessThan(whole.length * 0.6);
    expect(short.length).toBeGreaterThan(whole.length * 0.4);
    expect(firstLeak(whole, short, cut)).toBeUndefined();
  });
});

/**
 * What agents said, without places in the log; the lab's frame tells of the scenario itself. The
 * portfolio is no agent of one instrument: it values a day when anything of the next one is heard.
 */
function spoken(events: readonly LogEvent[]): string[] {
  return events
    .filter(({ agent, type }) => agent !== 'lab' && type !== 'PortfolioValued')
    .map(({ type, version, time, deliverAt, agent, topic, to, data }) => JSON.stringify({ type, version, time, deliverAt, agent, topic, to, data }, withoutOffsetsOf(type)));
}

/** The figures of the days, which do not depend on when they are said. */
function valuations(events: readonly LogEvent[]): unknown[] {
  return events.flatMap(({ type, data }) => (type === 'PortfolioValued' ? [data] : []));
}

/** All fields that hold offsets have names of their own, so a name is enough. */
function withoutOffsetsOf(type: string): (key: string, value: unknown) => unknown {
  const names = offsetFieldsOf(type).map((path) => path[path.length - 1]);
  return (key, value) => (names.includes(key) ? undefined : value);
}
