/** The swarm interval by interval: one series, told as a table, as NDJSON and as CSV. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, swarmScenario, type Stage } from '../stage.js';

let stage: Stage;

beforeAll(async () => {
  stage = openStage();
  stage.write('swarm.yaml', swarmScenario);
  await stage.run(['run', 'swarm.yaml', '-q']);
});
afterAll(() => stage.clear());

test('V2: tells the same rows as NDJSON and as CSV, up to the moment that is named', async () => {
  const words = ['status', '@', '--every', '30d', '--at', '2001-01-01'];
  const [head, ...rows] = (await stage.run([...words, '--json'])).out.trim().split('\n').map((line) => JSON.parse(line) as Record<string, never>);
  expect(head).toMatchObject({ schema: 'hivetape.swarm-series/1', everyUs: 30 * 86_400_000_000 });
  const [names = '', ...lines] = (await stage.run([...words, '--format', 'csv'])).out.trim().split('\r\n');
  expect(rows.length).toBeGreaterThan(10);
  expect(lines).toHaveLength(rows.length);
  const at = (line: string, name: string): string => line.split(',')[names.split(',').indexOf(name)] ?? '';
  lines.forEach((line, index) => {
    const row = rows[index] as unknown as { messages: number; events: number; agents: { active: number }; decisions: { consensus: { mean: number | null } }; balance: number | null };
    expect([at(line, 'messages'), at(line, 'events'), at(line, 'agentsActive')]).toEqual([row.messages, row.events, row.agents.active].map(String));
    expect([at(line, 'consensusUsMean'), at(line, 'heardBalance')]).toEqual([row.decisions.consensus.mean, row.balance].map((value) => (value === null ? '' : String(value))));
  });
});

test('V2: shows at most a thousand rows on a terminal, and says so', async () => {
  const { out, err } = await stage.run(['status', '@', '--every', '1s'], { terminal: true, columns: 120 });
  expect(out.split('\n').length).toBeLessThan(1_010);
  expect(out).toContain('where nothing was said is no row');
  expect((await stage.run(['status', '@', '--every', '1s', '--json'])).out.trim().split('\n').length - 1).toBeGreaterThan(550);
  expect(err).toBe('');
});

test.each([
  [['--every', '0s'], 'E2005'],
  [['--every', '5 s'], 'E2005'],
  [['--format', 'csv'], 'E2006'],
  [['--every', '5s', '--metrics'], 'E2006'],
])('V2: refuses %j', async (words, code) => {
  const { code: exit, err } = await stage.run(['status', '@', ...words]);
  expect([exit, err]).toEqual([2, expect.stringContaining(code)]);
});
