/** An overloaded hub: it says so with figures, and wires past it help by as much as it said. */
import { expect, it } from 'vitest';
import { agentId } from '../../src/core/brand.js';
import { MILLISECOND, SECOND } from '../../src/core/instant.js';
import { registrar } from '../../src/agents/registrar.js';
import { relay, relayAgent } from '../../src/agents/relay.js';
import { courierSetting } from '../../src/swarm/messages/courier-setting.js';
import { neighbourhoodOf } from '../../src/swarm/messages/neighbourhood.js';
import { topologyOf } from '../../src/swarm/topology/topology.js';
import { expectRepeated, expectReplayed, simulateSwarm, type SwarmInput, type SwarmRun } from '../swarm/simulated-swarm.js';
import { correspondents, note, tell, valuesOf, type Correspondence } from '../swarm/messages/correspondents.js';

const leaves = ['a', 'b', 'c', 'd'];
const office = agentId('registrar');
const topology = { ...topologyOf({ kind: 'star', hub: agentId('hub') }, ['hub', ...leaves].map(agentId)), offices: [office] };
const neighbourhood = neighbourhoodOf(() => ['hub', 'registrar', ...leaves].map((id) => ({ id: agentId(id), listensTo: ['everybody'] })));
const post = { setting: courierSetting(), neighbourhood, topology };
const usual = { handlingUs: 50 * MILLISECOND, concurrency: 1, capacity: 1_000, waitUsMax: 100 * MILLISECOND, messagesMin: 50, edgesMax: 1 };

/** Two write to each other twenty-five times a second, the others now and then; the hub can pass on twenty. */
const inputs: SwarmInput[] = Array.from({ length: 400 }, (_, index) => (index % 8 === 0 ? tell(index * 40 * MILLISECOND + 7, 'c', 'd') : tell(index * 40 * MILLISECOND, 'a', 'b')));

function run(rewires: 'at-once' | 'when-told', further: readonly SwarmInput[] = []): SwarmRun {
  const everybody = Object.fromEntries([...leaves, 'hub'].map((id) => [id, { acts: Object.fromEntries(leaves.map((to) => [to, (out: { send: (letter: never, to: never) => number }): void => void out.send(note('x') as never, agentId(to) as never)])) }]));
  const agents = {
    ...correspondents(everybody as never, topology),
    hub: relayAgent(usual, post),
    registrar: registrar({ maxAgents: 10, members: leaves.map((id) => ({ id: agentId(id), kind: 'leaf', capabilities: [], life: 'started' })), templates: {}, topology, rewires, rewireUs: SECOND, post }),
  };
  const all = [...inputs, ...further].sort((x, y) => x.at - y.at);
  const done = simulateSwarm({ agents, inputs: all, untilUs: 60 * SECOND });
  expectReplayed(done);
  return done;
}

function waitP95(done: SwarmRun, from: number): number {
  const waits = done.ofType('MessageTaken').filter(({ agent, time }) => agent === 'hub' && time > from).map(({ data }) => data.waitedUs);
  const passed = done.ofType('MessageSent').filter(({ data, agent, time }) => agent !== 'hub' && data.receivers !== undefined && time > from).length;
  const all = [...waits, ...Array.from({ length: Math.max(0, passed - waits.length) }, () => 0)].sort((x, y) => x - y);
  return all[Math.ceil(all.length * 0.95) - 1];
}

it('E4: an overloaded hub proposes a wire for its busiest pair, with what it measured and what it expects', () => {
  const [proposed] = run('when-told').ofType('TopologyProposed');
  expect(proposed.data.added.map(({ from, to }) => [from, to])).toEqual([['a', 'b']]);
  expect(proposed.data.before.waitUsP95).toBeGreaterThan(100 * MILLISECOND);
  expect(proposed.data.after.waitUsP95).toBeLessThanOrEqual(100 * MILLISECOND);
  expect(proposed.data.after.relayed).toBeLessThan(proposed.data.before.relayed / 4);
});

it('E4: carried out at once, it shortens what waits by more than 30 % against the same swarm without', () => {
  const [without, rewired] = [run('when-told'), run('at-once')];
  const [change] = rewired.ofType('TopologyChanged');
  expect(change.data).toMatchObject({ proposer: 'hub', proposal: 1, effectiveAt: change.time + SECOND });
  // Both are the same swarm until the change.
  expect(rewired.events.slice(0, change.offset)).toEqual(without.events.slice(0, change.offset));
  expect(waitP95(rewired, change.time + SECOND)).toBeLessThan(0.7 * waitP95(without, change.time + SECOND));
  expect(valuesOf(rewired.stateOf<Correspondence>('b'))).toHaveLength(350);
  expectRepeated(rewired);
});

it('E4: or an operator carries it out, by a command that stands in the log', () => {
  const done = run('when-told', [{ at: 12 * SECOND, by: 'operator', draft: { type: 'OperatorCommanded', data: { command: 'optimise-topology', operator: 'ann', permission: 'topology', reason: 'the hub waits' } } }]);
  expect(done.ofType('TopologyChanged').map(({ causation, data }) => [done.events[causation].type, data.proposer])).toEqual([['OperatorCommanded', 'hub']]);
});

it('E4: a hub with little to do proposes nothing', () => {
  expect(relay.capabilities).toContain('optimise-topology');
  const agents = { ...correspondents({ a: { acts: { b: (out) => void out.send(note('x'), agentId('b')) } }, b: {}, hub: {}, c: {}, d: {} }, topology), hub: relayAgent(usual, post) };
  const done = simulateSwarm({ agents, inputs: Array.from({ length: 100 }, (_, index) => tell(index * SECOND, 'a', 'b')), untilUs: 200 * SECOND });
  expect(done.ofType('TopologyProposed')).toEqual([]);
  expect(done.ofType('MessageQueued')).toEqual([]);
});
