/** Wires hold in the kernel: whoever says what, and to whomever, it comes only along an edge. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { agentId } from '../../src/core/brand.js';
import type { Draft, Recorded } from '../../src/core/event.js';
import { Wires } from '../../src/lab/wires.js';
import { topologyKinds, topologyOf, type Edge } from '../../src/swarm/topology/topology.js';
import { wiringOf } from '../../src/swarm/topology/wiring.js';
import { ticks, toy, toyKernel } from '../kernel/toy.js';

const names = ['a', 'b', 'c', 'd', 'e'];
const ids = names.map(agentId);

/** Everybody tells everybody by name, and everybody by topic, what tick it is. */
const loud = (own: string) => toy(['tick', 'news'], (event): Draft[] => (event.type === 'Tick' ? [{ type: 'Told', data: 0, to: ids.filter((id) => id !== own) }, { type: 'News', topic: 'news', data: 0 }] : []));

it('E1: there is no direct delivery outside the edge set, whatever agents name', () => {
  const edges = fc.uniqueArray(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), { selector: ([a, b]) => [a, b].sort().join() });
  fc.assert(
    fc.property(fc.constantFrom(...topologyKinds), edges, fc.constantFrom(...ids), fc.integer({ min: 1, max: 3 }), (kind, drawn, hub, fanOut) => {
      const topology = topologyOf({ kind, hub, fanOut, edges: drawn }, ids);
      const wiring = wiringOf(topology);
      const heard: [string, string][] = [];
      const listening = Object.fromEntries(names.map((name) => {
        const agent = loud(name);
        return [name, { ...agent, evolve: (state: never, event: Recorded, context: never) => {
          if (event.agent !== name && event.agent !== 'clock') heard.push([event.agent, name]);
          return agent.evolve(state, event, context);
        } }];
      }));
      const { kernel } = toyKernel(listening, { sources: [ticks([10])], reach: new Wires(topology, ids) });
      kernel.start();
      kernel.run();
      const wanted = ids.flatMap((from) => ids.filter((to) => to !== from && wiring.allows(from, to)).flatMap((to) => [`${from} ${to}`, `${from} ${to}`]));
      expect(heard.map(([from, to]) => `${from} ${to}`).sort()).toEqual(wanted.sort());
    }),
    { numRuns: 60 },
  );
});

it('E4: new edges hold at once, and old ones until the instant that the change names', () => {
  const edge = (from: string, to: string): Edge => ({ from: agentId(from), to: agentId(to), weight: 1 });
  const wires = new Wires({ kind: 'custom', edges: [edge('a', 'b')] }, ids);
  const change = { type: 'TopologyChanged', agent: agentId('registrar'), time: 100, data: { kind: 'custom', edges: [edge('b', 'c')], effectiveAt: 200, reason: '' } } as unknown as Recorded;
  const [a, b, c] = ids;
  expect([wires.allows(a, b), wires.allows(b, c), wires.hasTurned(99)]).toEqual([true, false, false]);
  wires.recorded(change);
  expect([wires.hasTurned(101), wires.allows(a, b), wires.allows(c, b)]).toEqual([true, true, true]);
  expect(wires.hasTurned(199)).toBe(false);
  expect([wires.hasTurned(200), wires.allows(a, b), wires.allows(b, c)]).toEqual([true, false, true]);
  // What agents say of wires changes none.
  wires.recorded({ ...change, agent: a });
  expect(wires.hasTurned(300)).toBe(false);
});

it('E1: ways are the shortest, and of equally short ones that over the heavier edge', () => {
  const topology = topologyOf({ kind: 'custom', edges: [['a', 'b'], ['a', 'c'], ['b', 'd'], ['c', 'd'], ['d', 'e']], weights: [{ between: ['a', 'b'], weight: 0.2 }, { between: ['c', 'a'], weight: 0.9 }] }, ids);
  const [a, b, c, d, e] = ids;
  const wiring = wiringOf(topology);
  expect([wiring.nextHop(a, e), wiring.nextHop(e, a), wiring.nextHop(b, c)]).toEqual([c, d, d]);
  expect([wiring.hops(a, e), wiring.weight(a, b), wiring.weight(a, d)]).toEqual([3, 0.2, 0]);
});

it('E1: a mesh stays one when the log says so, though it names no edge', () => {
  const topology = topologyOf({ kind: 'mesh' }, ids);
  const wires = new Wires(topology, ids);
  wires.recorded({ type: 'TopologyChanged', agent: agentId('lab'), time: 0, data: { kind: topology.kind, edges: topology.edges, effectiveAt: 0, reason: 'the scenario' } } as unknown as Recorded);
  for (const from of ids) for (const to of ids) expect(wires.allows(from, to), `${from} to ${to}`).toBe(true);
});
