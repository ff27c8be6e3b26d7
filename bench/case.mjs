// One case of the benchmark, in a process of its own: prints its figures as JSON.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ratesOf } from './history.mjs';
import { since, startOf, timed } from './timed.mjs';

const dist = new URL('../dist/', import.meta.url);
const scenarioFile = (name) => fileURLToPath(new URL(`../scenarios/${name}.yaml`, import.meta.url));

const cases = {
  baseline: () => baseline(1_000_000),
  'crossover-100k': () => scenario('sma-crossover', { rounds: 3, set: ['data.0.walk.bars=100000'], log: true }),
  'crossover-100k-no-log': () => scenario('sma-crossover', { rounds: 3, set: ['data.0.walk.bars=100000'], log: false }),
  'crossover-1m': () => scenario('sma-crossover', { rounds: 1, set: ['data.0.walk.bars=1000000'], log: true }),
  'crossover-1m-no-log': () => scenario('sma-crossover', { rounds: 1, set: ['data.0.walk.bars=1000000'], log: false }),
  swarm: () => scenario('sp500-swarm', { rounds: 15, set: [], log: true }),
  'swarm-no-log': () => scenario('sp500-swarm', { rounds: 15, set: [], log: false }),
  intraday: () => scenario('index-futures-intraday', { rounds: 7, set: [], log: true }),
  // Nearly all events are prints: events/s are prints/s.
  prints: () => scenario('trades-of-others', { rounds: 3, set: ['data.0.prints.walk.prints=300000'], log: true }),
  'prints-no-log': () => scenario('trades-of-others', { rounds: 3, set: ['data.0.prints.walk.prints=300000'], log: false }),
};

const asked = process.argv[3] === undefined ? undefined : Number(process.argv[3]);
const figures = await cases[process.argv[2]]();
console.log(JSON.stringify({ ...figures, peakMb: process.resourceUsage().maxRSS / 1024 }));

/** The strategy as a bare loop over arrays: what the machine could do if nothing had to be explained. */
async function baseline(bars) {
  const { walkBars } = await import(new URL('market/walk.js', dist));
  const { open, close } = walkBars(bars);
  const rounds = [];
  let equity = 0;
  // The first rounds are those in which the loop is compiled.
  for (let round = -5; round < Math.max(25, asked ?? 0); round += 1) {
    const took = timed(() => (equity = bareLoop(open, close)));
    if (round >= 0) rounds.push(took);
  }
  return { bars, events: undefined, ...ratesOf(rounds, { bars }), equity };
}

function bareLoop(open, close) {
  let [cash, units, fast, slow, last, wanted] = [1_000_000, 0, 0, 0, 0, 0];
  for (let i = 0; i < close.length; i += 1) {
    if (wanted > 0 && units === 0) {
      units = Math.floor(cash / open[i]);
      cash -= units * open[i];
    } else if (wanted < 0 && units > 0) {
      cash += units * open[i];
      units = 0;
    }
    wanted = 0;
    fast += close[i] - (i >= 10 ? close[i - 10] : 0);
    slow += close[i] - (i >= 30 ? close[i - 30] : 0);
    if (i < 29) continue;
    const side = Math.sign(fast * 3 - slow);
    if (side !== 0 && side !== last) {
      if (last !== 0) wanted = side;
      last = side;
    }
  }
  return cash + units * close[close.length - 1];
}

async function scenario(name, { rounds: usual, set, log }) {
  const rounds = asked ?? usual;
  const [{ loadScenario }, { runScenario }, { embeddedRunStore }, { memoryRunStore }, { catalogue }] = await Promise.all([
    import(new URL('lab/scenario/load-scenario.js', dist)),
    import(new URL('lab/run.js', dist)),
    import(new URL('store/embedded-run-store.js', dist)),
    import(new URL('store/memory-run-store.js', dist)),
    import(new URL('domain/catalogue.js', dist)),
  ]);
  const loaded = await loadScenario(scenarioFile(name), { overrides: set });
  const results = [];
  for (let round = 0; round < rounds; round += 1) {
    const directory = mkdtempSync(join(tmpdir(), 'hivetape-bench-'));
    const store = log ? embeddedRunStore(catalogue, directory) : discardingStore(memoryRunStore(catalogue));
    results.push({ ...(await timedRun(runScenario, store, loaded)), bytes: log ? bytesBelow(directory) : undefined });
    rmSync(directory, { recursive: true, force: true });
  }
  const { bars, events, bytes } = results[0];
  return { bars, events, ...ratesOf(results, { bars, events }), bytesPerEvent: bytes === undefined ? undefined : bytes / events };
}

/** Times from the moment the market is loaded to the sealed log. */
async function timedRun(runScenario, store, loaded) {
  let from = startOf();
  let bars = 0;
  const outcome = await runScenario(store, loaded.scenario, {
    project: loaded,
    environment: () => null,
    onStart: (start) => {
      bars = start.bars;
      from = startOf();
    },
  });
  return { bars, events: outcome.events, ...since(from) };
}

/** Makes a store keep nothing: what is left is the price of everything but the log. */
function discardingStore(store) {
  let count = 0;
  const writer = {
    append: () => { count += 1; },
    get count() { return count; },
    get safeTo() { return count; },
    commit: () => {},
    finish: () => ({ fingerprint: 'hivetape1:none', events: count }),
    abandon: () => {},
  };
  store.create = () => { count = 0; return writer; };
  return store;
}

function bytesBelow(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.blocks'))
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath ?? entry.path, entry.name)).size, 0);
}
