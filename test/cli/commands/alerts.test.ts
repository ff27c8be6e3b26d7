/** Alerts on the command line: told while a run is made, kept in a file, listed afterwards; a replay tells nothing. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, swarmScenario, type Stage } from '../stage.js';

let stage: Stage;
const scenario = `${swarmScenario}  watch: { kind: alarm, options: { rules: { deep: { figure: drawdown, above: 0.05, clears: 0.02 } } } }\n`;

beforeAll(() => {
  stage = openStage();
  stage.write('watched.yaml', scenario);
});
afterAll(() => stage.clear());

test('V6: a run tells its alerts and appends them to a file; listing, replaying and deciding it again send nothing', async () => {
  const { err, code } = await stage.run(['run', 'watched.yaml', '--alerts', 'alerts.ndjson']);
  expect(code).toBe(0);
  const file = join(stage.directory, 'alerts.ndjson');
  const notices = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { what: string; alert: number; severity?: string });
  const told = err.split('\n').filter((line) => line.startsWith('! '));
  expect(told).toHaveLength(notices.length);
  expect(told[0]).toMatch(/^! warning 20\d\d-\S+ alert 1 of watch \(deep\) raised: drawdown is 0\.05\d*, above 0\.05$/);

  const { out } = await stage.run(['alerts', '@', '--json']);
  const { alerts } = JSON.parse(out) as { alerts: { state: string; offset: number }[] };
  expect(alerts).toHaveLength(notices.filter(({ what }) => what === 'raised').length);
  const open = alerts.filter(({ state }) => state !== 'cleared').length;
  expect((JSON.parse((await stage.run(['alerts', '@', '--open', '--json'])).out) as { alerts: object[] }).alerts).toHaveLength(open);
  const moment = await stage.run(['alerts', `@:${alerts[0].offset}`]);
  expect(moment.out).toMatch(/1 alert, 1 not over[\s\S]*watch 1 +deep +warning +open/);
  expect((await stage.run(['status', `@:${alerts[0].offset}`])).out).toContain('open alerts: 1: watch 1 (deep)');

  for (const words of [['replay', '@'], ['rerun', '@'], ['report', '@']]) expect((await stage.run(words)).err).not.toContain('! ');
  expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(notices.length);
});

test('V6: those that are over are not forgotten when the open ones are asked for, and other words on risk are pointed to', async () => {
  stage.write('measured.yaml', `${scenario}  measure: { kind: performance-monitor, options: { drawdownAlert: 0.05 } }\n`);
  expect(await stage.run(['run', 'measured.yaml', '-q'])).toMatchObject({ err: '', code: 0 });
  const all = await stage.run(['alerts', '@']);
  const [count = ''] = /\d+ alerts?/.exec(all.out) ?? [];
  expect(count).toMatch(/^[1-9]/);
  const open = await stage.run(['alerts', '@', '--open']);
  expect(open.out).toContain(`: ${count}, `);
  expect(open.err).not.toContain('of the kind `alarm`');
  expect(all.err).toMatch(/Beside these \d+ words? on risk, of the gate and of who measures: hivetape events [0-9a-f]{8} --type RiskAlertRaised\./);
});

test('V6: quiet runs tell nothing, and a file that cannot be written is refused before anything is decided', async () => {
  expect((await stage.run(['run', 'watched.yaml', '-q', '--seed', '5'])).err).toBe('');
  const { code, err } = await stage.run(['run', 'watched.yaml', '--seed', '6', '--alerts', 'nowhere/alerts.ndjson']);
  expect([code, err]).toEqual([4, expect.stringContaining('cannot be written')]);
  expect(existsSync(join(stage.directory, 'nowhere'))).toBe(false);
});
