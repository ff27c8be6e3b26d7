import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runId } from '../../src/core/brand.js';
import type { Recorded } from '../../src/core/event.js';
import { newSealingKey } from '../../src/host/payload-cipher.js';
import { embeddedRunStore } from '../../src/store/embedded-run-store.js';
import { drainingRunStore } from '../../src/store/draining-run-store.js';
import { decodeEvent, streamOfRun } from '../../src/store/event-json.js';
import { memoryEventStore } from '../../src/store/memory-event-store.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';
import type { EventRange, RunManifest, RunStore } from '../../src/store/run-store.js';
import { pullRun, pushRun } from '../../src/store/run-transfer.js';
import { anyLog, manifestOf, sampleCatalogue } from './sample-log.js';
import { codeOf } from '../core/code-of.js';

const run = runId('run');
const SECRET = 'the-secret-of-the-bee';
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hivetape-sealed-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const inFiles = (place = 'one', durability: 'batch' | 'every' = 'batch'): RunStore => embeddedRunStore(sampleCatalogue, join(directory, place), { durability });
const sealedManifest = (store: RunStore): RunManifest => ({ ...manifestOf('run'), sealing: { keyId: store.keys?.idFor('test') ?? '', agents: ['bee'], types: ['Measured'] } });

/** A log in which only what is sealed says the secret. */
function secretLog(length: number): Recorded[] {
  const [event] = fc.sample(anyLog({ maxLength: 1 }), 1)[0];
  return Array.from({ length }, (_, offset): Recorded => {
    const envelope = { ...event, offset, time: event.time + offset, deliverAt: event.time + offset + 1, correlation: -1, causation: -1 };
    const secret = { ...envelope, type: 'Noted', version: 1, data: { colour: 'red', note: `${SECRET} ${offset}`, extra: { a: [offset] } }, agent: 'bee' };
    return (offset % 3 === 0 ? secret : { ...envelope, type: 'Counted', version: 1, data: { count: offset }, agent: 'ant' }) as Recorded;
  });
}

function write(store: RunStore, manifest: RunManifest, log: readonly Recorded[]): string {
  const writer = store.create(manifest);
  for (const event of log) writer.append(event);
  return writer.finish(null).fingerprint;
}

const read = (store: RunStore, range?: EventRange): Recorded[] => [...store.open(run).events(range)];
const bytesUnder = (place: string): Buffer => Buffer.concat(readdirSync(place, { recursive: true, withFileTypes: true }).filter((file) => file.isFile()).map((file) => readFileSync(join(file.parentPath, file.name))));

