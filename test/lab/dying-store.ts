/** A store whose writer dies on the way, for tests of what is left and how it goes on. */
import type { RunStore } from '../../src/store/run-store.js';

/** The machine lets go of the log after so many events, as if the process had died. */
export function dyingAt(store: RunStore, events: number): RunStore {
  type Writer = ReturnType<RunStore['create']>;
  const dying = (writer: Writer): Writer => ({
    append: (event) => {
      if (event.offset >= events) throw new Error('died');
      writer.append(event);
    },
    get count() {
      return writer.count;
    },
    get safeTo() {
      return writer.safeTo;
    },
    commit: () => writer.commit(),
    finish: (environment) => writer.finish(environment),
    abandon: (environment) => writer.abandon(environment),
  });
  const methods = ['open', 'verify', 'salvage', 'archive', 'restore', 'subscribe', 'list', 'remove'] as const;
  const others = Object.fromEntries(methods.map((name) => [name, (store[name] as (...what: unknown[]) => unknown).bind(store)]));
  return { ...(others as unknown as RunStore), create: (...what) => dying(store.create(...what)), resume: (...what) => dying(store.resume(...what)) };
}
