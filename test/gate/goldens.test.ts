/** Every scenario gives the log that is written down for it. A change here is a change of behaviour. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BEHAVIOUR_VERSION } from '../../src/domain/catalogue.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { gateRun, repositoryFile, scenarioFiles } from './gate-run.js';

interface Golden {
  readonly fingerprint: string;
  readonly events: number;
  readonly behaviour: number;
}

const goldens = JSON.parse(readFileSync(repositoryFile('test/goldens/fingerprints.json'), 'utf8')) as Record<string, Golden>;

test('every scenario has a golden, and every golden a scenario', () => {
  expect(Object.keys(goldens).sort()).toEqual(scenarioFiles().map(([name]) => name).sort());
});

describe('A3: every shipped scenario comes out as it is written down, and no event differs when it is decided again', () => {
  test.each(scenarioFiles())('C6: %s gives its golden log, and gives it again when it is decided again', async (name, file) => {
    const { outcome, store, loaded } = await gateRun(file);
    const found: Golden = { fingerprint: outcome.fingerprint, events: outcome.events, behaviour: BEHAVIOUR_VERSION };
    const meaning = `The behaviour of ${name} has changed. If that is meant: npm run build, node scripts/update-goldens.mjs, and say why in the commit.`;
    expect(found, meaning).toEqual(goldens[name]);
    const rerun = await rerunRun(store, outcome.runId, { project: loaded });
    expect(rerun).toMatchObject({ divergence: undefined, equal: outcome.events });
    expect(store.verify(outcome.runId)).toMatchObject({ ok: true, fingerprint: outcome.fingerprint });
  });
});
