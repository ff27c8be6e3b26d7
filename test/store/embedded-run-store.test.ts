import { spawn } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runId } from '../../src/core/brand.js';
import { embeddedRunStore } from '../../src/store/embedded-run-store.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';
import { storeContract } from './contract.js';
import { errorOf } from './contract-ground.js';
import { manifestOf, plainLog, sampleCatalogue } from './sample-log.js';

const variants = {
  'the embedded store': {},
  'the embedded store with small segments and buffers': { segmentBytesMax: 20_000, bufferBytesMax: 1 },
  'the embedded store that packs blocks': { compression: 'deflate', durability: 'memory' },
} as const;

for (const [name, options] of Object.entries(variants)) {
  storeContract(name, () => {
    const directory = mkdtempSync(join(tmpdir(), 'hivetape-store-'));
    return { store: embeddedRunStore(sampleCatalogue, directory, options), dispose: () => rmSync(directory, { recursive: true }) };
  });
}

describe('the embedded store', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'hivetape-store-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const id = runId('run');
  const home = (): string => join(directory, 'runs', 'run');
  const segment = (): string => join(home(), 'segment-000000.blocks');
  const store = (): ReturnType<typeof embeddedRunStore> => embeddedRunStore(sampleCatalogue, directory);
  const record = (length: number, options = {}): string => {
    const writer = embeddedRunStore(sampleCatalogue, directory, options).create(manifestOf('run'));
    plainLog(length).forEach((event) => writer.append(event));
    return writer.finish({}).fingerprint;
  };
  /** Leaves the run as a killed writer would have: no seal, no lock. */
  const unseal = (): void => {
    rmSync(join(home(), 'head.json'));
    rmSync(join(home(), 'environment.json'));
  };

  test('is read by another store object over the same directory', () => {
    const fingerprint = record(2_345);
    expect([...store().open(id).events()]).toStrictEqual(plainLog(2_345));
    expect(store().open(id).fingerprint).toBe(fingerprint);
  });

  test('A4: who hears from the beginning, who comes late and who asks afterwards hear one sequence', () => {
    const [own, events] = [store(), plainLog(2_500)];
    const writer = own.create(manifestOf('run'));
    const heard: unknown[][] = [[], [], []];
    const listen = (who: number): void => void own.subscribe(id, { from: 0 }).subscribe((event) => heard[who].push(event));
    listen(0);
    for (const event of events) {
      if (event.offset === 1_777) listen(1);
      writer.append(event);
    }
    writer.finish({});
    listen(2);
    for (const sequence of heard) expect(sequence).toStrictEqual(events);
  });

  test('stores only the suffix of a fork', () => {
    record(3_000);
    const prefix = store().open(id).prefixFingerprint(2_990);
    const writer = store().create(manifestOf('fork', { run: id, at: 2_990, prefix }));
    plainLog(10, { first: 2_990 }).forEach((event) => writer.append(event));
    writer.finish({});
    expect(readFileSync(join(directory, 'runs', 'fork', 'segment-000000.blocks')).length).toBeLessThan(2_000);
  });

  test('rolls segments without changing the fingerprint, and reads them in order', () => {
    const fingerprint = record(6_000, { segmentBytesMax: 30_000 });
    expect(readdirSync(home()).filter((name) => name.startsWith('segment-')).length).toBeGreaterThan(2);
    expect([...store().open(id).events()]).toStrictEqual(plainLog(6_000));
    const memory = memoryRunStore(sampleCatalogue).create(manifestOf('run'));
    plainLog(6_000).forEach((event) => memory.append(event));
    expect(memory.finish({}).fingerprint).toBe(fingerprint);
  });

  test('keeps each acknowledged event in the mode "every", also without an end', () => {
    const writer = embeddedRunStore(sampleCatalogue, directory, { durability: 'every' }).create(manifestOf('run'));
    for (const event of plainLog(1_020)) {
      writer.append(event);
      if (event.offset % 200 !== 19) continue;
      const copy = mkdtempSync(join(tmpdir(), 'hivetape-copy-'));
      cpSync(directory, copy, { recursive: true });
      rmSync(join(copy, 'locks'), { recursive: true });
      const log = embeddedRunStore(sampleCatalogue, copy).open(id);
      expect(log).toMatchObject({ state: 'incomplete', count: event.offset + 1 });
      expect([...log.events()]).toStrictEqual(plainLog(event.offset + 1));
      expect(log.fingerprint).toBe(log.prefixFingerprint(log.count));
      rmSync(copy, { recursive: true });
    }
    const { fingerprint } = writer.finish({});
    rmSync(home(), { recursive: true });
    expect(record(1_020)).toBe(fingerprint);
  });

  test('cuts a torn tail at any byte to the last whole block, and says how much', () => {
    record(2_500);
    const whole = readFileSync(segment());
    const sizes = [0, 1, 50, 84, whole.length - 1, ...Array.from({ length: 60 }, (_, index) => Math.floor((whole.length * index) / 60))];
    unseal();
    for (const size of sizes) {
      writeFileSync(segment(), whole.subarray(0, size));
      const log = store().open(id);
      expect(log.state).toBe('incomplete');
      expect([0, 1_000, 2_000]).toContain(log.count);
      expect([...log.events()]).toStrictEqual(plainLog(log.count));
      expect(log.cutBytes).toBeLessThanOrEqual(size);
      expect(log.cutBytes > 0 || size === 0 || log.count > 0).toBe(true);
    }
    writeFileSync(segment(), whole);
    expect(store().open(id)).toMatchObject({ count: 2_500, cutBytes: 0, state: 'incomplete' });
  });

  test('leaves the file alone when it cuts a torn tail', () => {
    record(1_500);
    unseal();
    appendFileSync(segment(), 'torn');
    const before = readFileSync(segment());
    expect(store().open(id)).toMatchObject({ count: 1_500, cutBytes: 4 });
    expect(readFileSync(segment()).equals(before)).toBe(true);
  });

  test('never takes a broken block before a good one for a torn tail', () => {
    record(2_500);
    unseal();
    const bytes = readFileSync(segment());
    bytes[200] ^= 1;
    writeFileSync(segment(), bytes);
    const error = errorOf(() => store().open(id));
    expect(error.code).toBe('log-damaged');
    expect(error.details.values).toMatchObject({ block: 0, firstOffset: 0, lastOffset: 999, position: 0 });
    expect(error.message).toContain('segment-000000.blocks');
    expect(store().list()).toMatchObject([{ runId: 'run', state: 'damaged' }]);
  });

  test('A1: finds and names every flipped byte of a small log', () => {
    record(2_030);
    const whole = readFileSync(segment());
    const second = whole.indexOf('HTBK', 10);
    const third = whole.indexOf('HTBK', second + 10);
    const opened = store();
    expect(opened.verify(id).ok).toBe(true);
    for (let at = 0; at < whole.length; at += at < 300 || at > third ? 1 : 37) {
      const bytes = Buffer.from(whole);
      bytes[at] ^= 1 << (at % 8);
      writeFileSync(segment(), bytes);
      const block = at < second ? 0 : at < third ? 1 : 2;
      expect(opened.verify(id), `byte ${at}`).toMatchObject({
        ok: false, block, firstOffset: block * 1_000, lastOffset: block * 1_000 + 999, file: segment(), position: [0, second, third][block],
      });
    }
  });

  test('finds a flipped byte of the manifest and of the seal', () => {
    record(30);
    for (const name of ['manifest.json', 'head.json']) {
      const whole = readFileSync(join(home(), name));
      for (let at = 0; at < whole.length - 1; at += 1) {
        const bytes = Buffer.from(whole);
        bytes[at] ^= 1;
        writeFileSync(join(home(), name), bytes);
        let found: string | undefined;
        try {
          const verification = store().verify(id);
          found = verification.ok ? undefined : 'log-damaged';
        } catch (error) {
          found = errorOf(() => { throw error; }).code;
        }
        expect(['log-damaged', 'store-unusable'], `byte ${at} of ${name}`).toContain(found);
      }
      writeFileSync(join(home(), name), whole);
    }
  });

  test('misses the end that a sealed log has lost', () => {
    record(2_500);
    truncateSync(segment(), readFileSync(segment()).lastIndexOf('HTBK'));
    expect(store().verify(id)).toMatchObject({ ok: false, block: 2, firstOffset: 2_000 });
  });

  test('misses a whole segment', () => {
    record(6_000, { segmentBytesMax: 30_000 });
    rmSync(join(home(), 'segment-000001.blocks'));
    expect(store().verify(id)).toMatchObject({ ok: false });
  });

  test('replaces a damaged run by executing it again', () => {
    const fingerprint = record(1_500);
    const bytes = readFileSync(segment());
    bytes[700] ^= 4;
    writeFileSync(segment(), bytes);
    expect(store().verify(id).ok).toBe(false);
    expect(record(1_500)).toBe(fingerprint);
    expect(store().verify(id)).toMatchObject({ ok: true, fingerprint });
  });

  test('salvages what stands before the damage, and says what was lost', () => {
    const fingerprint = record(3_500);
    const whole = readFileSync(segment());
    const places = [...whole.toString('latin1').matchAll(/HTBK/g)].map(({ index }) => index);
    const prefixes = [0, 1_000, 2_000, 3_000].map((at) => store().open(id).prefixFingerprint(at));
    for (const [block, place] of places.entries()) {
      const bytes = Buffer.from(whole);
      bytes[place + 300] ^= 1;
      writeFileSync(segment(), bytes);
      const salvage = store().salvage(id);
      expect(salvage).toMatchObject({
        events: block * 1_000,
        fingerprint: prefixes[block],
        lost: { firstOffset: block * 1_000, events: 3_500 - block * 1_000, bytes: whole.length - place, laterBlocks: 3 - block, laterEvents: block === 3 ? 0 : 2_500 - block * 1_000 },
      });
      const log = store().open(salvage.runId);
      expect(log).toMatchObject({ state: 'incomplete', count: block * 1_000, environment: { salvagedFrom: 'run' } });
      expect([...log.events()]).toStrictEqual(plainLog(block * 1_000));
      expect(store().verify(salvage.runId).ok).toBe(true);
      expect(readFileSync(segment()).equals(bytes)).toBe(true);
      store().remove(salvage.runId);
    }
    writeFileSync(segment(), whole);
    rmSync(join(home(), 'head.json'));
    writeFileSync(join(home(), 'head.json'), 'nonsense');
    expect(store().salvage(id)).toMatchObject({ events: 3_500, fingerprint, lost: { events: undefined, bytes: 0 } });
    writeFileSync(join(home(), 'manifest.json'), 'nonsense');
    expect(errorOf(() => store().salvage(id)).code).toBe('log-damaged');
  });

  test('takes over the lock of a dead process, and names the owner of a living one', () => {
    mkdirSync(join(directory, 'locks'), { recursive: true });
    const lock = join(directory, 'locks', 'run.lock');
    const owner = store().create(manifestOf('other'));
    const mine = JSON.parse(readFileSync(join(directory, 'locks', 'other.lock'), 'utf8')) as Record<string, unknown>;
    owner.abandon({});
    writeFileSync(lock, JSON.stringify({ ...mine, pid: 4_194_305 }));
    store().create(manifestOf('run')).abandon({});
    writeFileSync(lock, JSON.stringify({ ...mine, processStart: 'another process of this id' }));
    store().create(manifestOf('run')).abandon({});
    writeFileSync(lock, JSON.stringify({ ...mine, since: '2020-02-02T02:02:02Z' }));
    const error = errorOf(() => store().create(manifestOf('run')));
    expect(error.code).toBe('store-locked');
    expect(error.message).toContain(`process ${process.pid}`);
    expect(error.message).toContain('2020-02-02');
  });

  test('refuses a directory of a newer format', () => {
    writeFileSync(join(directory, 'hivetape-store.json'), '{"format":2}');
    expect(errorOf(store).code).toBe('store-unusable');
  });

  test('says which file the machine refuses', () => {
    writeFileSync(join(directory, 'file'), '');
    const error = errorOf(() => embeddedRunStore(sampleCatalogue, join(directory, 'file', 'store')));
    expect(error.code).toBe('store-unusable');
    expect(error.message).toContain('ENOTDIR');
  });

  test('reads the log of format version 1', () => {
    cpSync(new URL('../goldens/store/log-v1', import.meta.url), home(), { recursive: true });
    expect([...store().open(id).events()]).toStrictEqual(plainLog(2_300));
    expect(store().verify(id)).toMatchObject({ ok: true, events: 2_300, blocks: 3 });
    const golden = readFileSync(segment());
    rmSync(home(), { recursive: true });
    record(2_300);
    expect(readFileSync(segment()).equals(golden)).toBe(true);
  });

  test('follows a run that another process writes, until it is killed', async () => {
    const reader = store();
    const heard: number[] = [];
    const ended = new Promise<void>((resolve, reject) => {
      reader.subscribe(id).subscribe({ next: ({ offset }) => heard.push(offset), complete: resolve, error: reject });
    });
    // A copy of a finished log, fed in pieces under a lock that a living process holds.
    const source = mkdtempSync(join(tmpdir(), 'hivetape-source-'));
    const writer = embeddedRunStore(sampleCatalogue, source).create(manifestOf('run'));
    plainLog(4_500).forEach((event) => writer.append(event));
    writer.finish({});
    const bytes = readFileSync(join(source, 'runs', 'run', 'segment-000000.blocks'));
    const holder = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    const stat = existsSync('/proc/self/stat') ? readFileSync(`/proc/${holder.pid}/stat`, 'utf8') : '';
    const lock = JSON.parse(JSON.stringify({ pid: holder.pid, host: (await import('node:os')).hostname(), since: 'now', processStart: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '' })) as object;
    writeFileSync(join(directory, 'locks', 'run.lock'), JSON.stringify(lock));
    mkdirSync(home());
    cpSync(join(source, 'runs', 'run', 'manifest.json'), join(home(), 'manifest.json'));
    for (let at = 0; at < bytes.length; at += 15_000) {
      appendFileSync(segment(), bytes.subarray(at, at + 15_000));
      await new Promise((resolve) => setTimeout(resolve, 130));
      expect(reader.open(id).state).toBe('running');
    }
    holder.kill('SIGKILL');
    await ended;
    expect(heard).toEqual(Array.from({ length: 4_500 }, (_, index) => index));
    expect(reader.open(id).state).toBe('incomplete');
    rmSync(source, { recursive: true });
  });
});