describe.each([['in memory', () => memoryRunStore(sampleCatalogue)], ['in files', () => inFiles()], ['in files, each event durable', () => inFiles('one', 'every')]] as const)('a sealed run %s', (_, open) => {
  test('is read as it was said, in every way of reading, and lies there as ciphertext', () => {
    fc.assert(
      fc.property(anyLog({ maxLength: 40 }), (log) => {
        const store = open();
        const manifest = sealedManifest(store);
        const writer = store.create(manifest);
        for (const event of log) writer.append(event);
        expect(read(store)).toEqual(log);
        writer.finish(null);
        expect(read(store)).toEqual(log);
        expect(read(store, { backwards: true })).toEqual([...log].reverse());
        expect(read(store, { agents: ['bee'] })).toEqual(log.filter(({ agent }) => agent === 'bee'));
        expect(read(store, { types: ['Measured'] })).toEqual(log.filter(({ type }) => type === 'Measured'));
        const isSealed = ({ agent, type }: Recorded): boolean => agent === 'bee' || type === 'Measured';
        expect(read(store, { asWritten: true }).map(({ version }) => version > 1_000_000)).toEqual(log.map(isSealed));
        expect(store.verify(run)).toMatchObject({ ok: true, events: log.length });
        if (store.list().length > 0) store.remove(run);
      }),
      { numRuns: 15 },
    );
  });

  test('gives the same fingerprint again with the same key, and refuses payloads that no log takes', () => {
    const store = open();
    const manifest = sealedManifest(store);
    const log = secretLog(2_500);
    const fingerprint = write(store, manifest, log);
    expect(write(store, manifest, log)).toBe(fingerprint);
    store.remove(run);
    const writer = store.create(manifest);
    expect(codeOf(() => writer.append({ ...log[0], data: { colour: 'pink', extra: null } }))).toBe('invalid-event');
    expect(codeOf(() => writer.append({ ...log[0], version: 7 }))).toBe('event-type-unknown');
    expect(codeOf(() => writer.append({ ...log[0], offset: 5 }))).toBe('append-refused');
    for (const event of log) writer.append(event);
    expect(writer.finish(null).fingerprint).toBe(fingerprint);
  });

  test('goes on after it was cut short, in the same bytes', () => {
    const store = open();
    const manifest = sealedManifest(store);
    const log = secretLog(1_400);
    const whole = write(store, manifest, log);
    store.remove(run);
    const first = store.create(manifest);
    for (const event of log.slice(0, 1_234)) first.append(event);
    first.abandon(null);
    const second = store.resume(run);
    for (const event of log.slice(second.count)) second.append(event);
    expect(second.finish(null).fingerprint).toBe(whole);
    expect(read(store)).toEqual(log);
  });

  test('W5: is whole after its key was destroyed, shows what was sealed as sealed, and refuses to say more', () => {
    const store = open();
    const manifest = sealedManifest(store);
    const log = secretLog(1_100);
    const fingerprint = write(store, manifest, log);
    const opened = store.open(run);
    expect(store.keys?.destroy(manifest.sealing?.keyId ?? '', 1_700_000_000_000_000)).toBe(true);
    expect(store.verify(run)).toMatchObject({ ok: true, fingerprint, events: log.length });
    for (const work of [() => [...opened.events()], () => read(store), () => store.create(manifest)]) expect(codeOf(work)).toBe('sealing-key-missing');
    expect(() => read(store)).toThrow('destroyed at 2023-11-14');
    expect(read(store, { agents: ['ant'] })).toEqual(log.filter(({ agent }) => agent === 'ant'));
    const shown = read(store, { sealed: 'show' });
    expect(shown[0].data).toEqual({ sealed: true, keyId: manifest.sealing?.keyId, bytes: JSON.stringify(log[0].data).length });
    expect(shown[1]).toEqual(log[1]);
    expect(store.keys?.destroy(manifest.sealing?.keyId ?? '', 5)).toBe(false);
  });

  test('W2: says nothing to who has the log alone: pushed, pulled, exported and imported it is the same log, without key and secret', async () => {
    const store = open();
    const manifest = sealedManifest(store);
    const fingerprint = write(store, manifest, secretLog(1_200));
    const key = store.keys?.find(manifest.sealing?.keyId ?? '');
    const hex = key?.kind === 'there' ? Buffer.from(key.key).toString('hex') : '';
    const archive = Buffer.concat([...store.archive(run)]);
    for (const word of [SECRET, hex]) expect(archive.includes(word)).toBe(false);
    const elsewhere = memoryRunStore(sampleCatalogue);
    elsewhere.restore({ size: archive.length, bytesAt: (at, length) => archive.subarray(at, at + length) });
    expect(Buffer.concat([...elsewhere.archive(run)]).equals(archive)).toBe(true);

    const server = memoryEventStore();
    await pushRun(store, run, server);
    for await (const { data } of server.read(streamOfRun(run))) expect(Buffer.from(data).includes(SECRET)).toBe(false);
    const pulled = inFiles('pulled');
    await pullRun(server, run, pulled);
    for (const copy of [elsewhere, pulled]) {
      expect(copy.verify(run)).toMatchObject({ ok: true, fingerprint });
      expect(codeOf(() => read(copy))).toBe('sealing-key-missing');
    }
  });
});

