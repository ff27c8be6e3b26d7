/** What was planted to hold a swarm up is named, and named first. */
import { describe, expect, it } from 'vitest';
import { agentId } from '../../../src/core/brand.js';
import { MILLISECOND, SECOND } from '../../../src/core/instant.js';
import type { DataOf, EventType, LogEvent } from '../../../src/domain/catalogue.js';
import { agentMetricsFold } from '../../../src/lab/sight/agent-metrics.js';
import { bottleneckFold } from '../../../src/lab/sight/bottlenecks.js';
import { folded } from '../../../src/lab/sight/sight-fold.js';
import { planOf } from '../../swarm/simulated-swarm.js';
import { talkativeSwarm } from './talkative-swarm.js';

const found = (events: readonly LogEvent[]) => folded(events, bottleneckFold());

/** A log of what coordinators said, as short as it can be written. */
function told(rows: readonly { readonly at: number; readonly by?: string; readonly say: { [Type in EventType]: readonly [Type, DataOf<Type>] }[EventType] }[]): LogEvent[] {
  return rows.map(({ at, by = 'coordinator', say: [type, data] }, offset) => ({ offset, type, version: 1, time: at, deliverAt: at + 1, agent: agentId(by), topic: 't', to: [], correlation: -1, causation: -1, data }) as unknown as LogEvent);
}

function done(at: number, worker: string, workedUs: number) {
  return { at, say: ['TaskCompleted', { graph: 'g', task: `${worker}-${at}`, attempt: 1, worker: agentId(worker), result: null, workedUs }] as const };
}

describe('bottlenecks', () => {
  it('V5: nothing is named where nothing holds the swarm up', () => {
    expect(found(talkativeSwarm().events)).toEqual([]);
  });

  it('V5: the slow agent is named first, with a latency above 100 ms', () => {
    for (const slow of ['ada', 'bob', 'cy', 'council']) {
      const { events } = talkativeSwarm({ thinkUs: { [slow]: 300 * MILLISECOND } });
      const [first] = found(events);
      expect(first).toMatchObject({ kind: 'agent', name: slow, severity: 'high', limit: 100_000 });
      expect(first.found).toBeGreaterThan(300_000);
      expect(found(events).filter(({ kind }) => kind === 'agent')).toHaveLength(1);
    }
  });

  it('V5: the rows of the agents show who is slow, who voted and who was away', () => {
    const plan = planOf([{ kind: 'crash', agent: 'cy', atUs: 100 * SECOND, durationUs: 5 * SECOND }]);
    const rows = folded(talkativeSwarm({ thinkUs: { bob: 300 * MILLISECOND }, plan }).events, agentMetricsFold());
    const row = (name: string) => rows.find(({ agent }) => agent === name);
    expect(row('bob')?.words.mean).toBe(301 * MILLISECOND);
    expect(row('ada')?.words.mean).toBe(MILLISECOND);
    expect(row('bob')?.votes).toBeGreaterThan(5);
    expect(row('cy')).toMatchObject({ crashes: 1, awayUs: 5 * SECOND });
    expect(row('ada')).toMatchObject({ crashes: 0, awayUs: 0 });
  });

  it('V5: a slow link is named as a link, and neither of its ends is blamed', () => {
    const plan = planOf([{ kind: 'delay', from: 'council', to: 'bob', delayUs: 400 * MILLISECOND }]);
    const bottlenecks = found(talkativeSwarm({ plan }).events);
    expect(bottlenecks[0]).toMatchObject({ kind: 'link', name: 'council → bob', severity: 'high' });
    expect(bottlenecks.some(({ kind, name }) => kind === 'agent' && name === 'bob')).toBe(false);
  });

  it('V5: an agent that was down is not called slow for the mail that waited for it', () => {
    const plan = planOf([{ kind: 'crash', agent: 'bob', atUs: 170 * SECOND, durationUs: 100 * SECOND }]);
    const { events } = talkativeSwarm({ plan });
    expect(events.some(({ type }) => type === 'AgentRestarted')).toBe(true);
    expect(found(events).filter(({ name }) => name.includes('bob'))).toEqual([]);
  });

  it('V5: a lock that is held for more than 90 % of the time while others wait is critical', () => {
    const asked = (at: number, by: string) => ({ at, by, say: ['LockAsked', { lock: 'book', request: by, mode: 'exclusive' }] as const });
    const granted = (at: number, holder: string, waitedUs: number) => ({ at, say: ['LockGranted', { lock: 'book', request: holder, holder: agentId(holder), mode: 'exclusive', until: at + SECOND, waitedUs }] as const });
    const released = (at: number, holder: string) => ({ at, say: ['LockReleased', { lock: 'book', request: holder, holder: agentId(holder), reason: 'returned' }] as const });
    const busy = [asked(0, 'ada'), granted(0, 'ada', 0), asked(10, 'bob'), released(SECOND, 'ada'), granted(SECOND, 'bob', SECOND - 10), released(2 * SECOND, 'bob')];
    expect(found(told(busy))).toMatchObject([{ kind: 'lock', name: 'book', severity: 'critical', found: 1 }, { kind: 'lock', name: 'book', severity: 'high' }]);
    const idle = [asked(0, 'ada'), granted(0, 'ada', 0), released(10, 'ada'), asked(SECOND, 'bob'), granted(SECOND, 'bob', 0), released(SECOND + 10, 'bob')];
    expect(found(told(idle))).toEqual([]);
  });

  it('V5: a worker of whose tasks more than 20 % take over 30 s is a medium bottleneck; at 20 % it is none', () => {
    const tasks = (slow: number) => Array.from({ length: 5 }, (_, index) => done((index + 1) * 60 * SECOND, 'ada', index < slow ? 31 * SECOND : SECOND));
    expect(found(told(tasks(1)))).toEqual([]);
    expect(found(told(tasks(2)))).toMatchObject([{ kind: 'worker', name: 'ada', severity: 'medium', found: 0.4, limit: 0.2, n: 5 }]);
    expect(found(told([done(40 * SECOND, 'ada', 30 * SECOND)]))).toEqual([]);
  });
});
