// Performs the golden scenarios on other versions of Node, over one build, and compares with the goldens.
// The versions come as the npm package `node` into a temporary folder. Not part of `npm test`: it loads
// some hundred megabytes. Prints a table; exit code 1 if any run differs.
//
//   node scripts/node-versions.mjs [22 24 …]
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { goldenScenarios } from './golden-runs.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const wanted = process.argv.length > 2 ? process.argv.slice(2) : ['22', '24'];
const goldens = JSON.parse(readFileSync(join(root, 'test/goldens/fingerprints.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'hivetape-node-'));
try {
  const script = buildInto(join(folder, 'package'));
  const binaries = [process.execPath, ...wanted.map(install)];
  const reports = binaries.map((binary) => perform(binary, script));
  print(reports);
  process.exitCode = reports.every(({ runs }) => Object.keys(goldens).every((name) => verdictOf(runs[name], goldens[name]) === 'equal')) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One build for all, beside which nobody else builds; returns the script that performs it. */
function buildInto(place) {
  mkdirSync(join(place, 'scripts'), { recursive: true });
  execFileSync(process.execPath, ['scripts/build.mjs', '--outdir', join(place, 'dist')], { cwd: root, stdio: 'inherit' });
  for (const file of ['package.json', 'scripts/golden-runs.mjs']) copyFileSync(join(root, file), join(place, file));
  for (const name of ['data', 'node_modules']) symlinkSync(join(root, name), join(place, name));
  return join(place, 'scripts/golden-runs.mjs');
}

/** Returns the binary of the newest release of a version. Its package needs its install script to fetch it. */
function install(version) {
  const place = join(folder, `node-${version}`);
  mkdirSync(place);
  writeFileSync(join(place, 'package.json'), '{ "private": true }\n');
  const words = ['install', '--prefix', place, '--no-save', '--no-audit', '--no-fund', '--foreground-scripts', `node@${version}`];
  execFileSync('npm', words, { cwd: place, stdio: ['ignore', 'ignore', 'inherit'] });
  return join(place, 'node_modules/node/bin/node');
}

/** Returns what one binary makes of all golden scenarios; each in a process of its own, so that one failure hides no other. */
function perform(binary, script) {
  const runs = {};
  let machine = { node: binary, v8: '', icu: '' };
  for (const [name, file] of goldenScenarios()) {
    const { status, stdout, stderr } = spawnSync(binary, [script, file], { encoding: 'utf8', maxBuffer: 1 << 26 });
    if (status !== 0) runs[name] = { failure: String(stderr).split('\n').find((line) => /^\S*(Error|Failed)\b/.test(line)) ?? `exit code ${status}` };
    else {
      const report = JSON.parse(stdout);
      machine = report.machine;
      runs[name] = report.runs[name];
    }
  }
  return { machine, runs };
}

function verdictOf(run, golden) {
  if (run === undefined) return 'not performed';
  if (run.failure !== undefined) return run.failure;
  return run.fingerprint === golden.fingerprint && run.events === golden.events && run.behaviour === golden.behaviour ? 'equal' : 'DIFFERENT';
}

function print(reports) {
  const rows = [['Node', 'V8', 'ICU', 'scenario', 'events', 'fingerprint', 'golden']];
  for (const { machine, runs } of reports) {
    for (const [name, run] of Object.entries(runs)) {
      const golden = goldens[name] ?? {};
      rows.push([machine.node, machine.v8, machine.icu, name, String(run.events ?? ''), (run.fingerprint ?? '').slice(-12), verdictOf(run, golden)]);
    }
  }
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) console.log(row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
}
