/** Who hears what, where wires decide: the same as the kernel hands over. */
import { describe, expect, it } from 'vitest';
import { agentId } from '../../../src/core/brand.js';
import type { LogEvent } from '../../../src/domain/catalogue.js';
import { listeners } from '../../../src/lab/sight/listeners.js';
import { loadScenario } from '../../../src/lab/scenario/load-scenario.js';
import { runScenario } from '../../../src/lab/run.js';
import { swarmMetricsFold } from '../../../src/lab/sight/swarm-metrics.js';
import { folded } from '../../../src/lab/sight/sight-fold.js';
import { catalogue } from '../../../src/domain/catalogue.js';
import { memoryRunStore } from '../../../src/store/memory-run-store.js';

const seat = (agent: string): LogEvent => ({ type: 'AgentSeated', agent: 'lab', topic: 'run', to: [], time: 0, data: { agent, kind: 't', options: {}, listensTo: ['news'] } }) as unknown as LogEvent;
const rewired = (time: number, effectiveAt: number, edges: readonly (readonly [string, string])[], agent = 'registrar'): LogEvent =>
  ({ type: 'TopologyChanged', agent, topic: 'topology', to: [], time, data: { kind: 'custom', effectiveAt, reason: '', edges: edges.map(([from, to]) => ({ from, to, weight: 1 })) } }) as unknown as LogEvent;
const news = (agent: string, time: number) => ({ agent: agentId(agent), topic: 'news', to: [], time });

describe('who hears what', () => {
  it('F13: follows the wires: new ones at once, old ones until the change takes hold, and only by who may change them', () => {
    const audience = listeners();
    for (const agent of ['a', 'b', 'c']) audience.seat(seat(agent));
    expect(audience.of(news('a', 1))).toEqual(['b', 'c']);
    audience.seat(rewired(10, 0, [['a', 'b']], 'lab'));
    expect(audience.of(news('a', 11))).toEqual(['b']);
    audience.seat(rewired(20, 30, [['a', 'c']]));
    expect(audience.of(news('a', 21))).toEqual(['b', 'c']);
    expect(audience.of(news('a', 30))).toEqual(['c']);
    audience.seat(rewired(40, 0, [['b', 'c']], 'mallory'));
    expect(audience.of(news('a', 41))).toEqual(['c']);
    expect(audience.of(news('feed', 42))).toEqual(['a', 'b', 'c']);
  });

  it('F13: counts in a wired scenario the messages that the kernel handed over, timers and what was under way at the end aside', async () => {
    const loaded = await loadScenario('scenarios/multi-strategy-star.yaml', { overrides: ['period.until=2001-01-03'] });
    const store = memoryRunStore(catalogue);
    const { runId } = await runScenario(store, loaded.scenario, { project: loaded, environment: () => null });
    const events = [...store.open(runId).events()] as LogEvent[];
    const last = events[events.length - 1];
    const deliveries = last.type === 'RunEnded' ? last.data.deliveries : NaN;
    const { messages, inFlight } = folded(events, swarmMetricsFold());
    // While agents are being seated, those who come later hear what was said before: that is no talk, and is not counted.
    const opening = events.slice(0, events.findLastIndex(({ type }) => type === 'AgentSeated') + 1);
    const audience = listeners();
    for (const event of opening) audience.seat(event);
    const early = opening.reduce((sum, event) => sum + audience.of(event).length, 0) - folded(opening, swarmMetricsFold()).messages;
    const rung = events.filter(({ type, deliverAt }) => type === 'TimerSet' && deliverAt <= last.time).length;
    expect(messages + early - inFlight.now + rung).toBe(deliveries);
  });
});
