// Writes test/goldens/fingerprints.json anew from dist/ and prints what changed. A changed golden is a
// changed behaviour: the commit that changes it says why, and unless nobody has logs of the old
// behaviour yet, BEHAVIOUR_VERSION rises with it. With --check nothing is written; exit code 1 if it would be.
//
//   npm run build && node scripts/update-goldens.mjs [--check]
import { readFileSync, writeFileSync } from 'node:fs';
import { goldenScenarios, performGolden } from './golden-runs.mjs';

const place = new URL('../test/goldens/fingerprints.json', import.meta.url);
const before = readGoldens();
const hivetape = await import('../dist/index.js');
const after = {};
for (const [name, file] of goldenScenarios()) after[name] = await performGolden(hivetape, file);

const changes = changesOf(before, after);
console.log(changes.length === 0 ? `${Object.keys(after).length} goldens, none changed.` : changes.join('\n'));
if (process.argv.includes('--check')) process.exitCode = changes.length === 0 ? 0 : 1;
else if (changes.length > 0) {
  writeFileSync(place, `${JSON.stringify(after, null, 2)}\n`);
  console.log('Written. Say in the commit why the behaviour changed.');
}

function readGoldens() {
  try {
    return JSON.parse(readFileSync(place, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}

function changesOf(old, now) {
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  return names.flatMap((name) => {
    const [was, is] = [old[name], now[name]];
    if (was === undefined) return [`${name}: new, ${is.events} events, ${is.fingerprint}`];
    if (is === undefined) return [`${name}: gone`];
    if (was.fingerprint === is.fingerprint && was.events === is.events && was.behaviour === is.behaviour) return [];
    return [`${name}: ${was.events} → ${is.events} events, behaviour ${was.behaviour} → ${is.behaviour}\n  was ${was.fingerprint}\n  is  ${is.fingerprint}`];
  });
}
