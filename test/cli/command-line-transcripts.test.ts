/**
 * Golden transcripts: what each command shows on a terminal, in a pipe, in fifty columns, as JSON and
 * in ASCII. What differs from machine to machine is blanked; the rest is compared letter by letter.
 * `npx vitest run test/cli -u` writes them anew: look at the difference before you commit it.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, swarmScenario, type SpeakOptions, type Stage } from './stage.js';

let stage: Stage;

beforeAll(async () => {
  stage = openStage();
  stage.write('swarm.yaml', swarmScenario);
  stage.write('broken.yaml', swarmScenario.replace('seed: 11', 'sede: 11').replace('bars: 20, trend', 'bars: 0, trend'));
  await stage.run(['run', 'swarm.yaml']);
  await stage.run(['fork', '@:300', '--set', 'risk.exposureMax=0.2', '-n', 'cautious']);
});
afterAll(() => stage.clear());

const ways: readonly (readonly [name: string, flags: readonly string[], options: SpeakOptions])[] = [
  ['terminal', [], { terminal: true, columns: 100, env: { LANG: 'en_GB.UTF-8' } }],
  ['pipe', [], {}],
  ['narrow', [], { terminal: true, columns: 50, env: { NO_COLOR: '1' } }],
  ['json', ['--json'], {}],
  ['ascii', [], { terminal: true, columns: 80, env: { LC_ALL: 'C', NO_COLOR: '1' } }],
];

const commands: readonly (readonly [name: string, words: readonly string[]])[] = [
  ['help', ['--help']],
  ['help-run', ['help', 'run']],
  ['help-exit-codes', ['help', 'exit-codes']],
  ['run', ['run', 'swarm.yaml', '--rerun']],
  ['run-broken', ['run', 'broken.yaml']],
  ['rerun', ['rerun', 'swarm']],
  ['replay', ['replay', 'swarm:200']],
  ['replay-agent', ['replay', 'swarm@2000-06-01', '--agent', 'council']],
  ['fork', ['fork', 'swarm:250', '--set', 'agents.council.options.threshold=0.9', '-n', 'stricter']],
  ['diff', ['diff', 'swarm', 'cautious']],
  ['compare', ['compare', 'swarm', 'cautious']],
  ['why', ['why', 'trader-1', '--run', 'swarm', '--depth', '3']],
  ['status', ['status', 'swarm', '--at', '2000-06-01', '--metrics', '--bottlenecks']],
  ['status-every', ['status', 'swarm', '--every', '60d', '--at', '2001-01-01']],
  ['monitor', ['monitor', 'swarm', '--at', '2000-06-01']],
  ['alerts', ['alerts', 'swarm']],
  ['errors', ['errors', 'cautious']],
  ['status-matrix', ['status', 'swarm:60', '--matrix']],
  ['tasks', ['tasks', 'swarm']],
  ['trace', ['trace', 'swarm']],
  ['trace-order', ['trace', 'swarm', 'trader-1']],
  ['trace-unknown', ['trace', 'swarm', 'trador-1']],
  ['agents-metrics', ['agents', '--metrics', 'swarm']],
  ['events', ['events', 'swarm', '--type', 'DecisionReached', '--limit', '3']],
  ['events-csv', ['events', 'swarm', '--type', 'OrderFilled', '--limit', '2', '--format', 'csv']],
  ['runs-show', ['runs', 'show', 'swarm']],
  ['runs-verify', ['runs', 'verify', 'swarm']],
  ['agents', ['agents']],
  ['agents-one', ['agents', 'momentum']],
  ['explain', ['explain', 'E1004']],
  ['explain-unknown', ['explain', 'E9999']],
  ['unknown-command', ['rnu']],
];

test.each(commands)('C2: the transcript of %s, on a terminal, in a pipe, in fifty columns, as JSON and in ASCII', async (name, words) => {
  const parts: string[] = [];
  for (const [way, flags, options] of ways) {
    const { code, out, err } = await stage.run([...words, ...flags], options);
    parts.push(`# ${way}\n$ hivetape ${[...words, ...flags].join(' ')}\n${out}${err === '' ? '' : `--- stderr\n${err}`}--- exit ${code}\n`);
  }
  await expect(blanked(parts.join('\n'))).toMatchFileSnapshot(`../goldens/cli/${name}.txt`);
});

/** Blanks ids and digests (they change with every default), the machine, and the wall clock. */
function blanked(text: string): string {
  return text
    .replaceAll(stage.directory, 'STAGE')
    .replaceAll('\u001b', '<esc>')
    .replace(/"environment":\{[^{}]*\}/g, '"environment":{MACHINE}')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'RUN-ID')
    .replace(/\bhivetape1:[0-9a-f]+/g, 'hivetape1:HEX')
    .replace(/\bsha256:[0-9a-f]+/g, 'sha256:HEX')
    .replace(/"prefix":"[^"]*"/g, '"prefix":"HEX"')
    .replace(/((?:run|fork|of|diff) )[0-9a-f]{8}\b/g, '$1SHORT-ID')
    .replace(/\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{8}\b/g, 'SHORT-ID')
    .replace(/begun \S+, Node \S+, hivetape \S+/g, 'begun WHEN, Node VERSION, hivetape VERSION')
    .replace(/(events in |fork .* in )\d[^\n]*?(ms|s)\b/g, '$1WALL');
}
