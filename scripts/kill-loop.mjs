// Kills a writer again and again (kill -9, at random moments: while it starts, recovers, writes, ends) and
// lets the next one go on. After every kill the log must verify, hold whatever was acknowledged, and be a
// prefix of the undisturbed run; in the end its fingerprint must be the same.
//
//   node scripts/kill-loop.mjs [--seconds 60] [--seed 1] [--json] [--dist folder]
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const dist = valueOf('--dist') === undefined ? new URL('../dist/', import.meta.url) : pathToFileURL(`${valueOf('--dist')}/`);
const load = (path) => import(new URL(path, dist));
const self = fileURLToPath(import.meta.url);
const scenarioFile = fileURLToPath(new URL('../scenarios/sp500-swarm.yaml', import.meta.url));
/** Short runs, so that many fit into a minute; every event of the mode "every" is synced on its own. */
const scenarios = { batch: ['period.until=2012-06-30'], every: ['period.until=2001-06-30'] };
const storeOptions = { batch: { bufferBytesMax: 16_384, flushMsMax: 2, syncMsMax: 50, segmentBytesMax: 200_000 }, every: { segmentBytesMax: 100_000 } };

if (process.argv[2] === '--child') await child(process.argv[3], process.argv[4]);
else await parent();

/** Performs the run, or goes on with it, and prints how far it is acknowledged. */
async function child(directory, durability) {
  const store = await openStore(directory, durability);
  const { runScenario } = await load('lab/run.js');
  const scenario = await scenarioOf(durability);
  const outcome = await runScenario(telling(store), scenario.scenario, { project: scenario, environment: () => null });
  writeSync(1, `done ${outcome.fingerprint}\n`);
}

async function parent() {
  const options = { seconds: Number(valueOf('--seconds') ?? 60), seed: Number(valueOf('--seed') ?? 1) };
  const random = numbers(options.seed);
  const figures = { seconds: 0, runs: 0, kills: 0, checks: 0, killsInsideABlock: 0, killsBeforeAnything: 0, killsWhileWriting: 0, acknowledgedChecked: 0, lost: 0, tornBytes: 0, endings: 0 };
  const truths = { batch: await truthOf('batch'), every: await truthOf('every') };
  const until = performance.now() + options.seconds * 1_000;
  for (let round = 0; performance.now() < until; round += 1) {
    const durability = round % 2 === 0 ? 'batch' : 'every';
    await oneRun({ durability, truth: truths[durability], random, figures, until });
    figures.runs += 1;
  }
  figures.seconds = Math.round((performance.now() - (until - options.seconds * 1_000)) / 100) / 10;
  figures.events = { batch: truths.batch.log.count, every: truths.every.log.count };
  console.log(process.argv.includes('--json') ? JSON.stringify(figures) : figures);
}

