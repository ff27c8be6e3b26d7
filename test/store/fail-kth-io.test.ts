import { describe, expect, test } from 'vitest';
import { runId } from '../../src/core/brand.js';
import { isHivetapeError } from '../../src/core/errors.js';
import type { Recorded } from '../../src/core/event.js';
import { logFiles } from '../../src/host/log-files.js';
import { embeddedRunStore } from '../../src/store/embedded-run-store.js';
import type { Durability } from '../../src/store/embedded-slot.js';
import type { RunStore } from '../../src/store/run-store.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';
import { storeContract } from './contract.js';
import { memoryDisk, type MemoryDisk } from './disk-in-memory.js';
import { failingCalls, type Fault, type FaultKind } from './failing-calls.js';
import { manifestOf, plainLog, sampleCatalogue } from './sample-log.js';

const id = runId('run');
const truth = plainLog(1_230);
/** Small, so that one short run rolls segments and flushes often. */
const options = { segmentBytesMax: 9_000, bufferBytesMax: 1, flushMsMax: 0, syncMsMax: 0 };

function storeOn(calls: MemoryDisk['calls'], durability: Durability = 'batch'): RunStore {
  return embeddedRunStore(sampleCatalogue, '/store', { ...options, durability, files: logFiles(calls) });
}

storeContract('the embedded store on a disk in memory', () => ({ store: storeOn(memoryDisk().calls), dispose: () => undefined }));

const whole = memoryRunStore(sampleCatalogue);
const recorder = whole.create(manifestOf('run'));
for (const event of truth) recorder.append(event);
recorder.finish({});
const fingerprints = new Map<number, string>();

/** Returns the fingerprint of the truth, cut at an offset: one number in place of a thousand events. */
function truthTo(count: number): string {
  const known = fingerprints.get(count) ?? whole.open(id).prefixFingerprint(count);
  fingerprints.set(count, known);
  return known;
}

interface Step {
  readonly events: readonly Recorded[];
  readonly durability: Durability;
  readonly finish: boolean;
}

/** Writes a part of the truth, from the beginning or on from what is there; returns how far it was acknowledged. */
function write(calls: MemoryDisk['calls'], { events, durability, finish }: Step): { readonly acknowledged: number; readonly error: unknown; readonly sealed: boolean } {
  let acknowledged = 0;
  let sealed = false;
  try {
    const store = storeOn(calls, durability);
    const there = store.list().find(({ runId: name }) => name === id);
    const writer = there === undefined ? store.create(manifestOf('run')) : store.resume(id);
    acknowledged = writer.safeTo;
    try {
      for (const event of events.slice(writer.count)) {
        writer.append(event);
        if (event.offset % 217 === 216) writer.commit();
        acknowledged = writer.safeTo;
      }
    } catch (error) {
      // Whoever drives a run gives up its log on the way out.
      try {
        writer.abandon({ gone: true });
      } catch {
        // The first failure counts.
      }
      throw error;
    }
    if (finish) writer.finish({ ended: true });
    else writer.abandon({ ended: false });
    sealed = finish;
    return { acknowledged: events.length, error: undefined, sealed };
  } catch (error) {
    return { acknowledged, error, sealed };
  }
}

/** What must hold of the disk whatever happened: it opens, its log is a prefix of the truth, and whatever was acknowledged is in it. */
function expectSound(disk: MemoryDisk, acknowledged: number, what: string): void {
  forgetLocks(disk);
  const store = storeOn(disk.calls);
  const known = store.list();
  if (known.length === 0) {
    expect(acknowledged, what).toBe(0);
    return;
  }
  expect(known.map(({ runId: name, state }) => [name, state === 'damaged']), what).toEqual([[id, false]]);
  const log = store.open(id);
  expect(log.count, what).toBeGreaterThanOrEqual(acknowledged);
  expect(log.fingerprint, what).toBe(truthTo(log.count));
  expect(store.verify(id), what).toMatchObject({ ok: true, events: log.count });
}

/** The processes that took them are dead; here they would seem to be this one. */
function forgetLocks(disk: MemoryDisk): void {
  disk.calls.makeDirectory('/store/locks');
  for (const { name } of disk.calls.list('/store/locks')) disk.calls.remove(`/store/locks/${name}`);
}

function expectTyped(error: unknown, what: string): void {
  if (error !== undefined) expect(isHivetapeError(error) && error.code, what).toBe('store-unusable');
}

