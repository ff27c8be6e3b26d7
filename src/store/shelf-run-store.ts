/**
 * The rules of a store, once for every shelf: one writer per run, forks over a shared prefix, executing
 * one identity again, following a run that is being written.
 */
import { Observable } from 'rxjs';
import type { RunId } from '../core/brand.js';
import type { Recorded } from '../core/event.js';
import { HivetapeError, isHivetapeError } from '../core/errors.js';
import type { KeyRing } from './key-ring.js';
import { LogView } from './log-view.js';
import { LogWriter } from './log-writer.js';
import { archiveOf } from './run-archive.js';
import { followShelf, followWriter, pulledEvents } from './run-following.js';
import type { RunShelf } from './run-shelf.js';
import type { ArchiveSource, CreateOptions, EventSelection, RestoredRun, RunLog, RunManifest, RunSeal, RunStore, RunSummary, RunWriter, Salvage, Verification } from './run-store.js';
import { restoreArchive } from './restore-archive.js';
import { salvageRun } from './salvage.js';
import { SealedPayloads } from './sealed-payloads.js';
import type { TypeLayouts } from './type-layouts.js';
import { failureOf, verifyLog } from './verify.js';

/** A second execution is written under this suffix until it is known whether it agrees. */
const AGAIN = '.again';
const DIVERGED = '.diverged-';
const OPENED_MAX = 4;
const RUN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,150}$/;

export class ShelfRunStore implements RunStore {
  /** Runs that this store object is writing now. */
  private readonly writers = new Map<string, LogWriter>();
  /** Sealed runs that were opened last: their headers need not be read again. */
  private readonly opened = new Map<string, LogView>();
  private readonly seals: SealedPayloads;

  constructor(
    private readonly shelf: RunShelf,
    private readonly layouts: TypeLayouts,
    readonly keys: KeyRing,
  ) {
    this.seals = new SealedPayloads(keys, layouts);
  }

  create(manifest: RunManifest, { label, environment, isCopy }: CreateOptions = {}): RunWriter {
    const name = checkedName(manifest.runId);
    this.parentOf(manifest);
    const sealer = isCopy === true ? undefined : this.seals.sealerOf(manifest);
    return this.writing(name, () => {
      const isAgain = this.shelf.has(name);
      const place = isAgain ? name + AGAIN : name;
      this.shelf.remove(name + AGAIN);
      const writer = new LogWriter({ slot: this.shelf.begin(place, { manifest, label, environment }), layouts: this.layouts, manifest, isCopy, sealer });
      return { place, writer, settle: () => isAgain && this.settle(name, writer) };
    });
  }

  resume(runId: RunId, { to }: { readonly to?: number } = {}): RunWriter {
    const name = checkedName(runId);
    if (!this.shelf.has(name)) throw notFound(runId);
    return this.writing(name, () => {
      if (this.shelf.sealOf(name) !== undefined) {
        throw new HivetapeError('run-not-incomplete', `A run that is resumed was cut short (found "${name}" written to its end).`, { values: { runId } });
      }
      const log = this.view(name);
      const sealer = this.seals.sealerOf(log.manifest);
      const kept = log.keptTo(to ?? log.count);
      const slot = this.shelf.reopen(name, kept);
      if (slot === undefined) throw notFound(runId);
      return { place: name, writer: new LogWriter({ slot, layouts: this.layouts, manifest: log.manifest, sealer, resumed: kept }), settle: () => undefined };
    });
  }

  open(runId: RunId): RunLog {
    const view = this.view(runId, this.opened.get(runId));
    this.opened.delete(runId);
    if (view.state === 'finished') this.opened.set(runId, view);
    for (const oldest of this.opened.keys()) if (this.opened.size > OPENED_MAX) this.opened.delete(oldest);
    return view;
  }

  verify(runId: RunId): Verification {
    try {
      return verifyLog(this.view(runId), this.layouts);
    } catch (error) {
      return failureOf(error);
    }
  }

