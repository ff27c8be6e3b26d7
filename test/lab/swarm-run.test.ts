/** Whole runs of a swarm whose agents are spawned, steered, wired and commanded, and decided again. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataOf, EventOf, EventType, LogEvent } from '../../src/domain/catalogue.js';
import { forkRun } from '../../src/lab/fork.js';
import { replayRun } from '../../src/lab/replay.js';
import { rerunRun } from '../../src/lab/rerun.js';
import { commandDrafts } from '../../src/lab/operator-commands.js';
import { loadScenario } from '../../src/lab/scenario/load-scenario.js';
import { smallRun, smallScenario, type SmallRun } from './small-run.js';

const swarm = `
swarm:
  maxAgents: 7
  templates:
    scout: { kind: momentum, options: { bars: 10 }, count: 1, max: 3 }
  waiting: [reversal]
  topology: { kind: star, hub: council }
  commands:
    - { at: 2020-01-10, command: start, agent: reversal, reason: the year has begun }
    - { at: 2020-02-01, command: spawn, template: scout, operator: ann, permission: spawn }
    - { at: 2020-02-02, command: spawn, template: scout }
    - { at: 2020-03-01, command: pause, agent: crossover }
    - { at: 2020-03-20, command: resume, agent: crossover }
    - { at: 2020-04-01, command: configure, agent: trend, options: { bars: 33 } }
    - { at: 2020-05-01, command: halt, reason: news }
    - { at: 2020-05-15, command: lift-halt }
    - { at: 2020-06-01, command: stop, agent: scout-1 }
    - { at: 2020-07-01, command: pause, agent: scout-1 }
`;
const scenario = `${smallScenario.replace('bars: 600', 'bars: 250')}chaos: {}\n${swarm}`;

let small: SmallRun;
let events: LogEvent[];
const ofType = <Type extends EventType>(type: Type, list: readonly LogEvent[] = events): EventOf<Type>[] => list.filter((event) => event.type === type) as never;
const given = (changes: object): Parameters<typeof commandDrafts>[0] => ({ operator: 'ann', permission: 'operate', reason: '', ...changes }) as never;

beforeAll(async () => {
  small = await smallRun({ scenario });
  events = [...small.store.open(small.outcome.runId).events()] as LogEvent[];
});
afterAll(() => small.remove());

describe('a swarm with lives and wires', () => {
  it('W4: every command is an event with its operator and permission, at its time', () => {
    const commands = ofType('OperatorCommanded');
    expect(commands).toHaveLength(10);
    expect(commands[1]).toMatchObject({ agent: 'operator', data: { command: 'spawn', operator: 'ann', permission: 'spawn', template: 'scout' } });
    expect(ofType('CommandRefused').map(({ data }) => data.reason)).toEqual(['scout-1 is stopped']);
  });

  it('D2 to D4: agents live as they were told to', () => {
    const lives = events.flatMap((event) => (['AgentSpawned', 'AgentStarted', 'AgentPaused', 'AgentResumed', 'AgentStopped'].includes(event.type) ? [`${event.type} ${(event.data as { agent: string }).agent}`] : []));
    expect(lives).toEqual(['AgentSpawned scout-1', 'AgentStarted scout-1', 'AgentStarted reversal', 'AgentSpawned scout-2', 'AgentStarted scout-2', 'AgentPaused crossover', 'AgentResumed crossover', 'AgentStopped scout-1']);
    expect(ofType('AgentSpawnRejected').map(({ data }) => data)).toEqual([{ template: 'scout', reason: 'maxAgents', askedBy: 'operator', live: 7 }] satisfies DataOf<'AgentSpawnRejected'>[]);
    expect(ofType('SignalRaised').some(({ agent }) => agent === 'scout-3')).toBe(false);
  });

  it('D6: an agent goes on with other options from its time on', () => {
    const [change] = ofType('ConfigurationChanged');
    expect(change.data).toMatchObject({ agent: 'trend', options: { bars: 33 }, step: 1 });
    expect(change.causation).toBe(ofType('OperatorCommanded').find(({ data }) => data.command === 'configure')?.offset);
  });

  it('D6: changes are made in the order of their times, whatever zone each is written in', async () => {
    const changes = `
    - { at: 2019-12-30, command: configure, agent: reversal, options: { bars: 21 } }
    - { at: 2019-12-05, command: configure, agent: reversal, options: { bars: 22 } }
    - { at: "2020-04-01T00:00:00Z", command: configure, agent: trend, options: { bars: 40 } }
    - { at: "2020-04-01T01:00:00+02:00", command: configure, agent: trend, options: { bars: 20 } }
`;
    const run = await smallRun({ scenario: `${smallScenario.replace('bars: 600', 'bars: 100')}swarm:\n  commands:${changes}` });
    const all = [...run.store.open(run.outcome.runId).events()] as LogEvent[];
    run.remove();
    expect(ofType('CommandRefused', all)).toEqual([]);
    expect(ofType('ConfigurationChanged', all).map(({ data }) => (data.options as { bars: number }).bars)).toEqual([22, 21, 20, 40]);
  });

  it('F12: who trades acknowledges a halt, and opens nothing while it holds', () => {
    expect(ofType('HaltSettled').map(({ data }) => [data.acknowledged, data.late])).toEqual([[['crossover'], []]]);
    const [called] = ofType('HaltCalled');
    const [lifted] = ofType('HaltLifted');
    expect(ofType('OrderPlaced').filter(({ time, agent, data }) => agent === 'crossover' && !data.order.reduceOnly && time > called.time + 2 && time < lifted.time)).toEqual([]);
  });

  it('E1: in a star, nobody hears but from the hub and the offices, as the laws that watched the run bear out', () => {
    expect(ofType('TopologyChanged').map(({ agent, data }) => [agent, data.kind, data.edges.length])).toEqual([['lab', 'star', 7]]);
    expect(ofType('InvariantBroken')).toEqual([]);
    expect(ofType('VoteCast').length).toBeGreaterThan(0);
  });

  it('U1: the run comes out the same when it is decided again', async () => {
    const again = await rerunRun(small.store, small.outcome.runId, { project: small.loaded });
    expect(again.divergence).toBeUndefined();
    expect(again.equal).toBe(events.length);
  });

  it('a fork begins with what an operator commands there, and is decided again too', async () => {
    const at = ofType('AgentResumed')[0].offset + 4;
    const change = { set: [], swap: {}, commands: [given({ command: 'stop', agent: 'crossover' }), given({ command: 'spawn', template: 'scout' })] };
    const fork = await forkRun(small.store, small.outcome.runId, { at: { offset: at }, change, project: small.loaded, environment: () => null });
    const forked = [...small.store.open(fork.runId).events()] as LogEvent[];
    expect(ofType('OperatorCommanded', forked.slice(fork.at, fork.at + 2)).map(({ data }) => data.command)).toEqual(['stop', 'spawn']);
    expect(ofType('OrderPlaced', forked.slice(fork.at + 4)).filter(({ agent }) => agent === 'crossover')).toEqual([]);
    const again = await rerunRun(small.store, fork.runId, { project: small.loaded });
    expect(again.divergence).toBeUndefined();
  });

  it('a fork at a time begins with the command at that very time, though nothing was said then', async () => {
    const resumed = ofType('AgentResumed')[0];
    const next = events.find(({ time }) => time > resumed.time + 1_000_000);
    const time = (next?.time ?? 0) - 777;
    const change = { set: [], swap: {}, commands: [given({ command: 'stop', agent: 'crossover' })] };
    const place = { project: small.loaded, environment: () => null, snapshots: { every: 200, code: 'as it is' } };
    const fork = await forkRun(small.store, small.outcome.runId, { at: { time }, change, ...place });
    const forked = [...small.store.open(fork.runId).events()] as LogEvent[];
    expect(forked[fork.at]).toMatchObject({ type: 'OperatorCommanded', time });
    expect(forked.find(({ type, offset }) => type === 'AgentStopped' && offset > fork.at)?.time).toBe(time + 1);
    expect(forked.slice(0, fork.at)).toEqual(events.slice(0, fork.at));
    expect((await rerunRun(small.store, fork.runId, { project: small.loaded })).divergence).toBeUndefined();
    const replayed = await replayRun(small.store, fork.runId, { project: small.loaded });
    expect(replayed.offset).toBe(forked.length);
    small.store.remove(fork.runId);
    expect((await forkRun(small.store, small.outcome.runId, { at: { time }, change, ...place, snapshots: 'none' })).fingerprint).toBe(fork.fingerprint);
  });

  it('a fork refuses commands that nobody could carry out', async () => {
    const fork = (commands: object[]): Promise<unknown> => forkRun(small.store, small.outcome.runId, { at: { offset: 400 }, change: { set: [], swap: {}, commands: commands.map(given) }, project: small.loaded, environment: () => null });
    await expect(fork([{ command: 'pause', agent: 'crosover' }])).rejects.toMatchObject({ code: 'fork-change-invalid' });
    await expect(fork([{ command: 'configure', agent: 'trend' }])).rejects.toMatchObject({ code: 'fork-change-invalid' });
  });

  it('the log alone tells how every agent lives', async () => {
    const replayed = await replayRun(small.store, small.outcome.runId, { project: small.loaded });
    expect(replayed.offset).toBe(events.length);
    const lives = [...replayed.agents].flatMap(([id, state]) => (typeof state === 'object' && state !== null && 'life' in state ? [`${id} ${String(state.life)}`] : []));
    expect(lives).toEqual(['council started', 'crossover started', 'mine started', 'reversal started', 'scout-1 stopped', 'scout-2 started', 'scout-3 undefined', 'trend started']);
  });
});

describe('Trap 8: a swarm that loads can begin', () => {
  const refusal = async (changed: string): Promise<string> => {
    try {
      await smallRun({ scenario: `${scenario.split('\nswarm:')[0]}\nswarm:\n${changed}` });
    } catch (cause) {
      return (cause as Error).message;
    }
    return 'nothing is wrong';
  };

  it.each([
    ['  maxAgents: 4', 'A swarm begins with at most `maxAgents` agents (found 5, and maxAgents 4).'],
    ['  templates: { scout: { kind: momentun } }', 'There is no agent of kind "momentun".'],
    ['  templates: { scout: { kind: momentum, count: 3, max: 2 } }', 'A template begins with at most as many as there may be (found 3 of 2).'],
    ['  topology: { kind: star, hub: counsel }', 'A topology wires members of the swarm (found "counsel").'],
    ['  messages: { requestTimeoutUs: 400000000 }', 'A request waits for its answer no longer than it lives (found 400000000 µs, and ttlUs 300000000).'],
    ['  commands: [{ at: 2020-01-01, command: pause }]', 'The command pause needs `agent`.'],
    ['  commands: [{ at: 2020-01-01, command: pause, agent: trendy }]', 'There is no agent "trendy" in the scenario.'],
    ['  commands: [{ at: soon, command: halt }]', 'swarm.commands[0].at must be a date, or a date and time with a zone (found "soon").'],
    ['  waiting: [nobody]', 'There is no agent "nobody" in the scenario.'],
  ])('refuses %s', async (changed, message) => {
    expect(await refusal(changed)).toBe(message);
  });

  it('takes a swarm that says nothing of itself', async () => {
    expect(loadScenario).toBeDefined();
    expect(await refusal('  maxAgents: 9')).toBe('nothing is wrong');
  });
});
