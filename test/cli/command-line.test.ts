/** The command line as a whole: words in, exit codes and answers out. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failingAgent, openStage, smallScenario, swarmScenario, type Stage } from './stage.js';

let stage: Stage;

beforeAll(async () => {
  stage = openStage();
  stage.write('small.yaml', smallScenario);
  stage.write('swarm.yaml', swarmScenario);
  stage.write('package.json', '{"type":"module"}');
  stage.write('failing.ts', failingAgent);
  stage.write('failing.yaml', smallScenario.replace('{ kind: sma-crossover, options: { fastBars: 3, slowBars: 8 } }', '{ path: ./failing.ts }').replace('name: small', 'name: failing'));
  expect((await stage.run(['run', 'small.yaml'])).code).toBe(0);
});
afterAll(() => stage.clear());

describe('exit codes', () => {
  test.each<[code: number, what: string, words: readonly string[]]>([
    [0, 'help', ['--help']],
    [0, 'the version', ['--version']],
    [0, 'a run that is decided again', ['run', 'small.yaml', '--rerun']],
    [0, 'two runs that are the same', ['diff', '@', '@', '--exit-code']],
    [1, 'an agent that throws', ['run', 'failing.yaml']],
    [2, 'an unknown command', ['rum']],
    [2, 'an unknown command below a group', ['runs', 'lst']],
    [2, 'a group without its command', ['runs']],
    [2, 'no command at all', []],
    [2, 'an unknown option', ['run', 'small.yaml', '--sede', '1']],
    [2, 'a missing argument', ['run']],
    [2, 'an option without its value', ['run', 'small.yaml', '--seed']],
    [2, 'one argument too many', ['rerun', '@', 'small']],
    [2, 'a seed that is no number', ['run', 'small.yaml', '--seed=abc']],
    [2, 'a negative seed', ['run', 'small.yaml', '--seed', '-1']],
    [2, 'a seed beyond whole doubles', ['run', 'small.yaml', '--seed', '9007199254740993']],
    [2, 'a time that is none', ['run', 'small.yaml', '--until', 'soon']],
    [2, 'options that say the same thing', ['run', 'small.yaml', '--seed', '1', '--set', 'seed=2']],
    [2, 'a fork without its place', ['fork', '@']],
    [2, 'a swap that names nothing', ['fork', '@:50', '--swap', 'crossover']],
    [2, 'an event type that is none', ['events', '@', '--type', 'BarClose']],
    [2, 'an agent that is none', ['replay', '@', '--agent', 'crosover']],
    [2, 'a speaker that is none', ['events', '@', '--agent', 'fed']],
    [2, 'a format that is none', ['events', '@', '--format', 'xml']],
    [2, 'a schema that is none', ['schema', 'run']],
    [3, 'a scenario that breaks its schema', ['run', 'small.yaml', '--set', 'seed=-1']],
    [3, 'a fork of the past', ['fork', '@:50', '--set', 'seed=1']],
    [3, 'a fork before the opening', ['fork', '@:0']],
    [4, 'a report that cannot be written', ['report', '@', '--out', 'small.yaml/report.html']],
    [5, 'a scenario that is not there', ['run', 'gone.yaml']],
    [5, 'a scenario that is a directory', ['run', '.']],
    [5, 'a run that is not there', ['rerun', 'gone']],
    [5, 'a run further back than there are', ['rerun', '@~1000']],
    [5, 'a code that is none', ['explain', 'E0000']],
    [5, 'a topic that is none', ['help', 'weather']],
    [5, 'a kind that is none', ['agents', 'momentun']],
    [5, 'an order that is none', ['why', 'crossover-100000']],
    [5, 'a directory that is not there', ['runs', 'list', '--cwd', 'gone']],
    [7, 'a limit', ['run', 'small.yaml', '--set', 'limits.deliveriesPerInstant=1']],
  ])('%i for %s', async (code, _what, words) => {
    const { code: found, out, err } = await stage.run(words);
    expect({ code: found, out, err }).toMatchObject({ code });
    if (code > 1) expect(out).toBe('');
    if (code > 0) expect(err).toMatch(/^error\[E\d{4}\]: /m);
  });

  test('2 for a project where one is already', async () => {
    expect((await stage.run(['init', 'project'])).code).toBe(0);
    const { code, err } = await stage.run(['init', 'project']);
    expect(code).toBe(2);
    expect(err).toContain('in the way');
  });

  test('6 for runs that differ, and only when it is asked for', async () => {
    await stage.run(['run', 'small.yaml', '--seed', '8']);
    expect((await stage.run(['diff', '@~1', '@'])).code).toBe(0);
    expect((await stage.run(['diff', '@~1', '@', '--exit-code'])).code).toBe(6);
  });

  test('6 for a log that somebody has changed', async () => {
    const { out } = await stage.run(['run', 'small.yaml', '--seed', '99', '--json']);
    const { runId } = JSON.parse(out) as { runId: string };
    const [file] = filesBelow(join(stage.directory, '.hivetape', 'runs', runId)).filter((path) => path.endsWith('.blocks'));
    const bytes = readFileSync(file ?? '');
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(file ?? '', bytes);
    expect((await stage.run(['runs', 'verify', runId])).code).toBe(6);
    expect((await stage.run(['runs', 'rm', runId])).code).toBe(0);
  });

  test('130 for a run that was stopped; what was recorded is kept', async () => {
    stage.write('long.yaml', smallScenario.replace('bars: 200', 'bars: 30000').replace('name: small', 'name: long'));
    const { code, out } = await stage.run(['run', 'long.yaml'], { signal: AbortSignal.abort() });
    expect(code).toBe(130);
    expect(out).toContain('was stopped');
    expect((await stage.run(['rerun', '@'])).code).toBe(0);
  });
});

test('proposes the nearest command, option, run, event type and code', async () => {
  const words = [['rum', 'small.yaml'], ['run', 'small.yaml', '--sede', '1'], ['rerun', 'smal'], ['events', '@', '--type', 'BarClose'], ['explain', 'OrderFiled']];
  for (const each of words) expect((await stage.run(each)).err).toContain('Did you mean');
});

test('puts data on stdout and everything else on stderr', async () => {
  const { out, err } = await stage.run(['events', '@', '--format', 'ndjson', '--limit', '3']);
  expect(err).toBe('');
  const lines = out.trim().split('\n').map((line) => JSON.parse(line) as { offset?: number; schema?: string });
  expect(lines.map(({ schema, offset }) => schema ?? offset)).toEqual(['hivetape.events/1', 0, 1, 2]);
});

test('says errors as JSON where JSON is asked for, wherever the flag stands', async () => {
  for (const words of [['--json', 'run', 'small.yaml', '--set', 'seed=1.5'], ['run', 'small.yaml', '--set', 'seed=1.5', '--json'], ['rum', '--json']]) {
    const { out, err } = await stage.run(words);
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({ error: { code: expect.stringMatching(/^E\d{4}$/) as string, message: expect.any(String) as string } });
  }
});

test('C2: answers with one JSON object for each command', async () => {
  const commands = [
    ['run', 'swarm.yaml'], ['rerun', '@'], ['replay', '@'], ['replay', '@:100'], ['fork', '@:100', '--reseed', '5'], ['diff', '@~1', '@'], ['why', '50'],
    ['runs', 'list'], ['runs', 'show', '@'], ['runs', 'verify', '@'], ['report', '@', '--out', 'a.html'], ['agents'], ['agents', 'momentum'], ['doctor'],
    ['explain', 'E1004'], ['help', 'exit-codes'], ['schema', 'scenario'], ['schema', 'event'],
  ];
  for (const words of commands) {
    const { code, out, err } = await stage.run([...words, '--json']);
    expect({ words, code, err }).toEqual({ words, code: 0, err: '' });
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(out)).toBeTypeOf('object');
  }
});

test('gives one fingerprint for one scenario, and another for another seed', async () => {
  const fingerprint = async (words: readonly string[]) => (JSON.parse((await stage.run(['run', 'small.yaml', '--json', ...words])).out) as { fingerprint: string }).fingerprint;
  const first = await fingerprint([]);
  expect(first).toMatch(/^hivetape1:[0-9a-f]{64}$/);
  expect(await fingerprint([])).toBe(first);
  expect(await fingerprint(['--seed', '12345'])).not.toBe(first);
});

test('names agent, event and the way to see it again when an agent throws', async () => {
  const { err } = await stage.run(['run', 'failing.yaml']);
  expect(err).toContain('error[E4007]: Agent crossover threw while handling BarClosed');
  expect(err).toContain('nothing to read');
  expect(err).toMatch(/┌ .*failing\.ts:7:\d+\n/);
  expect(err).toMatch(/Reproduce: hivetape rerun [0-9a-f]{8}\./);
  expect(err).toMatch(/hivetape replay [0-9a-f]{8} --to \d+ --agent crossover/);
});

test('says why orders were denied, and counts one bar as one', async () => {
  const { out } = await stage.run(['run', 'small.yaml', '--set', 'risk.concentrationMax=0.01', '--set', 'name=denied']);
  expect(out).toMatch(/orders \d+ \(\d+ denied: concentration-limit\)/);
  const one = await stage.run(['run', 'small.yaml', '--set', 'data.0.walk.bars=1', '--set', 'name=one']);
  expect(one.out).toMatch(/ 1 bar {3}/);
});

test('writes tables of events as CSV that no spreadsheet obeys', async () => {
  const { out } = await stage.run(['events', '@', '--format', 'csv', '--limit', '2']);
  expect(out.split('\r\n')[0]).toBe('offset,time,deliverAt,type,agent,topic,correlation,causation,data');
});

test('writes the summary in at most twelve lines, the last naming the next command', async () => {
  const { out } = await stage.run(['run', 'swarm.yaml', '--rerun', '--report', 'r.html']);
  const lines = out.trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(12);
  expect(lines.at(-1)).toContain('next: hivetape why');
  expect(out).toContain('fingerprint hivetape1:');
});

test('writes a project that runs as it is', async () => {
  await stage.run(['init', 'fresh']);
  const { code, out } = await stage.run(['run', 'scenario.yaml', '--rerun', '--cwd', 'fresh']);
  expect({ code, out }).toMatchObject({ code: 0 });
  expect(out).toContain('rerun: ');
  expect(out).not.toContain('round trips 0 ');
});

test('calls the run that was performed last @, even if it was performed before', async () => {
  await stage.run(['run', 'small.yaml', '--seed', '21', '--set', 'name=first']);
  await stage.run(['run', 'small.yaml', '--seed', '22', '--set', 'name=second']);
  expect((await stage.run(['runs', 'show', '@'])).out).toContain('"second"');
  expect((await stage.run(['runs', 'show', '@~1'])).out).toContain('"first"');
  await stage.run(['run', 'small.yaml', '--seed', '21', '--set', 'name=first']);
  expect((await stage.run(['runs', 'show', '@'])).out).toContain('"first"');
});

test('keeps runs where HIVETAPE_STORE or --store say', async () => {
  mkdirSync(join(stage.directory, 'elsewhere'));
  await stage.run(['run', 'small.yaml'], { env: { HIVETAPE_STORE: 'elsewhere/a' } });
  expect(JSON.parse((await stage.run(['runs', 'list', '--json', '--store', 'elsewhere/a'])).out)).toMatchObject({ runs: [{ name: 'small' }] });
});

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
}