  salvage(runId: RunId): Salvage {
    const name = checkedName(runId);
    if (!this.shelf.has(name)) throw notFound(runId);
    if (this.verify(runId).ok) {
      throw new HivetapeError('run-not-damaged', `A run that is salvaged is damaged (found that all of "${name}" can be read).`, { values: { runId } });
    }
    const salvage = salvageRun(this.shelf, name, this.layouts);
    if (salvage === undefined) throw notFound(runId);
    return salvage;
  }

  archive(runId: RunId, { withParents = false }: { readonly withParents?: boolean } = {}): Iterable<Uint8Array> {
    const logs: LogView[] = [];
    for (let log: LogView | undefined = this.view(runId); log !== undefined; log = withParents ? log.parent : undefined) {
      if (log.state !== 'finished') {
        throw new HivetapeError('run-not-finished', `A run that is exported was written to its end (found "${log.manifest.runId}" ${log.state}).`, { values: { runId: log.manifest.runId } });
      }
      logs.unshift(log);
    }
    return archiveOf(logs);
  }

  restore(archive: ArchiveSource): RestoredRun[] {
    return restoreArchive(archive, { shelf: this.shelf, layouts: this.layouts, checkName: checkedName, checkParent: (manifest) => this.parentOf(manifest) });
  }

  subscribe(runId: RunId, selection: EventSelection = {}): Observable<Recorded> {
    return new Observable((subscriber) => {
      const following = { selection, subscriber };
      const writer = this.writers.get(runId);
      if (writer !== undefined) return followWriter(writer, () => this.view(runId), following);
      return followShelf({ view: (known) => this.viewIfAny(runId, known), poll: this.shelf.poll }, following);
    });
  }

  follow(runId: RunId, selection: EventSelection = {}): AsyncIterableIterator<Recorded> {
    let writer: LogWriter | undefined;
    const view = (known: LogView | undefined): LogView | undefined => {
      writer = this.writers.get(runId);
      return this.viewIfAny(runId, known);
    };
    const whenAdded = (next: number, added: () => void): (() => void) => {
      if (writer === undefined) return this.shelf.poll(added);
      if (!writer.isEnded && writer.count <= next) return writer.follow(added, added);
      added();
      return () => undefined;
    };
    return pulledEvents({ view, whenAdded }, selection);
  }

