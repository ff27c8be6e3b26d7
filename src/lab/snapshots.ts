/**
 * Snapshots of a run, kept beside its log by whoever goes through it: all agents' states and what is in
 * flight, every so many events. They are bound to the log below them and to the code that made them; one that is
 * damaged or of other code is never believed, and whoever finds it says so and begins earlier.
 */
import { digestOf } from '../core/canonical.js';
import type { Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import { codeDigest } from '../host/code-digest.js';
import { bytesOfState, stateOfBytes, STATE_BYTES_OF } from '../host/state-bytes.js';
import { eventsOfCourse, type Course } from '../kernel/course.js';
import { freezeDeep } from '../kernel/freeze.js';
import type { Kernel } from '../kernel/kernel.js';
import type { RunLog } from '../store/run-store.js';
import { readSnapshot, snapshotBytes, type SnapshotBinding } from '../store/snapshot-file.js';
import type { Keeping } from './drive.js';
import type { Recipe } from './recipe.js';

/** `told`: by a replay, with the books of the log. `decided`: by a fork or a rerun that compared every event, with all chance. */
export type SnapshotKind = 'told' | 'decided';

/** Why a snapshot was not believed. */
export interface SnapshotNotice {
  readonly file: string;
  readonly reason: 'damaged' | 'of-another-log' | 'of-other-code';
}

export interface SnapshotOptions {
  /** Events between two snapshots; by default 50,000, and more in a long run, so that it has no more than 64. */
  readonly every?: number;
  /** What stands for the code that runs; by default a digest of it. */
  readonly code?: string;
}

export interface SavedRun {
  readonly course: Course;
  /** What else whoever kept it needs to go on. */
  readonly extra: unknown;
}

interface SnapshotPlace {
  readonly log: RunLog;
  readonly recipe: Recipe;
  readonly kind: SnapshotKind;
  readonly options?: SnapshotOptions | undefined;
}

const EVENTS_PER_SNAPSHOT = 50_000;
const SNAPSHOTS_MAX = 64;
const NEARBY_EVENTS = 1_000;
/** Folders whose code decides what states are. */
const CODE = ['agents', 'core', 'domain', 'exchange', 'indicators', 'kernel', 'lab', 'learning', 'market', 'metrics', 'portfolio', 'store', 'swarm'] as const;

export class RunSnapshots {
  readonly notices: SnapshotNotice[] = [];
  readonly #place: SnapshotPlace;
  readonly #every: number;
  #code: string | undefined;
  /** Snapshots that are there, by their offset. */
  readonly #known: Map<number, string>;

  constructor(place: SnapshotPlace) {
    const { log, kind, options } = place;
    this.#place = place;
    this.#every = options?.every ?? Math.max(EVENTS_PER_SNAPSHOT, Math.ceil(log.count / SNAPSHOTS_MAX));
    const pattern = new RegExp(`^${kind}-(\\d{15})\\.snapshot$`);
    const names = canKeep(place) ? (log.side?.names() ?? []) : [];
    this.#known = new Map(names.flatMap((name) => pattern.exec(name)?.slice(1).map((digits) => [Number(digits), name] as const) ?? []));
  }

  /** Returns the last sound snapshot at or before a place, if there is one. */
  nearest({ offset = Infinity, time = Infinity }: { readonly offset?: number; readonly time?: Instant }): SavedRun | undefined {
    const before = [...this.#known].filter(([at]) => at <= offset).sort(([a], [b]) => b - a);
    for (const [at, name] of before) {
      if (!this.#known.has(at)) continue;
      const saved = this.#load(at, name, time);
      if (saved !== undefined) return saved;
    }
    return undefined;
  }

  /** Returns what leaves snapshots below `limit` while a kernel is driven. */
  keeping({ limit, extra }: { readonly limit: number; readonly extra: () => unknown }): Keeping | undefined {
    const { log, recipe } = this.#place;
    if (log.side === undefined || !canKeep(this.#place)) return undefined;
    let gaveUp = false;
    return {
      nextAfter: (offset) => (gaveUp ? Infinity : this.#nextAfter(offset, limit)),
      keep: (kernel) => {
        const isTurn = recipe.turns.some(({ at }) => at === kernel.nextOffset);
        if (kernel.nextOffset < limit && !isTurn) gaveUp = !this.#keep(kernel, extra());
      },
    };
  }

  #nextAfter(offset: number, limit: number): number {
    const every = this.#every;
    let next = (Math.floor(offset / every) + 1) * every;
    const has = (from: number): boolean => [...this.#known.keys()].some((at) => at >= from && at < from + every);
    while (next < limit && has(next)) next += every;
    return next < limit ? next : Infinity;
  }

  /** Returns false where states of this run cannot be kept at all. */
  #keep(kernel: Kernel, extra: unknown): boolean {
    const { log, kind } = this.#place;
    const course = kernel.course();
    if (course === undefined) return true;
    if (kind === 'decided' && course.seats.some(({ memory }) => memory === undefined)) return false;
    const state = bytesOfState({ course, extra });
    if (state === undefined) return false;
    const offset = course.nextOffset;
    const binding: SnapshotBinding = { offset, time: course.now, prefix: log.prefixFingerprint(offset), code: this.#codeAt(offset) };
    const name = `${kind}-${String(offset).padStart(15, '0')}.snapshot`;
    log.side?.write(name, snapshotBytes({ binding, state }));
    this.#known.set(offset, name);
    return true;
  }

  #load(at: number, name: string, time: Instant): SavedRun | undefined {
    const { log } = this.#place;
    const bytes = log.side?.read(name);
    const snapshot = bytes && readSnapshot(bytes);
    if (snapshot === undefined || snapshot.binding.offset !== at) return this.#refuse(at, { file: name, reason: 'damaged' });
    const { binding, state } = snapshot;
    if (binding.time > time) return undefined;
    if (binding.code !== this.#codeAt(at)) {
      for (const other of this.#known.keys()) if (other !== at) this.#known.delete(other);
      return this.#refuse(at, { file: name, reason: 'of-other-code' });
    }
    if (at > log.count || log.prefixFingerprint(at) !== binding.prefix) return this.#refuse(at, { file: name, reason: 'of-another-log' });
    const saved = stateOfBytes(state) as SavedRun | undefined;
    return saved ?? this.#refuse(at, { file: name, reason: 'damaged' });
  }

  #refuse(at: number, notice: SnapshotNotice): undefined {
    this.notices.push(notice);
    this.#known.delete(at);
    return undefined;
  }

  /** Returns the digest of all code that makes the states at an offset; what a fork changes later has no part in it. */
  #codeAt(offset: number): string {
    const { recipe, options } = this.#place;
    this.#code ??= options?.code ?? codeDigest(CODE);
    const plans = [recipe.plan, ...recipe.turns.filter(({ at }) => at < offset).map(({ plan }) => plan)];
    const own = plans.map(({ seats, chaos }) => [...seats.map(({ id, kind, codeDigest: digest }) => [id, kind, digest ?? '']), ...(chaos?.lawsDigest === undefined ? [] : [chaos.lawsDigest])]);
    return digestOf({ code: this.#code, own, machine: STATE_BYTES_OF });
  }
}

/** Returns what gives the events that a course names. */
export function eventsIn(log: RunLog, course: Course, { freeze }: { readonly freeze: boolean }): (offset: number) => Recorded {
  const found = new Map<number, Recorded>();
  const wanted = eventsOfCourse(course);
  for (let i = 0; i < wanted.length; ) {
    const from = wanted[i];
    let last = from;
    for (; i < wanted.length && wanted[i] < from + NEARBY_EVENTS; i += 1) last = wanted[i];
    for (const event of log.events({ from, to: last + 1 })) found.set(event.offset, event);
  }
  return (offset) => {
    const event = found.get(offset) as Recorded;
    if (freeze) freezeDeep(event);
    return event;
  };
}

/** States know what is sealed in the log, and would outlive its key. */
function canKeep({ log }: SnapshotPlace): boolean {
  return log.manifest.sealing === undefined;
}
