/** A fork that puts another in somebody's seat: those who stay believe the one who has come, and nobody who has gone. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EventOf, EventType, LogEvent } from '../../src/domain/catalogue.js';
import { castOf } from '../../src/lab/cast.js';
import { forkRun } from '../../src/lab/fork.js';
import { replayRun } from '../../src/lab/replay.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { smallRun, type SmallRun } from './small-run.js';

const graphs = 'graphs: [{ name: daily, tasks: [{ name: one, work: count }] }], cycles: [{ graph: daily, everyBars: 3 }]';
const scenario = `
hivetape: 1
name: cast
seed: 7
data:
  - instrument: WALK
    walk: { bars: 60, volatility: 0.004 }
    tick: 0.01
risk: { exposureMax: 5, concentrationMax: 5, drawdownMax: 5, valueAtRiskMax: 5 }
agents:
  queen: { kind: momentum, options: {} }
  ada: { kind: worker, options: { work: { count: { durationUs: 3000000 } } } }
`;
const snapshots = { every: 20, code: 'as it is' };

let run: SmallRun;
beforeAll(async () => {
  run = await smallRun({ scenario });
});
afterAll(() => run.remove());

const forkAt = (runId: typeof run.outcome.runId, offset: number, change: { set: string[]; swap: Record<string, string> }, how: typeof snapshots | 'none' = 'none') =>
  forkRun(run.store, runId, { at: { offset }, change, project: run.loaded, environment: () => null, snapshots: how });
const ofType = <Type extends EventType>(runId: typeof run.outcome.runId, type: Type): EventOf<Type>[] => ([...run.store.open(runId).events()] as LogEvent[]).filter((event) => event.type === type) as never;
const crowned = { set: [`agents.queen.options={ workers: { ada: {} }, ${graphs} }`], swap: { queen: 'task-coordinator' } };

it('A5: a worker takes the tasks of a coordinator that a fork has brought, and no more of them when a fork of it takes it away', async () => {
  const fork = await forkAt(run.outcome.runId, 40, crowned);
  const reports = ofType(fork.runId, 'TaskCompleted');
  expect(reports.length).toBeGreaterThan(8);
  expect(ofType(fork.runId, 'TaskReminded')).toEqual([]);
  expect((await rerunRun(run.store, fork.runId, { project: run.loaded, snapshots })).divergence).toBeUndefined();
  const { agents } = await replayRun(run.store, fork.runId, { project: run.loaded, snapshots: 'none' });
  expect(agents.get('ada' as never)).toMatchObject({ desk: { begun: reports.length } });

  const { offset } = reports[4];
  const change = { set: ['agents.queen.options={}'], swap: { queen: 'momentum' } };
  const slow = await forkAt(fork.runId, offset + 1, change);
  expect(ofType(slow.runId, 'TaskAssigned').length).toBeLessThanOrEqual(6);
  run.store.remove(slow.runId);
  const quick = await forkAt(fork.runId, offset + 1, change, snapshots);
  expect(quick.from).toBeGreaterThan(40);
  expect(quick).toMatchObject({ runId: slow.runId, fingerprint: slow.fingerprint });
});

it('asks for the seats once, and only when somebody wants to know', () => {
  let asked = 0;
  const cast = castOf(() => {
    asked += 1;
    return [];
  });
  expect(asked).toBe(0);
  expect([cast.roster(), cast.roster()]).toEqual([new Map(), new Map()]);
  expect(asked).toBe(1);
});