  list(): RunSummary[] {
    const names = this.shelf.names().filter((name) => !name.endsWith(AGAIN));
    return names.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).map((name) => this.summaryOf(name));
  }

  remove(runId: RunId): void {
    const name = checkedName(runId);
    if (!this.shelf.has(name)) throw notFound(runId);
    const forks = this.shelf.names().filter((other) => this.shelf.manifestOf(other)?.parent?.run === runId);
    if (forks.length > 0) {
      throw new HivetapeError('run-has-forks', `A run that is removed has no forks (found ${forks.length}: ${forks.slice(0, 3).join(', ')}).`, {
        help: 'Remove the forks first.',
        values: { runId, forks },
      });
    }
    const unlock = this.shelf.lock(name);
    try {
      this.shelf.remove(name);
    } finally {
      unlock();
    }
  }

  /** Returns a writer under the run's lock, which is given back when the writer ends. */
  private writing(name: string, begin: () => Begun): RunWriter {
    const unlock = this.shelf.lock(name);
    try {
      const { place, writer, settle } = begin();
      writer.whenEnded(() => {
        this.writers.delete(place);
        try {
          settle();
        } finally {
          unlock();
        }
      });
      this.writers.set(place, writer);
      return writer;
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /** Compares a second execution with what was there. Throws `run-diverged`. */
  private settle(name: string, writer: LogWriter): void {
    const { seal } = writer;
    const before = this.sealBefore(name);
    const isBetter = before === undefined ? seal !== undefined || this.countOf(name) <= writer.count : seal?.fingerprint === before.fingerprint && !this.isSound(name);
    if (isBetter) return this.shelf.replace(name, name + AGAIN);
    if (before === undefined || seal === undefined || seal.fingerprint === before.fingerprint) return this.shelf.remove(name + AGAIN);

    const kept = `${name}${DIVERGED}${seal.fingerprint.slice(-8)}`;
    this.shelf.remove(kept);
    this.shelf.move(name + AGAIN, kept);
    throw new HivetapeError(
      'run-diverged',
      `One identity gives one log (found ${seal.fingerprint} where ${before.fingerprint} was recorded).`,
      {
        help: `The new log is kept as "${kept}": compare it with "${name}".`,
        values: { runId: name, recorded: before, found: seal, kept },
      },
    );
  }

  /** A seal that cannot be read any more is none: then the new execution replaces the old. */
  private sealBefore(name: string): RunSeal | undefined {
    try {
      return this.shelf.sealOf(name);
    } catch (error) {
      if (isDamage(error)) return undefined;
      throw error;
    }
  }

  /** Returns how many events can be read of a run, none if it is damaged. */
  private countOf(name: string): number {
    try {
      return this.view(name).count;
    } catch (error) {
      if (isDamage(error)) return 0;
      throw error;
    }
  }

  /** `known` is an earlier view of the same run, to go on from. */
  private view(runId: string, known?: LogView): LogView {
    const name = checkedName(runId);
    const writer = this.writers.get(name);
    writer?.flush();
    const run = this.shelf.find(name, known?.run);
    if (run === undefined) throw notFound(runId);
    const parent = known?.parent ?? this.parentOf(run.manifest);
    return new LogView(writer === undefined ? run : writer.withUnfinishedBlock(run), this.layouts, parent, this.seals);
  }

  private viewIfAny(runId: string, known: LogView | undefined): LogView | undefined {
    return known === undefined && !this.shelf.has(checkedName(runId)) ? undefined : this.view(runId, known);
  }

  /** Returns the parent's log, once it is sure that the shared prefix is still the one that was forked. */
  private parentOf({ parent }: RunManifest): LogView | undefined {
    if (parent === undefined) return undefined;
    const log = this.view(parent.run);
    if (!(Number.isSafeInteger(parent.at) && parent.at >= 0 && parent.at <= log.count)) {
      throw new HivetapeError('fork-point-invalid', `A fork begins inside its parent, at 0 to ${log.count} (found ${parent.at}).`);
    }
    const prefix = log.prefixFingerprint(parent.at);
    if (prefix === parent.prefix) return log;
    throw new HivetapeError('fork-point-invalid', `A fork names the fingerprint of the prefix it shares, ${prefix} (found ${parent.prefix}).`);
  }

  /** Reads all of a log, because a damaged one is worth replacing. */
  private isSound(name: string): boolean {
    try {
      const { blocks, load } = this.view(name).run;
      blocks.forEach((_, block) => load(block));
      return true;
    } catch (error) {
      if (isDamage(error)) return false;
      throw error;
    }
  }

  private summaryOf(name: string): RunSummary {
    const runId = name as RunId;
    let known = { runId, name, parent: undefined as RunSummary['parent'], divergedFrom: undefined as RunSummary['divergedFrom'] };
    try {
      const manifest = this.shelf.manifestOf(name);
      if (manifest !== undefined) known = { runId, name: manifest.name, parent: manifest.parent, divergedFrom: name.includes(DIVERGED) ? manifest.runId : undefined };
      const seal = this.shelf.sealOf(name);
      if (seal !== undefined && manifest !== undefined) return { ...known, label: this.shelf.labelOf(name), state: 'finished', ...seal };
      const { label, state, count, fingerprint } = this.view(name);
      return { ...known, label, state, events: count, fingerprint };
    } catch (error) {
      if (!isHivetapeError(error)) throw error;
      return { ...known, label: undefined, state: 'damaged', events: 0, fingerprint: '' };
    }
  }
}

interface Begun {
  readonly place: string;
  readonly writer: LogWriter;
  /** Called when the writing has ended, before the lock is given back. */
  readonly settle: () => void;
}

/** A disk that fails today may answer tomorrow; what was written wrongly stays so. */
function isDamage(error: unknown): boolean {
  return isHivetapeError(error) && error.code === 'log-damaged';
}

function checkedName(runId: string): string {
  if (!RUN_NAME.test(runId)) throw notFound(runId);
  return runId;
}

function notFound(runId: string): HivetapeError {
  return new HivetapeError('run-not-found', `The store has the run that is asked for (found no "${runId.slice(0, 100)}").`, {
    values: { runId },
  });
}
