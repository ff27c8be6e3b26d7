/** The life of agents: started, paused, drained, stopped and given other options, by commands that stand in the log. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentId } from '../../../src/core/brand.js';
import { MILLISECOND, SECOND } from '../../../src/core/instant.js';
import { legalLives } from '../../../src/domain/invariants/agent-life.js';
import { messagesConserved, messagesInTime, messagesOnce } from '../../../src/domain/invariants/messages.js';
import { operatorCommands } from '../../../src/domain/events/life-events.js';
import type { RegistrarState } from '../../../src/agents/registrar.js';
import { withCapability } from '../../../src/swarm/life/directory.js';
import type { LifeOfAgent } from '../../../src/swarm/life/living.js';
import { LAB } from '../../../src/kernel/speaker.js';
import { expectRepeated, expectReplayed, planOf, runsOf, schedules, simulateSwarm, type SwarmInput, type SwarmRun } from '../simulated-swarm.js';
import { bar, command, counter, livingSwarm, scout, spawnAsk, type Count, type LivingOptions } from './living-swarm.js';

const one = agentId('one');
const bars = (...seconds: number[]): SwarmInput[] => seconds.map((second) => bar(second * SECOND));
const laws = [legalLives({ lab: LAB }), messagesConserved, messagesOnce, messagesInTime];

function run(swarm: LivingOptions, inputs: readonly SwarmInput[], rest: object = {}): SwarmRun {
  const done = simulateSwarm({ agents: livingSwarm(swarm), inputs, untilUs: 100 * SECOND, laws, ...rest });
  expect(done.broken).toBeUndefined();
  expectReplayed(done);
  return done;
}
const counted = (done: SwarmRun, agent: string): Count => {
  const { inner, step } = done.stateOf<LifeOfAgent>(agent);
  return inner[step] as Count;
};
const saidAt = (done: SwarmRun, agent: string): number[] => done.ofType('SignalRaised').filter((event) => event.agent === agent).map(({ time }) => Math.round(time / SECOND));

describe('D2: life', () => {
  it('D2: a paused agent says nothing, and takes up what it missed in order when it is resumed', () => {
    const done = run({ began: { one: {}, two: {} } }, [...bars(1, 2, 3, 4), command(1.5 * SECOND, { command: 'pause', agent: one }), command(3.5 * SECOND, { command: 'resume', agent: one })]);
    expect(saidAt(done, 'one')).toEqual([1, 4, 4, 4]);
    expect(saidAt(done, 'two')).toEqual([1, 2, 3, 4]);
    expect(counted(done, 'one').bars).toBe(4);
    expect(done.ofType('AgentResumed').map(({ data }) => data.parked)).toEqual([2]);
  });

  it('D2: a stopped agent is deaf from then on, and refuses whatever it is told', () => {
    const done = run({ began: { one: {} } }, [...bars(1, 2, 3), command(1.5 * SECOND, { command: 'stop', agent: one }), command(2.5 * SECOND, { command: 'resume', agent: one })]);
    expect(saidAt(done, 'one')).toEqual([1]);
    expect(done.ofType('CommandRefused').map(({ data }) => data.reason)).toEqual(['one is stopped']);
  });

  it('D2: a draining agent hears no more of the market and stops when its time is over', () => {
    const done = run({ began: { one: { drainUs: 2 * SECOND } } }, [...bars(1, 2, 3), command(1.5 * SECOND, { command: 'drain', agent: one })]);
    const [draining] = done.ofType('AgentDraining');
    expect(saidAt(done, 'one')).toEqual([1]);
    expect(done.ofType('AgentStopped').map(({ time, data }) => [time - draining.time, data.wasDrained])).toEqual([[2 * SECOND, true]]);
  });

  it('D2: an agent that waits begins when it is started', () => {
    const done = run({ began: { one: { begins: 'created' } } }, [...bars(1, 2, 3), command(1.5 * SECOND, { command: 'start', agent: one })]);
    expect(saidAt(done, 'one')).toEqual([2, 3]);
  });

  it('D2: only legal steps occur, whatever is commanded and whatever befalls the network', () => {
    const commands = fc.array(fc.record({ at: fc.integer({ min: 1, max: 30 * SECOND }), what: fc.constantFrom(...operatorCommands), agent: fc.constantFrom('one', 'two', 'scout-1', 'scout-2', 'nobody'), template: fc.constantFrom('scout', 'other') }, { noNullPrototype: true }), { maxLength: 25 });
    fc.assert(
      fc.property(commands, schedules({ agents: ['one', 'two', 'scout-1'], spanUs: 20 * SECOND }), (list, schedule) => {
        const inputs = list.map(({ at, what, agent, template }) => command(at, { command: what, agent: agentId(agent), template, count: 2 }));
        const done = run({ began: { one: {}, two: { begins: 'created' } }, seats: 2, maxAgents: 3 }, [...inputs, ...bars(1, 2, 3, 10, 20, 29)].sort((a, b) => a.at - b.at), schedule);
        expect(done.ofType('AgentFailed')).toEqual([]);
      }),
      { numRuns: runsOf(60) },
    );
  });
});

describe('D3: discovery', () => {
  it('D3: discovery returns those who work, and never a paused, stopped or crashed agent', () => {
    const swarm = { began: { one: {}, two: {}, three: {}, four: {} } };
    const inputs = [command(SECOND, { command: 'pause', agent: one }), command(2 * SECOND, { command: 'stop', agent: agentId('two') })];
    const crash = planOf([{ kind: 'crash', agent: 'three', atUs: 3 * SECOND, durationUs: 20 * SECOND }]);
    const at = (untilUs: number): string[] => withCapability(simulateSwarm({ agents: livingSwarm(swarm), inputs, untilUs, plan: crash }).stateOf<RegistrarState>('registrar').directory, 'count');
    expect(at(SECOND / 2)).toEqual(['four', 'one', 'three', 'two']);
    expect(at(1.5 * SECOND)).toEqual(['four', 'three', 'two']);
    expect(at(2.5 * SECOND)).toEqual(['four', 'three']);
    expect(at(3.5 * SECOND)).toEqual(['four']);
    expect(at(30 * SECOND)).toEqual(['four', 'three']);
  });

  it('D3: what the directory believes is what the log said until a microsecond before, at every event', () => {
    const commands = fc.array(fc.record({ at: fc.integer({ min: 1, max: 30 * SECOND }), what: fc.constantFrom('pause', 'resume', 'drain', 'stop', 'spawn'), agent: fc.constantFrom('one', 'two', 'scout-1') }, { noNullPrototype: true }), { maxLength: 20 });
    fc.assert(fc.property(commands, (list) => {
      const inputs = list.map(({ at, what, agent }) => command(at, { command: what as 'pause', agent: agentId(agent), template: 'scout' })).sort((a, b) => a.at - b.at);
      const done = run({ began: { one: {}, two: {} }, seats: 2 }, inputs);
      const { members } = done.stateOf<RegistrarState>('registrar').directory;
      for (const { id, life } of members) expect(life, id).toBe(done.stateOf<LifeOfAgent>(id).life);
    }), { numRuns: runsOf(40) });
  });
});

describe('D4: spawning', () => {
  it('D4: the eleventh of ten is rejected by an event, and the run goes on', () => {
    const done = run({ began: { one: {} }, seats: 12 }, [...Array.from({ length: 10 }, (_, index) => spawnAsk(index * MILLISECOND + 1, 'scout')), ...bars(1)]);
    expect(done.ofType('AgentSpawned')).toHaveLength(9);
    expect(done.ofType('AgentSpawnRejected').map(({ data }) => [data.reason, data.live])).toEqual([['maxAgents', 10]]);
    expect(done.ofType('SignalRaised')).toHaveLength(10);
  });

  it('D4: what is asked for must be a template that exists, with a seat that is free', () => {
    const done = run({ seats: 1 }, [spawnAsk(1, 'scuot'), spawnAsk(2, 'scout'), spawnAsk(3, 'scout')]);
    expect(done.ofType('AgentSpawnRejected').map(({ data }) => data.reason)).toEqual(['unknownTemplate', 'templateMax']);
  });

  it('D4: an agent is created, starts, and hears nothing of what was before', () => {
    const done = run({ seats: 2 }, [...bars(1, 2, 3), spawnAsk(1.5 * SECOND, 'scout')]);
    expect(done.ofType('AgentStarted').map(({ agent, causation }) => [agent, done.events[causation].type])).toEqual([['scout-1', 'AgentSpawned']]);
    expect([counted(done, 'scout-1').bars, counted(done, 'scout-2').bars]).toEqual([2, 0]);
  });

  it('D4: an operator scales a template to so many', () => {
    const done = run({ seats: 5 }, [command(1, { command: 'scale', template: 'scout', count: 3 }), command(2 * SECOND, { command: 'stop', agent: scout(1) }), command(3 * SECOND, { command: 'scale', template: 'scout', count: 3 })]);
    expect(done.ofType('AgentSpawned').map(({ data }) => [data.agent, data.live])).toEqual([['scout-1', 1], ['scout-2', 2], ['scout-3', 3], ['scout-4', 3]]);
  });
});

describe('D6: configuration', () => {
  const changing: LivingOptions = { began: { one: { variants: [{ options: { every: 1 }, agent: counter(1) as never }, { options: { every: 2 }, agent: counter(2) as never }] } } };

  it('D6: other options hold from their event on, with a state as if they had always been there', () => {
    const done = run(changing, [...bars(1, 2, 3, 4, 5, 6), command(2.5 * SECOND, { command: 'configure', agent: one, options: { every: 2 } })]);
    expect(saidAt(done, 'one')).toEqual([1, 2, 4, 6]);
    expect(counted(done, 'one').bars).toBe(6);
    expect(done.ofType('ConfigurationChanged').map(({ data }) => data.options)).toEqual([{ every: 2 }]);
  });

  it('D6: a change leaves everything before it as it was', () => {
    const inputs = bars(1, 2, 3, 4);
    const without = run(changing, inputs);
    const changed = run(changing, [...inputs, command(2.5 * SECOND, { command: 'configure', agent: one, options: { every: 2 } })]);
    const before = changed.events.findIndex(({ type }) => type === 'OperatorCommanded');
    expect(changed.events.slice(0, before)).toEqual(without.events.slice(0, before));
    expectRepeated(changed);
  });

  it('D6: a change that nobody foresaw is refused', () => {
    const done = run(changing, [command(SECOND, { command: 'configure', agent: one, options: { every: 3 } })]);
    expect(done.ofType('CommandRefused').map(({ data }) => data.command)).toEqual(['configure']);
  });
});

describe('F12: halt', () => {
  const traders: LivingOptions = { began: { one: {}, two: {}, three: {} } };
  const calls = [...bars(1, 2, 3), command(1.5 * SECOND, { command: 'halt' }), command(2.5 * SECOND, { command: 'lift-halt' })];

  it('F12: all acknowledge, and open nothing until the halt is lifted', () => {
    const done = run(traders, calls);
    expect(done.ofType('HaltSettled').map(({ data }) => [data.acknowledged, data.late, data.tookUs])).toEqual([[expect.arrayContaining(['one', 'three', 'two']), [], 2]]);
    expect(done.ofType('OrderWithheld').map(({ time }) => Math.round(time / SECOND))).toEqual([2, 2, 2]);
    expect(done.ofType('OrderPlaced').map(({ time }) => Math.round(time / SECOND))).toEqual([1, 1, 1, 3, 3, 3]);
  });

  it('F12: who is late is named when the time is up, to the microsecond', () => {
    const done = run(traders, calls, { plan: planOf([{ kind: 'crash', agent: 'two', atUs: SECOND, durationUs: 50 * SECOND }]) });
    const [called] = done.ofType('HaltCalled');
    expect(done.ofType('HaltSettled').map(({ time, data }) => [time - called.time, data.late])).toEqual([[SECOND, ['two']]]);
  });

  it('F12: a call that is lost is repeated to whoever has not answered', () => {
    const done = run(traders, calls, { plan: planOf([{ kind: 'drop', from: 'registrar', to: 'two', count: 3, durationUs: 90 * SECOND }]) });
    expect(done.ofType('HaltCalled').map(({ to }) => to)).toEqual([['one', 'three', 'two'], ['two'], ['two'], ['two']]);
    expect(done.ofType('HaltSettled').map(({ data }) => data.late)).toEqual([[]]);
  });

  it('F12: whoever begins while a halt holds is called as well, and goes on with all others', () => {
    const swarm: LivingOptions = { began: { one: {}, two: { begins: 'created' } }, seats: 1 };
    const done = run(swarm, [...bars(1), command(1.5 * SECOND, { command: 'halt' }), command(3.2 * SECOND, { command: 'start', agent: agentId('two') }), spawnAsk(3.4 * SECOND, 'scout'), ...bars(4, 5), command(5.5 * SECOND, { command: 'lift-halt' }), ...bars(6)]);
    expect(done.ofType('HaltCalled').flatMap(({ to, time }) => (time > 3 * SECOND ? to : []))).toEqual(['two', 'scout-1']);
    expect(done.ofType('OrderPlaced').map(({ agent, time }) => [agent, Math.round(time / SECOND)])).toEqual([['one', 1], ...['one', 'scout-1', 'two'].map((id) => [id, 6])]);
  });

  it('F12: whoever was called twice goes on when the halt is lifted', () => {
    const done = run(traders, [...bars(1, 2, 3), command(1.3 * SECOND, { command: 'halt' }), ...calls.slice(3)]);
    expect(done.ofType('HaltCalled').map(({ data }) => data.halt)).toEqual([1, 2]);
    expect(done.ofType('OrderPlaced').map(({ time }) => Math.round(time / SECOND))).toEqual([1, 1, 1, 3, 3, 3]);
  });

  it.each([
    ['a copy of the call', 2.5, { kind: 'duplicate', from: 'registrar', to: 'one', count: 1, delayUs: 9 * SECOND, durationUs: 2 * SECOND }],
    ['a call that is repeated', 1.7, { kind: 'drop', from: 'one', to: 'registrar', count: 4, atUs: 1.2 * SECOND, durationUs: 2 * SECOND }],
  ])('F12: %s behind its lifting holds nobody', (_, liftedAt, fault) => {
    const done = run(traders, [...calls.slice(0, 4), command(liftedAt * SECOND, { command: 'lift-halt' }), ...bars(20)], { plan: planOf([fault]) });
    const [lifted] = done.ofType('HaltLifted');
    expect(done.ofType('HaltAcknowledged').some(({ agent, time }) => agent === 'one' && time > lifted.time + 1)).toBe(true);
    expect(done.ofType('OrderWithheld').filter(({ time }) => time > lifted.time + 1)).toEqual([]);
  });
});
