/** What went wrong is gathered by its cause, whatever numbers and names stand in it, and none of it is left out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentId } from '../../../src/core/brand.js';
import { instrumentId } from '../../../src/domain/instrument.js';
import { folded } from '../../../src/lab/sight/sight-fold.js';
import { plainCause, troubleFold, troubleIn, troubleKinds } from '../../../src/lab/sight/trouble.js';
import { logBuilder } from '../../report/log-builder.js';
import { runsOf, schedules } from '../../swarm/simulated-swarm.js';
import { aGraph, aTask, runTasks } from '../../agents/task-swarm.js';

const SECOND = 1_000_000;

describe('errors of a run', () => {
  it('V8: fall together where only numbers and quoted names differ, the worst first', () => {
    const log = logBuilder();
    for (let index = 0; index < 30; index += 1) {
      log.say('TaskFailed', { graph: `g${index}`, task: 't', attempt: 1, worker: agentId(index % 3 === 0 ? 'bob' : 'ada'), reason: `no answer from "host-${index}" after ${index}.5 s` }, { by: 'boss', at: index * SECOND });
      if (index % 10 === 0) log.say('OrderDenied', { orderId: `o-${index}` as never, instrument: instrumentId('ES'), reason: 'var-limit' }, { by: 'risk-gate', at: index * SECOND });
    }
    log.say('AgentFailed', { agent: agentId('cy'), code: 'agent-threw', handling: 5 }, { by: 'lab', at: 40 * SECOND });
    const clusters = folded(log.events, troubleFold());
    expect(clusters).toMatchObject([
      { kind: 'broken', type: 'AgentFailed', cause: 'agent-threw', count: 1, who: [{ name: 'cy', count: 1 }] },
      { kind: 'failed', type: 'TaskFailed', cause: 'no answer from "…" after N s', count: 30, who: [{ name: 'ada', count: 20 }, { name: 'bob', count: 10 }], first: { offset: 0 } },
      { kind: 'refused', type: 'OrderDenied', cause: 'var-limit', count: 3 },
    ]);
    expect(clusters[1].last).toEqual({ offset: log.events.findLast(({ type }) => type === 'TaskFailed')?.offset, time: 29 * SECOND });
  });

  it('V8: call doubts about the data by their name, as often as they are said to be: nothing of them got lost', () => {
    const log = logBuilder();
    log.say('DataDoubted', { instrument: instrumentId('ES'), doubt: 'gap', at: 1, found: 2, usual: 1, evidence: '2 days' }, { by: 'scout', at: SECOND });
    log.say('DataQualityNoted', { instrument: instrumentId('ES'), kind: 'spike', count: 3, note: 'three jumps' }, { by: 'lab', at: 2 * SECOND });
    expect(folded(log.events, troubleFold())).toMatchObject([{ kind: 'doubted', cause: 'spike', count: 3, who: [{ name: 'ES', count: 3 }] }, { kind: 'doubted', cause: 'gap', count: 1 }]);
  });

  it('V8: are all there, under any schedule of faults: counts, whom, first and last are those of the raw log', () => {
    const graphs = [aGraph(Array.from({ length: 8 }, (_, index) => aTask(`t${index}`)))];
    fc.assert(
      fc.property(schedules({ agents: ['boss', 'ada', 'bob'], spanUs: 30 * SECOND }), (schedule) => {
        const { events } = runTasks({ workers: { ada: {}, bob: {} }, work: { work: { durationUs: SECOND, failShare: 0.5 } }, graphs, untilUs: 200 * SECOND, ...schedule });
        const clusters = folded(events, troubleFold());
        expect(clusters.reduce((sum, { count }) => sum + count, 0)).toBe(events.filter((event) => troubleIn(event) !== undefined).length);
        for (const { type, cause, count, who, first, last } of clusters) {
          const own = events.filter((event) => event.type === type && plainCause(troubleIn(event)?.cause ?? '') === cause);
          expect([own.length, own[0].offset, own[own.length - 1].offset]).toEqual([count, first.offset, last.offset]);
          expect(who.reduce((sum, one) => sum + one.count, 0)).toBe(count);
        }
        expect(clusters.map(({ kind }) => troubleKinds.indexOf(kind))).toEqual(clusters.map(({ kind }) => troubleKinds.indexOf(kind)).sort((a, b) => a - b));
      }),
      { numRuns: runsOf(20) },
    );
  });

  it('V8: stay few, however many causes there are', () => {
    const log = logBuilder();
    const letters = (index: number): string => index.toString(26).replaceAll(/\d/g, (digit) => String.fromCharCode(113 + Number(digit)));
    for (let index = 0; index < 3_000; index += 1) log.say('TaskFailed', { graph: 'g', task: 't', attempt: 1, worker: agentId(`w${index}`), reason: letters(index) }, { by: 'boss', at: index });
    const clusters = folded(log.events, troubleFold());
    expect(clusters.length).toBeLessThanOrEqual(1_001);
    expect(clusters.reduce((sum, { count }) => sum + count, 0)).toBe(3_000);
    expect(clusters[0]).toMatchObject({ cause: 'other causes', count: 2_000 });
  });
});