describe('a sealed run', () => {
  test('has the same fingerprint in memory and in files, with the same key', () => {
    const [files, memory] = [inFiles(), memoryRunStore(sampleCatalogue)];
    const manifest = sealedManifest(files);
    const log = secretLog(1_500);
    const fingerprint = write(files, manifest, log);
    expect(write(inFiles('one', 'every'), manifest, log)).toBe(fingerprint);
    const archive = Buffer.concat([...files.archive(run)]);
    memory.restore({ size: archive.length, bytesAt: (at, length) => archive.subarray(at, at + length) });
    expect(memory.open(run).fingerprint).toBe(fingerprint);
    expect(memory.open(run).prefixFingerprint(1_234)).toBe(files.open(run).prefixFingerprint(1_234));
  });

  test('leaves its secret in no file, and its key in one that only the owner may read', () => {
    const store = inFiles();
    const manifest = sealedManifest(store);
    write(store, manifest, secretLog(1_500));
    expect(bytesUnder(join(directory, 'one')).includes(SECRET)).toBe(false);
    const { keyId = '' } = manifest.sealing ?? {};
    const file = join(directory, 'one/keys', `${keyId}.json`);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    const { key } = JSON.parse(readFileSync(file, 'utf8')) as { key: string };
    expect(bytesUnder(join(directory, 'one/runs')).includes(key)).toBe(false);
    store.keys?.destroy(keyId, 7);
    expect(bytesUnder(join(directory, 'one')).includes(key)).toBe(false);
    expect(readdirSync(join(directory, 'one/keys'))).toEqual([`${keyId}.json`]);
    expect(inFiles().keys?.find(keyId)).toEqual({ kind: 'destroyed', at: 7 });
  });

  test('one flipped byte of ciphertext is named by the chain', () => {
    const store = inFiles();
    write(store, sealedManifest(store), secretLog(300));
    const [sealed] = read(store, { asWritten: true });
    const segment = join(directory, 'one/runs/run/segment-000000.blocks');
    const bytes = readFileSync(segment);
    const at = bytes.indexOf((sealed.data as { sealed: string }).sealed);
    expect(at).toBeGreaterThan(0);
    bytes[at + 20] ^= 1;
    writeFileSync(segment, bytes);
    expect(inFiles().verify(run)).toMatchObject({ ok: false, block: 0, firstOffset: 0 });
  });

  test('one changed or moved ciphertext under a chain that was computed again is found when it is opened', () => {
    const store = inFiles();
    const manifest = sealedManifest(store);
    write(store, manifest, secretLog(10));
    const written = read(store, { asWritten: true });
    const text = (offset: number): string => (written[offset].data as { sealed: string }).sealed;
    const flipped = `${text(3).slice(0, 24)}${text(3)[24] === 'A' ? 'B' : 'A'}${text(3).slice(25)}`;
    for (const [place, sealed] of [['flipped', flipped], ['moved', text(6)]] as const) {
      const forged = inFiles(place);
      const writer = forged.create(manifest, { isCopy: true });
      for (const event of written) writer.append(event.offset === 3 ? { ...event, data: { sealed } } : event);
      writer.finish(null);
      cpSync(join(directory, 'one/keys'), join(directory, place, 'keys'), { recursive: true });
      expect(forged.verify(run)).toMatchObject({ ok: true });
      expect(codeOf(() => read(forged))).toBe('sealed-payload-damaged');
      expect(() => read(forged)).toThrow('offset 3');
    }
  });

  test('another key under the name of the key is refused, and so is a file that holds none', () => {
    const store = inFiles();
    const manifest = sealedManifest(store);
    write(store, manifest, secretLog(10));
    const { keyId = '' } = manifest.sealing ?? {};
    const file = join(directory, 'one/keys', `${keyId}.json`);
    const right = readFileSync(file, 'utf8');
    const record = JSON.parse(right) as object;
    for (const wrong of [JSON.stringify({ ...record, key: Buffer.from(newSealingKey()).toString('hex') }), JSON.stringify({ ...record, key: 'ab' }), '{}', 'null', 'torn {']) {
      writeFileSync(file, wrong);
      expect(codeOf(() => read(store))).toBe('sealing-key-wrong');
    }
    rmSync(file);
    expect(codeOf(() => read(store))).toBe('sealing-key-missing');
    writeFileSync(file, right);
    expect(read(store)).toHaveLength(10);
  });

  test('sealed events in a log that names no key are refused, never taken for what was said', () => {
    const store = memoryRunStore(sampleCatalogue);
    const manifest = sealedManifest(store);
    write(store, manifest, secretLog(10));
    const written = read(store, { asWritten: true });
    const bare = memoryRunStore(sampleCatalogue);
    const writer = bare.create(manifestOf('run'), { isCopy: true });
    for (const event of written) writer.append(event);
    writer.finish(null);
    expect(codeOf(() => read(bare))).toBe('sealing-key-missing');
    expect(codeOf(() => bare.create(manifestOf('other')).append(written[0]))).not.toBe('nothing refused');
  });

  test('a key directory that is a file is trouble of the machine, told as such', () => {
    const store = inFiles();
    mkdirSync(join(directory, 'one'), { recursive: true });
    writeFileSync(join(directory, 'one/keys'), '');
    expect(codeOf(() => store.keys?.idFor('test'))).toBe('store-unusable');
  });

  test('written straight to a server, it leaves this process as ciphertext only', async () => {
    const server = memoryEventStore();
    const local = inFiles();
    const { store, drained } = drainingRunStore(local, server);
    const manifest = sealedManifest(store);
    const log = secretLog(1_300);
    const writer = store.create(manifest);
    for (const event of log.slice(0, 700)) writer.append(event);
    writer.abandon(null);
    const again = drainingRunStore(local, server);
    const second = again.store.resume(run);
    for (const event of log.slice(second.count)) second.append(event);
    const { fingerprint } = second.finish(null);
    await again.drained();
    await drained();
    const there = [];
    for await (const { data } of server.read(streamOfRun(run))) there.push(decodeEvent(data));
    expect(there).toHaveLength(1_300);
    expect(JSON.stringify(there)).not.toContain(SECRET);
    const pulled = memoryRunStore(sampleCatalogue);
    await pullRun(server, run, pulled);
    expect(pulled.open(run).fingerprint).toBe(fingerprint);
  });
});
