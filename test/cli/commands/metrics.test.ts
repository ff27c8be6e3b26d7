/** `hivetape metrics`: every figure with its convention, and as other tools print them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, smallScenario, type Stage } from '../stage.js';

let stage: Stage;

beforeAll(async () => {
  stage = openStage();
  stage.write('small.yaml', smallScenario.replace('bars: 200', 'bars: 200, barDuration: 1d'));
  await stage.run(['run', 'small.yaml']);
});
afterAll(() => stage.clear());

describe('hivetape metrics', () => {
  test('prints each figure with its convention, and a reason where there is no value', async () => {
    const { code, out } = await stage.run(['metrics', '@']);
    expect(code).toBe(0);
    expect(out).toMatch(/^sharpe\s+\S+\s+ratio\s+200\s+mean\(r-rf\)/m);
    expect(out).toMatch(/– \(not-applicable\)/);
    const { figures } = JSON.parse((await stage.run(['metrics', '@', '--json'])).out) as { figures: { value: number | null; reason?: string }[] };
    for (const { value, reason } of figures) expect(value === null).toBe(reason !== undefined);
  });

  test.each(['quantstats', 'empyrical', 'backtesting.py', 'backtrader', 'lean', 'vectorbt', 'PerformanceAnalytics', 'freqtrade', 'nautilus', 'pyfolio'])('prints what %s prints, with ours beside', async (tool) => {
    const { code, out } = await stage.run(['metrics', '@', '--compat', tool]);
    expect(code).toBe(0);
    expect(out).toContain(`as ${tool} (`);
    expect(JSON.parse((await stage.run(['metrics', '@', '--compat', tool, '--json'])).out)).toMatchObject({ schema: 'hivetape.compat/1', tool });
    await stage.run(['report', '@', '--compat', tool, '--out', 'page.html']);
    expect(readFileSync(join(stage.directory, 'page.html'), 'utf8')).toContain(`As ${tool} prints it`);
  });

  test.each(['instrument', 'side', 'agent', 'tag'])('tells round trips apart by %s', async (by) => {
    const { code, out } = await stage.run(['metrics', '@', '--by', by]);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^${by}\\s+round trips`, 'm'));
    const { groups } = JSON.parse((await stage.run(['metrics', '@', '--by', by, '--json'])).out) as { groups: { trades: number }[] };
    expect(groups.reduce((sum, { trades }) => sum + trades, 0)).toBeGreaterThan(0);
    expect(await stage.run(['metrics', '@', '--by', by, '--compat', 'lean'])).toMatchObject({ code: 2 });
  });

  test('refuses a tool it does not know', async () => {
    expect(await stage.run(['metrics', '@', '--compat', 'excel'])).toMatchObject({ code: 2 });
  });
});
