// Performs scenarios from dist/ in memory and prints, as JSON, what came out and on what machine. The
// golden fingerprints are made by it, and compared with it in other processes and on other Node versions.
//
//   node scripts/golden-runs.mjs [--set key=value]… [scenario.yaml …]     (none: all that have a golden)
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Returns the files of all scenarios that have a golden, by name: those we ship, and that of the gate's own agents. */
export function goldenScenarios() {
  const shipped = readdirSync(join(root, 'scenarios')).filter((file) => file.endsWith('.yaml')).sort();
  return [...shipped.map((file) => join(root, 'scenarios', file)), join(root, 'test/gate/own-agents/scenario.yaml')].map((file) => [nameOf(file), file]);
}

/** Returns `{ fingerprint, events, behaviour }` of one run. */
export async function performGolden(hivetape, file, overrides = []) {
  const { loadScenario, runScenario, memoryRunStore, catalogue, BEHAVIOUR_VERSION } = hivetape;
  const loaded = await loadScenario(file, { overrides });
  const outcome = await runScenario(memoryRunStore(catalogue), loaded.scenario, { project: loaded, environment: () => null });
  if (outcome.failure !== undefined) throw outcome.failure.cause;
  return { fingerprint: outcome.fingerprint, events: outcome.events, behaviour: BEHAVIOUR_VERSION };
}

/** Returns the machine as programs see it, to prove that a variation is one. */
export function machine() {
  const { timeZone, locale } = Intl.DateTimeFormat().resolvedOptions();
  return { node: process.versions.node, v8: process.versions.v8, icu: process.versions.icu, timeZone, locale, cwd: process.cwd(), home: process.env.HOME ?? null };
}

/** A scenario in a folder of its own is named after the folder. */
function nameOf(file) {
  const name = basename(file, '.yaml');
  return name === 'scenario' ? basename(dirname(resolve(file))) : name;
}

async function main(words) {
  const overrides = words.flatMap((word, index) => (words[index - 1] === '--set' ? [word] : []));
  const files = words.filter((word, index) => word !== '--set' && words[index - 1] !== '--set');
  const entry = join(root, 'dist/index.js');
  if (!existsSync(entry)) throw new Error('There is no dist/: run npm run build first.');
  const hivetape = await import(new URL('../dist/index.js', import.meta.url).href);
  const runs = {};
  for (const [name, file] of files.length === 0 ? goldenScenarios() : files.map((path) => [nameOf(path), path])) {
    runs[name] = await performGolden(hivetape, file, overrides);
  }
  console.log(JSON.stringify({ machine: machine(), runs }));
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
