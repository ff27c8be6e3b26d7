/** A supervisor with a template: for an agent that is gone one is spawned, lives, and goes on with its tasks. */
import { afterAll, describe, expect, it } from 'vitest';
import type { EventOf, EventType, LogEvent } from '../../src/domain/catalogue.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { faultyRun, planOf, type FaultyRun } from './chaos/faulty-run.js';

const SECOND = 1_000_000;
const work = '{ work: { count: { durationUs: 20000000, checkpointUs: 1000000 } } }';
const scenario = (seats: string): string => `
hivetape: 1
name: spares
seed: 7
data: [{ instrument: WALK, walk: { bars: 20, volatility: 0.004 }, tick: 0.01 }]
agents:
  queen: { kind: task-coordinator, options: { workers: { ada: { capabilities: [risk] } }, graphs: [{ name: graph, tasks: [{ name: long, work: count, capabilities: [risk] }, { name: next, work: count, after: [long], capabilities: [risk] }] }] } }
  guard: { kind: supervisor, options: { agents: { ada: { capabilities: [risk] } }, template: spare } }
  ada: { kind: worker, options: ${work} }
swarm:
  maxAgents: 10
  templates: { spare: { kind: worker, options: ${work}, ${seats} } }
`;
const runs: FaultyRun[] = [];
const perform = async (seats: string): Promise<FaultyRun> => {
  const run = await faultyRun({ scenario: scenario(seats), plan: planOf([{ kind: 'crash', atUs: 5.25 * SECOND, agent: 'ada', mail: 'lost' }]) });
  runs.push(run);
  return run;
};
const ofType = <Type extends EventType>(events: readonly LogEvent[], type: Type): EventOf<Type>[] => events.filter((event) => event.type === type) as never;
afterAll(() => runs.forEach((run) => run.remove()));

describe('a supervisor that has agents spawned', () => {
  it('R4: puts one of its template in the place of who is gone, which goes on from the checkpoint, within a second', async () => {
    const run = await perform('max: 2');
    const { events } = run;
    const [asked] = ofType(events, 'SpawnAsked');
    const crashedAt = events[0].time + 5.25 * SECOND;
    expect(asked).toMatchObject({ agent: 'guard', data: { template: 'spare', reason: 'ada' } });
    expect(ofType(events, 'AgentSpawned').map(({ agent, data }) => [agent, data.agent, data.askedBy])).toEqual([['registrar', 'spare-1', 'guard']]);
    expect(ofType(events, 'AgentStarted').map(({ agent }) => agent)).toEqual(['spare-1']);
    const [replaced] = ofType(events, 'AgentReplaced');
    expect(replaced).toMatchObject({ agent: 'guard', data: { agent: 'ada', by: 'spare-1', capabilities: ['risk'] } });
    expect(replaced.time - crashedAt).toBeLessThan(SECOND);
    const again = ofType(events, 'TaskAssigned').find(({ data }) => data.task === 'long' && data.worker === 'spare-1');
    expect(again?.data.checkpoint).toEqual({ doneUs: 5 * SECOND });
    expect((again?.time ?? Infinity) - crashedAt).toBeLessThan(SECOND);
    expect(ofType(events, 'TaskCompleted').map(({ data }) => [data.task, data.worker])).toEqual([['long', 'spare-1'], ['next', 'spare-1']]);
    expect(ofType(events, 'InvariantBroken')).toEqual([]);
    expect((await rerunRun(run.store, run.outcome.runId, { project: run.loaded })).divergence).toBeUndefined();
  });

  it('R4: watches who stands in as it watched the other, and has the next one spawned when that one is gone too', async () => {
    const both = [{ kind: 'crash', atUs: 5.25 * SECOND, agent: 'ada', mail: 'lost' }, { kind: 'crash', atUs: 12.25 * SECOND, agent: 'spare-1', mail: 'lost' }];
    const run = await faultyRun({ scenario: scenario('max: 2'), plan: planOf(both) });
    runs.push(run);
    expect(ofType(run.events, 'AgentReplaced').map(({ data }) => [data.agent, data.by, data.capabilities])).toEqual([['ada', 'spare-1', ['risk']], ['spare-1', 'spare-2', ['risk']]]);
    expect(ofType(run.events, 'TaskCompleted').map(({ data }) => [data.task, data.worker])).toEqual([['long', 'spare-2'], ['next', 'spare-2']]);
    expect(ofType(run.events, 'InvariantBroken')).toEqual([]);
  });

  it('R4: says that nobody can come where every seat of the template is taken, and the task waits to be seen', async () => {
    const { events } = await perform('count: 1, max: 1');
    expect(ofType(events, 'AgentSpawnRejected').map(({ data }) => data)).toMatchObject([{ template: 'spare', reason: 'templateMax', askedBy: 'guard' }]);
    expect(ofType(events, 'ReplacementMissing').map(({ data }) => data)).toEqual([{ agent: 'ada', reason: 'templateMax' }]);
    expect(ofType(events, 'TaskUnassignable').map(({ data }) => data.task)).toEqual(['long']);
    expect(ofType(events, 'AgentReplaced')).toEqual([]);
  });
});
