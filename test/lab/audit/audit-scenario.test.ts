/** The look-ahead audit: every shipped scenario passes, and whoever peeks is named, by whatever way he does it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { auditScenario, type AuditOptions, type Certificate } from '../../../src/lab/audit/audit-scenario.js';
import { loadMarket } from '../../../src/lab/load-market.js';
import { loadScenario } from '../../../src/lab/scenario/load-scenario.js';
import type { BarTable } from '../../../src/market/bar-table.js';
import { scenarioFiles } from '../../gate/gate-run.js';
import { ownAgent } from '../small-run.js';
import { cheatingSeat } from './cheating-seat.js';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const scenario = `
hivetape: 1
name: audited
seed: 7
data: [{ instrument: WALK, walk: { bars: 600, volatility: 0.004 }, tick: 0.01 }]
risk: { exposureMax: 5, concentrationMax: 5, drawdownMax: 5, valueAtRiskMax: 5 }
agents:
  crossover: { kind: sma-crossover, options: { fastBars: 5, slowBars: 15, fundsShare: 0.5 } }
  mine: { path: ./agents/mine.js, options: {} }
`;

interface Written {
  readonly file: string;
  readonly closes: readonly number[];
}

/** A project whose agent may be written when its bars are known. */
async function project(agentOf: (closes: readonly number[]) => Readonly<Record<string, string>>): Promise<Written> {
  const folder = mkdtempSync(join(tmpdir(), 'hivetape-audit-'));
  folders.push(folder);
  mkdirSync(join(folder, 'agents'));
  const file = join(folder, 'scenario.yaml');
  // The project is this folder, whatever lies above it.
  writeFileSync(join(folder, 'package.json'), '{}');
  writeFileSync(file, scenario);
  writeFileSync(join(folder, 'agents/mine.js'), ownAgent);
  const loaded = await loadScenario(file);
  const { tables } = await loadMarket(loaded.scenario, loaded);
  const closes = [...tables[0].close];
  for (const [name, text] of Object.entries(agentOf(closes))) writeFileSync(join(folder, 'agents', name), text);
  return { file, closes };
}

async function audit(file: string, options: Partial<AuditOptions> = {}): Promise<Certificate> {
  const loaded = await loadScenario(file);
  return (await auditScenario(loaded.scenario, { project: loaded, cuts: 5, ...options })).certificate;
}

/** Views of each bar, by a rule that is written into the file. */
const viewing = (prelude: string, direction: string): string => `
import { decider, SILENT } from 'hivetape';
${prelude}
export const agent = decider({
  listensTo: ['bars/WALK'],
  initial: () => ({ bars: 0 }),
  evolve: (state, event) => event.type === 'BarClosed' ? { bars: state.bars + 1 } : state,
  decide: (state, event) => event.type !== 'BarClosed' ? SILENT :
    [{ type: 'SignalRaised', data: { instrument: 'WALK', direction: ${direction}, strength: 0.5, evidence: '' } }],
});
`;

describe('a certificate', () => {
  test.each(scenarioFiles())('is given to %s', async (_name, file) => {
    const certificate = await audit(file);
    expect(certificate).toMatchObject({ verdict: 'clean', leak: undefined, code: [], foresight: [] });
    expect(certificate.interventions).toHaveLength(5);
    expect(certificate.interventions.some(({ compared }) => compared > 100)).toBe(true);
  }, 60_000);

  test('is the same for the same seed, and cuts elsewhere for another', async () => {
    const { file } = await project(() => ({}));
    const one = await audit(file, { seed: 5 });
    expect(await audit(file, { seed: 5 })).toEqual(one);
    expect((await audit(file, { seed: 6 })).interventions).not.toEqual(one.interventions);
  });

  test('is given to an honest agent whose views are wrong as often as right', async () => {
    const { file } = await project(() => ({ 'mine.js': viewing('', `event.data.bar.close > event.data.bar.open ? 'long' : 'short'`) }));
    expect(await audit(file)).toMatchObject({ verdict: 'clean', foresight: [] });
  });
});

describe('is refused, with a name, to an agent', () => {
  test.each([
    ['that sees the next close', 'shuffle', (table: BarTable, row: number) => ({ strength: 0.5, evidence: `${table.close[row + 1] ?? 0}` })],
    ['that was fitted to all data', 'scale', (table: BarTable, row: number) => ({ strength: table.close[row] / Math.max(...table.close), evidence: '' })],
    ['that knows how many bars will come', 'truncate', (table: BarTable) => ({ strength: 0.5, evidence: `${table.length}` })],
  ] as const)('%s', async (_what, how, look) => {
    const { file } = await project(() => ({}));
    const certificate = await audit(file, {
      cuts: 15,
      plant: (market, plan) => ({ market, plan: { ...plan, seats: [...plan.seats, cheatingSeat('peeker', market.tables[0], look)] } }),
    });
    expect(certificate).toMatchObject({ verdict: 'leak', leak: { agent: 'peeker', type: 'SignalRaised' } });
    expect([how, 'shuffle', 'scale', 'truncate', 'noise', 'thin']).toContain(certificate.interventions.at(-1)?.how);
  });

  test('that has the closes in a file of its own', async () => {
    const { file } = await project((closes) => ({
      'known.json': JSON.stringify(closes.map((close, bar) => ({ bar, close }))),
      'mine.js': viewing(`import known from './known.json';`, `(known[state.bars]?.close ?? 0) > event.data.bar.close ? 'long' : 'short'`),
    }));
    const certificate = await audit(file);
    expect(certificate.verdict).toBe('by-heart');
    expect(certificate.code).toEqual([{ kind: 'holds-bars', file: 'agents/known.json', found: '600 closes of WALK in a row' }]);
    expect(certificate.foresight).toMatchObject([{ agent: 'mine', isDeaf: false }]);
  });

  test('that knows by heart where each bar goes, without a price', async () => {
    const { file } = await project((closes) => ({
      'mine.js': viewing(`const ups = '${closes.map((close, row) => ((closes[row + 1] ?? 0) > close ? 'u' : 'd')).join('')}';`, `ups[state.bars - 1] === 'u' ? 'long' : 'short'`),
    }));
    const certificate = await audit(file);
    expect(certificate.verdict).toBe('by-heart');
    expect(certificate.foresight).toMatchObject([{ agent: 'mine', isDeaf: true }]);
  });

  test('that could look at the machine: nothing can be proved of it', async () => {
    const { file } = await project(() => ({ 'mine.js': viewing(`const fs = process.getBuiltinModule?.('node:fs');`, `'long'`) }));
    const certificate = await audit(file);
    expect(certificate.verdict).toBe('unproven');
    expect(certificate.code).toEqual([{ kind: 'reaches-machine', file: 'agents/mine.js', line: 3, found: 'process' }]);
  });
});