const kinds: readonly (readonly [FaultKind, boolean])[] = [
  ['EIO', false], ['EIO', true], ['ENOSPC', true], ['short', true], ['torn', false], ['torn', true], ['crash', true], ['torn-crash', true],
];
/** For loops in loops: what each of the others comes to. */
const someKinds = kinds.filter(([kind, forEver]) => kind === 'torn-crash' || (kind === 'EIO' && !forEver));

/** Calls an operation with the k-th call failing, for all k, until it is done before it comes to that call. */
function forEveryCall(disk: () => MemoryDisk, operate: (calls: MemoryDisk['calls'], disk: MemoryDisk, what: string, fault: Fault) => void, tryKinds = kinds): number {
  let tried = 0;
  for (let at = 1; at < 20_000; at += 1) {
    let hit = false;
    for (const [kind, forEver] of tryKinds) {
      const fault = { kind, at, forEver };
      const own = disk();
      const failing = failingCalls(own.calls, fault);
      operate(failing.calls, own, `${fault.kind} at call ${at}${fault.forEver ? ' and for ever' : ''}`, fault);
      hit ||= failing.isHit();
      tried += failing.isHit() ? 1 : 0;
    }
    if (!hit) return tried;
  }
  throw new Error('The operation never ended');
}

/** A generator of chances that is the same at every call. */
function chances(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const half = truth.slice(0, 640);

describe.each(['batch', 'every'] as const)('in the mode "%s"', (durability) => {
  const all = { events: durability === 'every' ? truth.slice(0, 40) : truth, durability, finish: true };
  const part = { events: durability === 'every' ? truth.slice(0, 20) : half, durability, finish: false };

  test('whichever call of a whole run fails, the log is a prefix that holds what was acknowledged', () => {
    const tried = forEveryCall(memoryDisk, (calls, disk, what, { kind }) => {
      const { acknowledged, error } = write(calls, all);
      expectTyped(error, what);
      if (kind === 'short') expect(error, what).toBe(undefined);
      expectSound(disk.afterKill(), acknowledged, what);
    });
    expect(tried).toBeGreaterThan(400);
  });

  test('whichever call fails, a power cut leaves a prefix, and in the mode "every" all that was acknowledged', () => {
    let seed = 0;
    forEveryCall(memoryDisk, (calls, disk, what) => {
      const { acknowledged, sealed } = write(calls, all);
      const safe = durability === 'every' || sealed ? acknowledged : 0;
      for (let cut = 0; cut < 3; cut += 1) expectSound(disk.afterPowerCut(chances((seed += 1))), safe, `${what}, then a power cut (${seed})`);
    });
  });

  test('whichever call of a resumed run fails, nothing that was there is lost, and it can be resumed again to the same end', () => {
    const begun = memoryDisk();
    write(begun.calls, part);
    const undisturbed = memoryDisk();
    write(undisturbed.calls, all);
    const { fingerprint } = storeOn(undisturbed.calls).open(id);
    forEveryCall(() => begun.afterKill(), (calls, disk, what) => {
      const { acknowledged, error } = write(calls, all);
      expectTyped(error, what);
      const left = disk.afterKill();
      expectSound(left, Math.max(part.events.length, acknowledged), what);
      if (storeOn(left.calls).open(id).state !== 'finished') write(left.calls, all);
      expect(storeOn(left.calls).open(id), what).toMatchObject({ state: 'finished', fingerprint });
    }, someKinds);
  });
});

test('a fault of the resumed run after a fault of the first leaves a prefix too', () => {
  let seed = 0;
  for (let first = 12; first < 60; first += 16) {
    const broken = memoryDisk();
    write(failingCalls(broken.calls, { kind: 'torn-crash', at: first, forEver: true }).calls, { events: half, durability: 'batch', finish: false });
    forgetLocks(broken);
    const before = storeOn(broken.calls).list().at(0)?.events ?? 0;
    forEveryCall(() => broken.afterKill(), (calls, disk, what) => {
      const { acknowledged } = write(calls, { events: truth, durability: 'batch', finish: true });
      expectSound(disk.afterKill(), Math.max(before, acknowledged), `${what}, after call ${first}`);
      expectSound(disk.afterPowerCut(chances((seed += 1))), 0, `${what}, after call ${first}, and a power cut (${seed})`);
    }, someKinds);
  }
});

test('whichever call of a second execution fails, the first is still there', () => {
  const begun = memoryDisk();
  write(begun.calls, { events: half, durability: 'batch', finish: true });
  const { fingerprint } = storeOn(begun.calls).open(id);
  forEveryCall(() => begun.afterKill(), (calls, disk, what) => {
    try {
      const writer = storeOn(calls).create(manifestOf('run'));
      for (const event of half) writer.append(event);
      expect(writer.finish({}).fingerprint).toBe(fingerprint);
    } catch (error) {
      expectTyped(error, what);
    }
    const left = disk.afterKill();
    expectSound(left, half.length, what);
    expect(storeOn(left.calls).open(id), what).toMatchObject({ state: 'finished', fingerprint });
  });
});

test('whichever call of the execution that replaces a damaged run fails, one of the two is there', () => {
  const begun = memoryDisk();
  write(begun.calls, { events: half, durability: 'batch', finish: true });
  const { fingerprint } = storeOn(begun.calls).open(id);
  begun.flip('/store/runs/run/segment-000000.blocks', 900);
  expect(storeOn(begun.calls).verify(id).ok).toBe(false);
  forEveryCall(() => begun.afterKill(), (calls, disk, what) => {
    let error: unknown;
    try {
      const writer = storeOn(calls).create(manifestOf('run'));
      for (const event of half) writer.append(event);
      writer.finish({});
    } catch (cause) {
      error = cause;
      expectTyped(error, what);
    }
    const left = disk.afterKill();
    forgetLocks(left);
    const [found, ...others] = storeOn(left.calls).list();
    expect(others, what).toEqual([]);
    expect(found, what).toMatchObject({ runId: id, fingerprint });
    if (error === undefined) expect(storeOn(left.calls).verify(id).ok, what).toBe(true);
  });
});

test('whichever call of reading fails, it is said, and reading again gives everything', () => {
  const written = memoryDisk();
  write(written.calls, { events: truth, durability: 'batch', finish: true });
  forEveryCall(() => written.afterKill(), (calls, disk, what, { kind }) => {
    let error: unknown;
    try {
      const store = storeOn(calls);
      expect([...store.open(id).events()], what).toStrictEqual(truth);
      expect(store.verify(id), what).toMatchObject({ ok: true, events: truth.length });
    } catch (cause) {
      if (!isHivetapeError(cause)) throw cause;
      error = cause;
      expectTyped(error, what);
    }
    if (kind === 'short') expect(error, what).toBe(undefined);
    expectSound(disk, truth.length, what);
  });
});

test('whichever call of a removal fails, the run is whole or gone', () => {
  const written = memoryDisk();
  write(written.calls, { events: half, durability: 'batch', finish: true });
  forEveryCall(() => written.afterKill(), (calls, disk, what) => {
    let removed = false;
    try {
      storeOn(calls).remove(id);
      removed = true;
    } catch (error) {
      expectTyped(error, what);
    }
    const left = disk.afterKill();
    expectSound(left, 0, what);
    const runs = storeOn(left.calls).list();
    if (removed) expect(runs, what).toEqual([]);
    else for (const run of runs) expect(run, what).toMatchObject({ state: 'finished', events: half.length });
    expect(left.calls.list('/store/runs').length, what).toBe(runs.length);
  });
});

test('whichever call of an import fails, the run is whole or not there', () => {
  const bytes = Buffer.concat([...whole.archive(id)]);
  forEveryCall(memoryDisk, (calls, disk, what) => {
    let taken = false;
    try {
      storeOn(calls).restore({ size: bytes.length, bytesAt: (position, length) => bytes.subarray(position, position + length) });
      taken = true;
    } catch (error) {
      expectTyped(error, what);
    }
    const left = disk.afterKill();
    expectSound(left, taken ? truth.length : 0, what);
    const runs = storeOn(left.calls).list();
    for (const run of runs) expect(run, what).toMatchObject({ state: 'finished', events: truth.length });
    expect(left.calls.list('/store/runs').length, what).toBe(runs.length);
  });
});

test('whichever call of an export fails, the file is whole or not there', () => {
  const written = memoryDisk();
  write(written.calls, { events: half, durability: 'batch', finish: true });
  const bytes = Buffer.concat([...storeOn(written.calls).archive(id)]);
  forEveryCall(() => written.afterKill(), (calls, disk, what) => {
    const files = logFiles(calls);
    try {
      files.writeBytesAtomically('/out.hivetape', storeOn(calls).archive(id), { sync: true });
    } catch (error) {
      expectTyped(error, what);
    }
    const after = logFiles(disk.afterKill().calls);
    if (after.pathExists('/out.hivetape')) expect(Buffer.from(after.withFileBytes('/out.hivetape', (bytesAt, size) => bytesAt(0, size))).equals(bytes), what).toBe(true);
  });
});
