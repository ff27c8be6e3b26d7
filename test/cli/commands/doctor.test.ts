/** A doctor finds in a broken store what was broken, names the run, and says what helps; and it helps. */
import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runId } from '../../../src/core/brand.js';
import { catalogue } from '../../../src/domain/catalogue.js';
import { embeddedRunStore } from '../../../src/store/embedded-run-store.js';
import { openStage, smallScenario, type Stage } from '../stage.js';

let stage: Stage;
beforeEach(async () => {
  stage = openStage();
  stage.write('scenario.yaml', smallScenario);
  await stage.run(['run', 'scenario.yaml', '-q']);
});
afterEach(() => stage.clear());

interface Finding {
  readonly what: string;
  readonly state: string;
  readonly found: string;
  readonly help: string;
}

async function findings(...words: string[]): Promise<{ code: number; runs: Finding[] }> {
  const { code, out } = await stage.run(['doctor', '--json', ...words]);
  const { findings: all } = JSON.parse(out) as { findings: Finding[] };
  return { code, runs: all.filter(({ what }) => what.startsWith('run') || what === 'store') };
}

const runsDirectory = (): string => join(stage.directory, '.hivetape/runs');
const runs = (): string[] => readdirSync(runsDirectory());

/** Turns one bit in the middle of the only segment of a run. */
function damage(run: string): void {
  const folder = join(runsDirectory(), run);
  const [segment = ''] = readdirSync(folder).filter((name) => name.startsWith('segment-')).sort();
  const file = join(folder, segment);
  const bytes = readFileSync(file);
  bytes[Math.floor(bytes.length / 2)] ^= 1;
  chmodSync(file, 0o600);
  writeFileSync(file, bytes);
}

describe('a doctor', () => {
  it('V8: finds nothing in a sound store, and reads every byte where it is asked to', async () => {
    expect(await findings()).toMatchObject({ code: 0, runs: [{ what: 'store', state: 'sound' }, { what: 'runs', state: 'sound', found: expect.stringMatching(/^1 run of 1 sound/) }] });
    expect((await findings('--verify')).runs[1].found).toContain('every byte read');
  });

  it('V8: names the run whose log was damaged, and what it advises saves the beginning', async () => {
    const [run] = runs();
    damage(run);
    const { code, runs: [, found] } = await findings('--verify');
    expect(code).toBe(1);
    expect(found).toMatchObject({ what: `run ${run.slice(0, 8)} small`, state: 'broken', found: expect.stringMatching(/the log is damaged in block \d+, offsets \d+ to \d+/) });
    expect(found.help).toContain(`hivetape runs salvage ${run.slice(0, 8)}`);
    expect((await stage.run(['runs', 'salvage', run.slice(0, 8)])).code).toBe(0);
  });

  it('V8: names a run that was cut short, without calling it broken, and what it advises ends it', async () => {
    const whole = embeddedRunStore(catalogue, join(stage.directory, '.hivetape')).open(runId(runs()[0]));
    const writer = embeddedRunStore(catalogue, join(stage.directory, 'cut')).create(whole.manifest, { environment: whole.environment });
    for (const event of whole.events({ to: 123 })) writer.append(event);
    writer.abandon(whole.environment);
    const { code, runs: found } = await findings('--store', 'cut');
    const noted = found.find(({ state }) => state === 'noted');
    expect([code, noted?.found]).toEqual([0, 'was cut short after 123 events']);
    const [, advised = ''] = /hivetape resume (\S+)/.exec(noted?.help ?? '') ?? [];
    expect((await stage.run(['resume', advised, '--store', 'cut'])).code).toBe(0);
    expect((await findings('--store', 'cut')).runs.some(({ state }) => state === 'noted')).toBe(false);
  });

  it('V8: names a fork whose parent is not here any more', async () => {
    const [parent] = runs();
    await stage.run(['fork', '@:100', '--set', 'risk.exposureMax=0.2', '-n', 'cautious']);
    renameSync(join(runsDirectory(), parent), join(stage.directory, 'elsewhere'));
    const { code, runs: [, found] } = await findings();
    expect([code, found]).toEqual([1, expect.objectContaining({ state: 'broken', found: `is a fork of ${parent.slice(0, 8)}, which is not here` })]);
  });

  it('V8: names a sealed run whose key is lost, and none whose key was destroyed on purpose', async () => {
    await stage.run(['run', 'scenario.yaml', '-q', '--seed', '9', '--seal-type', 'SignalRaised']);
    const keys = join(stage.directory, '.hivetape/keys');
    const [key] = readdirSync(keys);
    const bytes = readFileSync(join(keys, key));
    rmSync(join(keys, key));
    const { code, runs: found } = await findings();
    expect([code, found.filter(({ state }) => state === 'broken').map((one) => one.found)]).toEqual([1, [expect.stringMatching(/^is sealed, and its key [0-9a-f]{32} is not here$/)]]);
    writeFileSync(join(keys, key), bytes);
    expect((await findings()).code).toBe(0);
    await stage.run(['runs', 'shred', '@', '--yes']);
    expect((await findings()).code).toBe(0);
  });

  it('V8: names a store that cannot be written', async () => {
    stage.write('a-file', 'not a directory');
    const { code, runs: found } = await findings('--store', join(stage.directory, 'a-file'));
    expect([code, found[0]]).toEqual([1, expect.objectContaining({ what: 'store', state: 'broken' })]);
  });
});
