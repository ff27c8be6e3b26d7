/** The part of the contract of a store about following: one selection means one sequence, however one comes to it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agentId, runId } from '../../src/core/brand.js';
import type { Recorded } from '../../src/core/event.js';
import type { Projection } from '../../src/store/projection.js';
import { projectLive, projectOn } from '../../src/store/projector.js';
import { inTurn } from '../../src/store/in-turn.js';
import type { EventSelection } from '../../src/store/run-store.js';
import { errorOf, type Given } from './contract-ground.js';
import { manifestOf, plainLog } from './sample-log.js';

const LENGTH = 2_350;
const whole = plainLog(LENGTH);
const place = fc.integer({ min: 0, max: LENGTH + 50 });
const instant = place.map((offset) => whole[0].time + offset * 60_000_000);
const selections: fc.Arbitrary<EventSelection> = fc.record(
  {
    from: place, to: place, fromTime: instant, toTime: instant, correlation: place,
    types: fc.subarray(['Counted', 'Measured', 'Noted', 'Listed', 'Marked', 'Never'], { minLength: 1 }),
    agents: fc.subarray(['ant', 'bee', 'nobody'], { minLength: 1 }),
    topic: fc.constantFrom('news/*', 'news/Counted', '**', 'news', 'orders/**'),
  },
  { requiredKeys: [] },
);

/** Said once more, without the code that is under test. */
function meant({ from = 0, to = Infinity, fromTime = 0, toTime = Infinity, types, agents, topic, correlation }: EventSelection): number[] {
  const topics: Readonly<Record<string, (found: string) => boolean>> = {
    'news/*': () => true, '**': () => true, 'news/Counted': (found) => found === 'news/Counted', news: () => false, 'orders/**': () => false,
  };
  const passes = ({ offset, time, type, agent, topic: found, correlation: chain }: Recorded): boolean =>
    offset >= from && offset < to && time >= fromTime && time < toTime && (types?.includes(type) ?? true) && (agents?.includes(agent) ?? true) &&
    (topic === undefined || topics[topic](found)) && (correlation === undefined || chain === correlation);
  return whole.filter(passes).map(({ offset }) => offset);
}

export function followingSelections(given: () => Given): void {
  test('live, late, pulled or read: a selection is one sequence', async () => {
    const { store } = given();
    const id = runId('selected');
    await fc.assert(
      fc.asyncProperty(selections, fc.integer({ min: 0, max: LENGTH }), async (selection, late) => {
        const writer = store.create(manifestOf('selected'));
        const heard: number[][] = [[], [], []];
        let ended = 0;
        const listen = (into: number[]): void => void store.subscribe(id, selection).subscribe({ next: ({ offset }) => into.push(offset), complete: () => (ended += 1) });
        const pulled = offsetsOf(store.follow(id, selection));
        listen(heard[0]);
        for (const event of whole) {
          if (event.offset === late) listen(heard[1]);
          writer.append(event);
        }
        if (late === LENGTH) listen(heard[1]);
        writer.finish(null);
        listen(heard[2]);
        const expected = meant(selection);
        expect(Array.from(store.open(id).events(selection), ({ offset }) => offset)).toEqual(expected);
        expect(heard).toEqual([expected, expected, expected]);
        expect(ended).toBe(3);
        expect(await pulled).toEqual(expected);
        expect(await offsetsOf(store.follow(id, selection))).toEqual(expected);
        store.remove(id);
      }),
      { numRuns: 25 },
    );
  });

  test('whoever pulls may take his time, and leave', async () => {
    const { store } = given();
    const writer = store.create(manifestOf('pulled'));
    const pulled = store.follow(runId('pulled'));
    const first = pulled.next();
    plainLog(1_200).forEach((event) => writer.append(event));
    expect((await first).value).toStrictEqual(plainLog(1)[0]);
    expect((await pulled.next()).value?.offset).toBe(1);
    const waiting = store.follow(runId('pulled'), { from: 1_200 });
    const nothing = waiting.next();
    await waiting.return?.();
    expect(await nothing).toEqual({ done: true, value: undefined });
    writer.finish(null);
    expect((await offsetsOf(pulled)).length).toBe(1_198);
  });

  test('work that waits is waited for, and what it leaves is left', async () => {
    const { store, record } = given();
    record('worked', plainLog(1_500));
    let [underWay, most] = [0, 0];
    const done: number[] = [];
    await new Promise<void>((resolve) => {
      const working = inTurn(() => store.follow(runId('worked')), async ({ offset }) => {
        most = Math.max(most, (underWay += 1));
        await Promise.resolve();
        underWay -= 1;
        return offset;
      }).subscribe((offset) => {
        done.push(offset);
        if (offset !== 1_205) return;
        working.unsubscribe();
        resolve();
      });
    });
    expect(most).toBe(1);
    expect(done).toEqual(Array.from({ length: 1_206 }, (_, index) => index));
  });

  test('a projection that goes on from checkpoints, or lives, ends where one from the start does', async () => {
    const { store } = given();
    const id = runId('projected');
    // Its state is changed in place, which no checkpoint may notice.
    const counts: Projection<{ byType: Record<string, number>; last: number }> = {
      initial: () => ({ byType: {}, last: -1 }),
      evolve: (state, { type, offset }) => {
        state.byType[type] = (state.byType[type] ?? 0) + 1;
        state.last = offset;
        return state;
      },
    };
    const writer = store.create(manifestOf('projected'));
    plainLog(1_700).forEach((event) => writer.append(event));
    const early = projectOn(store.open(id), counts);
    const kept = JSON.stringify(early);
    expect(early).toMatchObject({ at: 1_700, state: { last: 1_699 } });
    const living = projectLive(store, id, { projection: counts, every: 500 });
    const first = await living.next();
    plainLog(700, { first: 1_700 }).forEach((event) => writer.append(event));
    writer.finish(null);
    const rebuilt = projectOn(store.open(id), counts);
    expect(projectOn(store.open(id), counts, { after: early })).toEqual(rebuilt);
    expect(JSON.stringify(early)).toBe(kept);
    const checkpoints = [first.value];
    for await (const checkpoint of living) checkpoints.push(checkpoint);
    expect(checkpoints.map((checkpoint) => checkpoint?.at)).toEqual([500, 1_000, 1_500, 2_000, 2_400]);
    expect(checkpoints.at(-1)).toEqual(rebuilt);
    for (const after of checkpoints) expect(after && projectOn(store.open(id), counts, { after })).toEqual(rebuilt);
    const ofBees = { selection: { agents: [agentId('bee')] } };
    const half = projectOn(store.open(id), counts, ofBees);
    expect(half.state.byType).not.toEqual(rebuilt.state.byType);
    expect(projectOn(store.open(id), counts, { ...ofBees, after: half })).toEqual(half);

    const other = store.create(manifestOf('another'));
    plainLog(2_400, { salt: 1 }).forEach((event) => other.append(event));
    other.finish(null);
    expect(errorOf(() => projectOn(store.open(runId('another')), counts, { after: early })).code).toBe('checkpoint-foreign');
    expect(errorOf(() => projectOn(store.open(id), counts, { after: { ...early, at: 9_999 } })).code).toBe('checkpoint-foreign');
  });
}

async function offsetsOf(events: AsyncIterable<Recorded>): Promise<number[]> {
  const found: number[] = [];
  for await (const { offset } of events) found.push(offset);
  return found;
}