/** One run, killed a few times on its way to its end. */
async function oneRun({ durability, truth, random, figures, until }) {
  const directory = mkdtempSync(join(tmpdir(), 'hivetape-kill-'));
  let acknowledged = 0;
  let life = truth.lifeMs;
  try {
    for (let kill = 0; kill < 6 && performance.now() < until; kill += 1) {
      // Sometimes at any moment, mostly while it writes: shortly after it acknowledged so many events.
      const death = random() < 0.25 ? { afterMs: random() * life } : { atEvent: acknowledged + random() * (truth.log.count - acknowledged), lateMs: random() * 4 };
      const lived = await live(directory, durability, death);
      acknowledged = Math.max(acknowledged, lived.acknowledged);
      await check(directory, durability, { acknowledged, truth, figures });
      if (lived.fingerprint !== undefined) break;
      figures.kills += 1;
      if (lived.acknowledged === 0) figures.killsBeforeAnything += 1;
      else figures.killsWhileWriting += 1;
    }
    const { fingerprint, error } = await live(directory, durability, {});
    if (fingerprint !== truth.log.fingerprint) fail(`a resumed run ended in ${fingerprint ?? error}, the undisturbed one in ${truth.log.fingerprint}`, directory);
    await check(directory, durability, { acknowledged: truth.log.count, truth, figures });
    figures.endings += 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Returns what a child acknowledged before it was killed, or before it ended by itself. */
async function live(directory, durability, death) {
  for (let attempt = 0; ; attempt += 1) {
    const lived = await liveOnce(directory, durability, death);
    // A lock that was taken but not yet signed holds for a few seconds.
    if (!(lived.error ?? '').includes('one writer') || attempt === 12) return lived;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function liveOnce(directory, durability, { afterMs, atEvent = Infinity, lateMs }) {
  return new Promise((resolve) => {
    const process_ = spawn(process.execPath, [self, '--child', directory, durability, '--dist', fileURLToPath(dist)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let error = '';
    let doomed = false;
    const die = () => process_.kill('SIGKILL');
    process_.stdout.on('data', (chunk) => {
      said += chunk;
      if (doomed || lastNumber(said) < atEvent) return;
      doomed = true;
      setTimeout(die, lateMs);
    });
    process_.stderr.on('data', (chunk) => { error += chunk; });
    const timer = afterMs === undefined ? undefined : setTimeout(die, afterMs);
    process_.on('close', (code, signal) => {
      clearTimeout(timer);
      const lines = said.slice(0, said.lastIndexOf('\n') + 1).split('\n').filter((line) => line !== '');
      const fingerprint = lines.at(-1)?.startsWith('done ') ? lines.at(-1).slice(5) : undefined;
      const acknowledged = lines.reduce((most, line) => (line.startsWith('done') ? most : Math.max(most, Number(line))), 0);
      if (signal !== 'SIGKILL' && code !== 0 && !error.includes('one writer')) fail(`a writer failed: ${error}`, directory);
      resolve({ acknowledged, fingerprint, error });
    });
  });
}

function lastNumber(said) {
  const lines = said.split('\n');
  return Number(lines.at(-2) ?? 0) || 0;
}

/** What must hold after every kill. */
async function check(directory, durability, { acknowledged, truth, figures }) {
  const store = await openStore(directory, durability);
  const [run] = store.list();
  figures.checks += 1;
  if (run === undefined) {
    if (acknowledged > 0) fail(`${acknowledged} events were acknowledged, and there is no run`, directory);
    return;
  }
  if (run.state === 'damaged') fail('the log is damaged', directory);
  const log = store.open(run.runId);
  if (log.count < acknowledged) {
    figures.lost += acknowledged - log.count;
    fail(`${acknowledged} events were acknowledged, ${log.count} are there`, directory);
  }
  if (log.fingerprint !== truth.log.prefixFingerprint(log.count)) fail(`the first ${log.count} events are not those of the undisturbed run`, directory);
  const verified = store.verify(run.runId);
  if (!verified.ok) fail(`the chain does not verify: ${JSON.stringify(verified)}`, directory);
  figures.acknowledgedChecked += acknowledged;
  figures.tornBytes += log.cutBytes;
  if (log.state === 'incomplete' && log.count % 1_000 !== 0) figures.killsInsideABlock += 1;
}

async function truthOf(durability) {
  const directory = mkdtempSync(join(tmpdir(), 'hivetape-kill-'));
  const from = performance.now();
  const { fingerprint, error } = await live(directory, durability, {});
  if (fingerprint === undefined) fail(`the undisturbed run failed: ${error}`, directory);
  const lifeMs = performance.now() - from;
  const store = await openStore(directory, durability);
  const log = store.open(store.list()[0].runId);
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  return { log, lifeMs };
}

async function openStore(directory, durability) {
  const [{ embeddedRunStore }, { catalogue }] = await Promise.all([load('store/embedded-run-store.js'), load('domain/catalogue.js')]);
  return embeddedRunStore(catalogue, directory, { durability, ...storeOptions[durability] });
}

async function scenarioOf(durability) {
  const { loadScenario } = await load('lab/scenario/load-scenario.js');
  return loadScenario(scenarioFile, { overrides: scenarios[durability] });
}

/** A store whose writers say on the standard output how far they are acknowledged. */
function telling(store) {
  const told = (writer) => {
    let last = 0;
    const tell = () => {
      if (writer.safeTo > last) writeSync(1, `${(last = writer.safeTo)}\n`);
    };
    tell();
    return {
      append: (event) => {
        writer.append(event);
        tell();
      },
      get count() { return writer.count; },
      get safeTo() { return writer.safeTo; },
      commit: () => {
        writer.commit();
        tell();
      },
      finish: (environment) => writer.finish(environment),
      abandon: (environment) => writer.abandon(environment),
    };
  };
  return { ...bound(store), create: (...what) => told(store.create(...what)), resume: (...what) => told(store.resume(...what)) };
}

function bound(store) {
  return Object.fromEntries(['open', 'verify', 'subscribe', 'list', 'remove'].map((name) => [name, store[name].bind(store)]));
}

function valueOf(flag) {
  const at = process.argv.indexOf(flag);
  return at === -1 ? undefined : process.argv[at + 1];
}

/** Numbers in [0, 1) that are the same for the same seed. */
function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function fail(message, directory) {
  console.error(`✖ ${message} (in ${directory})`);
  process.exit(1);
}
