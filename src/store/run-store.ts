/**
 * The port of the event store: what a lab may ask of whoever keeps the logs of runs. It knows
 * envelopes, never a price. The memory store and the embedded store pass one contract; a store on a
 * server fits behind the same port, because writing is buffered and reading is pulled.
 */
import type { Observable } from 'rxjs';
import type { RunId } from '../core/brand.js';
import type { Json } from '../core/canonical.js';
import type { Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import type { KeyRing } from './key-ring.js';
import type { SideFiles } from './side-files.js';

/** What a run is: everything here decides what follows, and nothing of the machine stands in it. */
export interface RunManifest {
  readonly runId: RunId;
  readonly name: string;
  readonly identity: Json;
  /** Present in a fork: it shares the parent's events below `at` and stores only its own. */
  readonly parent?: ForkPoint;
  /** Present where payloads are sealed. It stands in the identity too, so that it decides the run's id. */
  readonly sealing?: Sealing;
}

/** Which payloads are sealed: what these agents say, and what is of these types. */
export interface Sealing {
  /** Name of the key, which itself is nowhere in the log. */
  readonly keyId: string;
  readonly agents: readonly string[];
  readonly types: readonly string[];
}

/** What a reader wants where the key of sealed payloads is gone: a refusal, or to see that they are sealed. */
export type SealedReading = 'refuse' | 'show';

export interface ForkPoint {
  readonly run: RunId;
  /** First offset that is the fork's own. */
  readonly at: number;
  /** Fingerprint that the parent's log would have if it ended at `at`; see `RunLog.prefixFingerprint`. */
  readonly prefix: string;
}

/** `running`: somebody writes it now. `incomplete`: its writer died or gave up. */
export type RunState = 'running' | 'finished' | 'incomplete';

export interface RunSeal {
  /** Chain head over the whole log, as text: `hivetape1:<64 hex digits>`. */
  readonly fingerprint: string;
  /** Events of the log, the shared prefix of a fork included. */
  readonly events: number;
}

export interface RunWriter {
  /**
   * Takes the next event. Synchronous and buffered. Its offset must be `count`.
   * Throws `invalid-event`, `value-not-canonical`, `append-refused`; then nothing of it was taken.
   * Throws `store-unusable` when the machine fails; then the writer has ended, and the run is incomplete.
   */
  append(event: Recorded): void;
  /** Offset that the next event must have. */
  readonly count: number;
  /**
   * Events below this offset are acknowledged: they outlive this process (mode `batch`), or even a power
   * cut (mode `every`, where it is always `count`). A store in memory acknowledges nothing.
   */
  readonly safeTo: number;
  /** Acknowledges everything that was taken. Called before anything of a run leaves its process. Throws `store-unusable`. */
  commit(): void;
  /** Seals the log. Throws `run-diverged` if a finished run of the same id has other bytes. */
  finish(environment: Json): RunSeal;
  /** Gives up; what was appended stays readable as an incomplete run. */
  abandon(environment: Json): void;
}

/**
 * Which events are meant: those that pass every bound that is there. `from` and `fromTime` are inclusive, `to` and
 * `toTime` exclusive. It means the same of a log that is read and of one that is being written.
 */
export interface EventSelection {
  readonly from?: number;
  readonly to?: number;
  readonly types?: readonly string[];
  /** Who said it. */
  readonly agents?: readonly string[];
  /** A pattern: `*` stands for one part, a final `**` for any rest. */
  readonly topic?: string;
  /** Offset of the event that began it all: the whole chain of what answered it. */
  readonly correlation?: number;
  readonly fromTime?: Instant;
  readonly toTime?: Instant;
}

export interface EventRange extends EventSelection {
  /** As the log holds them; else events of earlier versions are given as they would be said now, and sealed ones opened. */
  readonly asWritten?: boolean;
  /** Where the key is gone: `refuse` if absent. `show`: such an event has the data `{ sealed: true, keyId, bytes }`. */
  readonly sealed?: SealedReading;
  /** Newest first. */
  readonly backwards?: boolean;
}

/** A view of one log as it stood when it was opened. */
export interface RunLog {
  readonly manifest: RunManifest;
  /** Label of this execution, in listings. */
  readonly label: string | undefined;
  /** What the writer said of the machine, at the end or, while it runs or after it died, at the beginning; else `null`. */
  readonly environment: Json;
  readonly state: RunState;
  /** Events of the log, the shared prefix of a fork included. */
  readonly count: number;
  readonly fingerprint: string;
  /** Bytes of a torn tail that were left out; 0 for a sound log. */
  readonly cutBytes: number;
  /** Returns the events one after another, read a block at a time. Throws `log-damaged`, `sealing-key-missing`, `sealing-key-wrong`, `sealed-payload-damaged`. */
  events(range?: EventRange): IterableIterator<Recorded>;
  /** Returns the same as a cold Observable; unsubscribing stops the reading. */
  read(range?: EventRange): Observable<Recorded>;
  /** Where snapshots of this log lie; absent where none are kept. */
  readonly side?: SideFiles | undefined;
  /** Returns the fingerprint that this log would have if it ended at offset `at`. */
  prefixFingerprint(at: number): string;
}

export interface RunSummary {
  readonly runId: RunId;
  readonly name: string;
  readonly label: string | undefined;
  /**
   * `damaged`: it cannot be opened; `open` says why. Then it has 0 events and no fingerprint here. Of a run that was
   * sealed only the seal is looked at; `verify` looks at all of it.
   */
  readonly state: RunState | 'damaged';
  readonly events: number;
  readonly fingerprint: string;
  readonly parent: ForkPoint | undefined;
  /** Set in what was kept of an execution that differed from the finished run of its identity. */
  readonly divergedFrom: RunId | undefined;
}

export type Verification = VerificationSuccess | VerificationFailure;

export interface VerificationSuccess {
  readonly ok: true;
  readonly events: number;
  readonly blocks: number;
  readonly fingerprint: string;
}

/** Names the first block that is not what was written. */
export interface VerificationFailure {
  readonly ok: false;
  readonly block: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly file: string;
  readonly position: number;
  readonly expected: string;
  readonly found: string;
}

/** What was saved of a damaged run, and what was not. */
export interface Salvage {
  /** The incomplete run that holds it. */
  readonly runId: RunId;
  readonly events: number;
  readonly fingerprint: string;
  readonly lost: {
    readonly firstOffset: number;
    /** `undefined` where nobody knows how long the log was. */
    readonly events: number | undefined;
    /** Bytes of the segments that are not in the salvaged run. */
    readonly bytes: number;
    /** Sound blocks behind the damage; a log has no gaps, so they are among the lost. */
    readonly laterBlocks: number;
    readonly laterEvents: number;
  };
}

/** The bytes of an archive, wherever they are. */
export interface ArchiveSource {
  readonly size: number;
  readonly bytesAt: (position: number, length: number) => Uint8Array;
}

export interface RestoredRun extends RunSeal {
  readonly runId: RunId;
  /** False: the same run was there already. */
  readonly isNew: boolean;
}

export interface CreateOptions {
  readonly label?: string;
  readonly environment?: Json;
  /** The events come out of another log: versions of earlier times are welcome. */
  readonly isCopy?: boolean;
}

export interface RunStore {
  /** Keys of sealed runs; absent where none can be kept, and then no run can be sealed. */
  readonly keys?: KeyRing;
  /**
   * Begins a run. One writer per run: throws `store-locked` naming the owner. Throws
   * `fork-point-invalid` when the parent's log does not have the prefix that the manifest names, `sealing-key-missing`.
   */
  create(manifest: RunManifest, options?: CreateOptions): RunWriter;
  /**
   * Goes on with an incomplete run: its events below `to` (default: all of them) stay, what follows them goes.
   * Throws `run-not-found`, `run-not-incomplete`, `store-locked`, `log-damaged`.
   */
  resume(runId: RunId, options?: { readonly to?: number }): RunWriter;
  /** Throws `run-not-found`, `log-damaged`. */
  open(runId: RunId): RunLog;
  /** Reads every byte of a log and walks its chain; no agent takes part. Throws `run-not-found`. */
  verify(runId: RunId): Verification;
  /** Saves the sound beginning of a damaged run under another id. Throws `run-not-found`, `run-not-damaged`, `log-damaged`. */
  salvage(runId: RunId): Salvage;
  /**
   * Returns the bytes of a run as one archive, part by part: the same wherever the run lies. `withParents`: the
   * runs whose past a fork shares are in it too. Throws `run-not-found`, `run-not-finished`, `log-damaged`.
   */
  archive(runId: RunId, options?: { readonly withParents?: boolean }): Iterable<Uint8Array>;
  /**
   * Takes in the runs of an archive, once all of it has been verified. Throws `archive-foreign`, `archive-damaged`,
   * `import-differs`, `store-locked`, and `run-not-found` or `fork-point-invalid` for a fork without its parent.
   */
  restore(archive: ArchiveSource): RestoredRun[];
  /**
   * Returns history and then what is appended, until the run or the selection ends. It is pushed: a subscriber that
   * works in its own time gathers what it has not taken. Errors are those of `open`.
   */
  subscribe(runId: RunId, selection?: EventSelection): Observable<Recorded>;
  /**
   * Returns the same events, pulled: the next one is looked for when it is asked for, so that of a log of any
   * length and a writer of any haste at most one block is held. Throws what `open` throws.
   */
  follow(runId: RunId, selection?: EventSelection): AsyncIterableIterator<Recorded>;
  /** Returns all runs in order of run id. */
  list(): RunSummary[];
  /** Throws `run-not-found`, `run-has-forks`, `store-locked`. */
  remove(runId: RunId): void;
}
