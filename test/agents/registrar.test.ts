/** The registrar over messages that come twice: what is asked for is done once. */
import { expect, test } from 'vitest';
import { registrar } from '../../src/agents/registrar.js';
import { agentId } from '../../src/core/brand.js';
import { SECOND } from '../../src/core/instant.js';
import type { DataOf, EventType } from '../../src/domain/catalogue.js';
import { courierSetting } from '../../src/swarm/messages/courier-setting.js';
import { neighbourhoodOf } from '../../src/swarm/messages/neighbourhood.js';
import { topologyOf } from '../../src/swarm/topology/topology.js';
import { bench } from './bench.js';

const seats = ['one', 'two', 'three'].map(agentId);
const topology = topologyOf({ kind: 'ring' }, seats);
const edge = { from: seats[0], to: seats[2], weight: 1 };

function seated(rewires: 'at-once' | 'when-told' = 'when-told'): ReturnType<typeof bench> {
  const members = seats.map((id) => ({ id, kind: 'scout', capabilities: [], template: 'scout', life: undefined }));
  const post = { setting: courierSetting(), neighbourhood: neighbourhoodOf(() => []) };
  return bench(registrar({ maxAgents: 10, members, templates: { scout: { kind: 'scout', capabilities: [], seats } }, topology, rewires, rewireUs: SECOND, post }), agentId('registrar'));
}

function command(data: Partial<DataOf<'OperatorCommanded'>> & Pick<DataOf<'OperatorCommanded'>, 'command'>): DataOf<'OperatorCommanded'> {
  return { operator: 'ann', permission: 'operate', reason: 'a test', ...data };
}

test.each<[string, EventType, DataOf<EventType>, string, string]>([
  ['a wish to spawn', 'SpawnAsked', { template: 'scout', reason: 'a test' }, 'supervisor', 'AgentSpawned'],
  ['the command to spawn', 'OperatorCommanded', command({ command: 'spawn', template: 'scout' }), 'operator', 'AgentSpawned'],
  ['the command to rewire', 'OperatorCommanded', command({ command: 'rewire', edges: [edge] }), 'operator', 'TopologyChanged'],
  ['the command to halt', 'OperatorCommanded', command({ command: 'halt' }), 'operator', 'HaltSettled'],
])('D2: %s is carried out once, whatever comes between it and its repetition', (_, type, data, by, answer) => {
  const it = seated();
  const said = it.hear(type, data as never, { by });
  const asked = it.log[it.log.length - said.length - 1];
  expect(said.map((event) => event.type)).toContain(answer);
  expect(it.repeat(asked)).toEqual([]);
  it.hear(type, data as never, { by });
  expect(it.repeat(asked)).toEqual([]);
  expect(it.log.filter((event) => event.type === answer)).toHaveLength(2);
});

test('E4: a proposal that comes twice is carried out once, and decided on once', () => {
  const proposal = { proposal: 1, added: [edge], removed: [], reason: 'a test' };
  const atOnce = seated('at-once');
  const said = atOnce.hear('TopologyProposed', proposal as never, { by: 'hub' });
  expect(said.map(({ type }) => type)).toEqual(['TopologyChanged']);
  expect(atOnce.repeat(atOnce.log[0])).toEqual([]);

  const whenTold = seated();
  whenTold.hear('TopologyProposed', proposal as never, { by: 'hub' });
  whenTold.hear('OperatorCommanded', command({ command: 'optimise-topology' }), { by: 'operator' });
  whenTold.repeat(whenTold.log[0]);
  expect(whenTold.hear('OperatorCommanded', command({ command: 'optimise-topology' }), { by: 'operator' }).map(({ type }) => type)).toEqual(['CommandRefused']);
});

test('F12: a halt is lifted once: where none holds the command is refused', () => {
  const it = seated();
  const lift = (): string[] => it.hear('OperatorCommanded', command({ command: 'lift-halt' }), { by: 'operator' }).map(({ type }) => type);
  expect(lift()).toEqual(['CommandRefused']);
  it.hear('OperatorCommanded', command({ command: 'halt' }), { by: 'operator' });
  expect(lift()).toEqual(['HaltLifted']);
  expect(lift()).toEqual(['CommandRefused']);
});
