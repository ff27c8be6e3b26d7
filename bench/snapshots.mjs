// What snapshots spare: a replay to the end and a fork near it, from the start and from a snapshot. Processor time; run after `npm run build`.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = new URL('../dist/', import.meta.url);
const { catalogue } = await import(new URL('domain/catalogue.js', dist));
const { forkRun } = await import(new URL('lab/fork.js', dist));
const { replayRun } = await import(new URL('lab/replay.js', dist));
const { runScenario } = await import(new URL('lab/run.js', dist));
const { loadScenario } = await import(new URL('lab/scenario/load-scenario.js', dist));
const { embeddedRunStore } = await import(new URL('store/embedded-run-store.js', dist));

const bars = Number(process.argv[2] ?? 200_000);
const directory = mkdtempSync(join(tmpdir(), 'hivetape-bench-'));
try {
  const project = await loadScenario(fileURLToPath(new URL('../scenarios/sma-crossover.yaml', import.meta.url)), { overrides: [`data.0.walk.bars=${bars}`] });
  const store = embeddedRunStore(catalogue, directory);
  const run = await timed(() => runScenario(store, project.scenario, { project, environment: () => null }));
  const { runId, events } = run.result;
  console.log(`run of ${events} events: ${run.ms.toFixed(0)} ms`);
  const replay = (snapshots) => timed(() => replayRun(store, runId, { project, ...(snapshots === undefined ? {} : { snapshots }) }));
  const fork = async (snapshots) => {
    const change = { set: [], swap: {}, seed: 7 };
    const made = await timed(() => forkRun(store, runId, { at: { offset: events - 100 }, change, project, environment: () => null, ...(snapshots === undefined ? {} : { snapshots }) }));
    store.remove(made.result.runId);
    return made;
  };
  for (const [name, verb, end] of [['replay to the end', replay, events], ['fork 100 events before the end', fork, events - 100]]) {
    const slow = await verb('none');
    const leaving = await verb();
    const quick = await verb();
    tell(`${name}, from the start`, slow, end);
    tell(`${name}, from the start, leaving snapshots`, leaving, end);
    tell(`${name}, from a snapshot`, quick, end);
  }
  const folder = join(directory, 'runs', runId, 'snapshots');
  const sizes = readdirSync(folder).map((file) => statSync(join(folder, file)).size);
  console.log(`${sizes.length} snapshots, ${(sizes.reduce((sum, size) => sum + size, 0) / sizes.length / 1024).toFixed(0)} KiB each on average`);
} finally {
  rmSync(directory, { recursive: true });
}

async function timed(work) {
  const from = process.cpuUsage().user;
  const result = await work();
  return { result, ms: (process.cpuUsage().user - from) / 1000 };
}

function tell(name, { result, ms }, end) {
  console.log(`${name}: ${end - result.from} events gone through, ${ms.toFixed(0)} ms`);
}
