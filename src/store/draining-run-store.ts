/**
 * A store of runs that shares what it writes: every run goes to the local store first, synchronously,
 * and from there to a server in the background. The server is always behind the run, never in its loop.
 */
import { assert } from '../core/assert.js';
import type { RunId } from '../core/brand.js';
import type { Recorded } from '../core/event.js';
import { nextTurn } from '../host/next-turn.js';
import type { EventStore } from './event-store.js';
import { RunPusher, type PusherOptions } from './run-pusher.js';
import type { RunManifest, RunSeal, RunStore, RunWriter } from './run-store.js';

export interface DrainOptions extends PusherOptions {
  /** With so many events waiting, who writes is asked to wait. */
  readonly lagMax?: number;
}

export interface DrainingRunStore {
  readonly store: RunStore;
  /** Returns once the server has nearly caught up, or is given up; the run itself goes on either way. */
  keepUp(): Promise<void>;
  /** Returns when everything that was sealed here is sealed on the server. Throws `server-unreachable`, `run-diverged`. */
  drained(): Promise<void>;
  /** Events taken here that the server does not have yet. */
  lag(): number;
}

const LAG_MAX = 20_000;

export function drainingRunStore(local: RunStore, server: EventStore, { lagMax = LAG_MAX, ...pushing }: DrainOptions = {}): DrainingRunStore {
  const drains = new Map<RunId, Drain>();
  const all = (): Drain[] => [...drains.values()];
  const lag = (): number => all().reduce((sum, drain) => sum + drain.waiting, 0);
  return {
    store: {
      ...(local.keys === undefined ? {} : { keys: local.keys }),
      create: (manifest, naming) => {
        assert(manifest.parent === undefined, 'A fork is written locally and pushed when it is done', { runId: manifest.runId });
        const writer = local.create(manifest, naming);
        const drain = new Drain(server, { manifest, label: naming?.label, options: pushing, writer });
        drains.set(manifest.runId, drain);
        return manifest.sealing === undefined ? drainedWriter(writer, drain) : drainedAfterwards(writer, drain, () => asWritten(local, manifest.runId));
      },
      resume: (run, options) => {
        const writer = local.resume(run, options);
        const log = local.open(run);
        const drain = new Drain(server, { manifest: log.manifest, label: log.label, options: pushing, writer });
        drains.set(run, drain);
        if (log.manifest.sealing !== undefined) return drainedAfterwards(writer, drain, () => asWritten(local, run));
        for (const event of log.events({ to: writer.count, asWritten: true })) drain.take(event);
        return drainedWriter(writer, drain);
      },
      open: (run) => local.open(run),
      verify: (run) => local.verify(run),
      subscribe: (run, selection) => local.subscribe(run, selection),
      follow: (run, selection) => local.follow(run, selection),
      salvage: (run) => local.salvage(run),
      archive: (run, which) => local.archive(run, which),
      restore: (archive) => local.restore(archive),
      list: () => local.list(),
      remove: (run) => local.remove(run),
    },
    keepUp: async () => {
      await nextTurn();
      while (lag() > lagMax) await Promise.race(all().map((drain) => drain.progress()));
    },
    drained: async () => {
      for (const [run, drain] of drains) {
        await drain.ended();
        drains.delete(run);
      }
    },
    lag,
  };
}

function drainedWriter(writer: RunWriter, drain: Drain): RunWriter {
  return {
    append: (event) => {
      writer.append(event);
      drain.take(event);
    },
    get count() {
      return writer.count;
    },
    get safeTo() {
      return writer.safeTo;
    },
    commit: () => writer.commit(),
    finish: (environment) => {
      const seal = writer.finish(environment);
      drain.finish(seal);
      return seal;
    },
    abandon: (environment) => {
      writer.abandon(environment);
      drain.finish(undefined);
    },
  };
}

function asWritten(local: RunStore, run: RunId): Iterable<Recorded> {
  return local.open(run).events({ asWritten: true });
}

/** What has sealed payloads leaves the process as the log holds it: the writer is told what was said, so it is sent when it is done. */
function drainedAfterwards(writer: RunWriter, drain: Drain, log: () => Iterable<Recorded>): RunWriter {
  return {
    ...drainedWriter(writer, drain),
    append: (event) => writer.append(event),
    get count() {
      return writer.count;
    },
    get safeTo() {
      return writer.safeTo;
    },
    finish: (environment) => {
      const seal = writer.finish(environment);
      for (const event of log()) drain.take(event);
      drain.finish(seal);
      return seal;
    },
  };
}

interface DrainedRun {
  readonly manifest: RunManifest;
  readonly label: string | undefined;
  readonly options: PusherOptions;
  readonly writer: RunWriter;
}

/** Sends one run in the background, as fast as the server takes it. */
class Drain {
  private queue: Recorded[] = [];
  private taken = 0;
  private ending: { readonly seal: RunSeal | undefined } | undefined;
  private failure: { readonly error: unknown } | undefined;
  private inFlight = 0;
  private wake: () => void = () => undefined;
  private readonly listeners = new Set<() => void>();
  private readonly work: Promise<void>;

  constructor(server: EventStore, run: DrainedRun) {
    this.work = this.send(server, run).catch((error: unknown) => {
      this.failure = { error };
      this.queue = [];
      this.taken = 0;
      this.tell();
    });
  }

  get waiting(): number {
    return this.failure === undefined ? this.queue.length - this.taken + this.inFlight : 0;
  }

  take(event: Recorded): void {
    if (this.failure !== undefined) return;
    this.queue.push(event);
    this.wake();
  }

  finish(seal: RunSeal | undefined): void {
    this.ending = { seal };
    this.wake();
  }

  /** Returns after the next step of the sending. */
  progress(): Promise<void> {
    return new Promise((resolve) => {
      if (this.waiting === 0) resolve();
      else this.listeners.add(resolve);
    });
  }

  /** Returns when all is sent. Throws what stopped the sending. */
  async ended(): Promise<void> {
    await this.work;
    if (this.failure !== undefined) throw this.failure.error;
  }

  private async send(server: EventStore, { options, writer, ...run }: DrainedRun): Promise<void> {
    const pusher = await RunPusher.begin(server, run, options);
    for (;;) {
      while (this.taken < this.queue.length && !pusher.isFull) {
        pusher.add(this.queue[this.taken]);
        this.taken += 1;
        this.inFlight += 1;
      }
      if (this.taken === this.queue.length && this.taken > 0) {
        this.queue = [];
        this.taken = 0;
      }
      // What leaves this process is safe here first; a sealed run is already.
      if (this.inFlight > 0 && this.ending === undefined) writer.commit();
      if (this.inFlight > 0) await pusher.send();
      this.inFlight = 0;
      this.tell();
      if (this.taken < this.queue.length) continue;
      if (this.ending !== undefined) break;
      await this.somethingToSend();
    }
    if (this.ending.seal !== undefined) await pusher.finish(this.ending.seal);
  }

  private somethingToSend(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = () => {
        this.wake = () => undefined;
        resolve();
      };
    });
  }

  private tell(): void {
    const listeners = [...this.listeners];
    this.listeners.clear();
    for (const listener of listeners) listener();
  }
}
