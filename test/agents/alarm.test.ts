/** Alerts: one for each breach, exact to the microsecond, louder while nobody answers, and only about what may be believed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alarm } from '../../src/agents/alarm.js';
import { agentId } from '../../src/core/brand.js';
import type { Draft } from '../../src/core/event.js';
import { MINUTE, SECOND } from '../../src/core/instant.js';
import { OPERATOR } from '../../src/domain/office-names.js';
import { folded } from '../../src/lab/sight/sight-fold.js';
import { swarmStatusFold } from '../../src/lab/sight/swarm-status.js';
import type { AlertRule } from '../../src/swarm/alerts/alert-rule.js';
import { expectRepeated, expectReplayed, runsOf, schedules, simulateSwarm, type SwarmInput, type SwarmRun } from '../swarm/simulated-swarm.js';
import { aGraph, agentOfKind, aTask, runTasks } from './task-swarm.js';

const usual: AlertRule = { figure: 'task-success', below: 0.8, clears: 0.9, forUs: 0, windowUs: MINUTE, countMin: 1, severity: 'warning' };
type Rules = Readonly<Record<string, { readonly [Part in keyof AlertRule]?: AlertRule[Part] | undefined }>>;

function watch(rules: Rules): unknown {
  const whole = ([name, rule]: readonly [string, object]) => [name, Object.fromEntries(Object.entries({ ...usual, ...rule }).filter(([, value]) => value !== undefined))] as const;
  return agentOfKind(alarm, 'watch', { rules: Object.fromEntries(Object.entries(rules).map(whole)) });
}

function outcome(isGood: boolean, task: number): Draft {
  const named = { graph: 'g', task: `t${task}`, attempt: 1, worker: agentId('ada') };
  return isGood ? { type: 'TaskCompleted', data: { ...named, result: null, workedUs: 5 } } : { type: 'TaskFailed', data: { ...named, reason: 'a test' } };
}

function told(rules: Rules, inputs: readonly SwarmInput[], untilUs = 3_600 * SECOND): SwarmRun {
  return simulateSwarm({ agents: { watch: watch(rules) }, inputs, untilUs, latencyUs: 1 });
}

const outcomes = (rows: readonly (readonly [at: number, isGood: boolean])[]): SwarmInput[] => rows.map(([at, isGood], index) => ({ at, by: 'boss', draft: outcome(isGood, index) }));
const crash = (agent: string, at: number): SwarmInput => ({ at, by: 'lab', draft: { type: 'AgentCrashed', data: { agent: agentId(agent), fault: 1, lost: 0 } } });
const back = (agent: string, at: number): SwarmInput => ({ at, by: 'lab', draft: { type: 'AgentRestarted', data: { agent: agentId(agent), fault: 1, deliveries: 0, events: 0 } } });
const said = ({ events }: SwarmRun) => events.flatMap((event) => (event.type.startsWith('Alert') ? [[event.type, event.time] as const] : []));

describe('an alarm', () => {
  it('V6: raises exactly one alert for each breach of the health of a minute, and clears it with hysteresis', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.boolean()), { minLength: 1, maxLength: 120 }), (steps) => {
        let at = 0;
        const rows = steps.map(([gap, isGood]) => [(at += gap * SECOND), isGood] as const);
        // Read in the plainest way: the share of the last minute at each outcome, and on which side of which level it stands.
        let isOpen = false;
        const expected = rows.flatMap(([now], index): (readonly [string, number])[] => {
          const recent = rows.slice(0, index + 1).filter(([then]) => then > now - MINUTE);
          const share = recent.filter(([, isGood]) => isGood).length / recent.length;
          if (!isOpen && share < 0.8) return ((isOpen = true), [['AlertRaised', now + 1]]);
          if (isOpen && share >= 0.9) return ((isOpen = false), [['AlertCleared', now + 1]]);
          return [];
        });
        expect(said(told({ health: {} }, outcomes(rows)))).toEqual(expected);
      }),
      { numRuns: runsOf(60) },
    );
  });

  it('V6: takes a task that another seat of the same office handed out for handed out', () => {
    const ready: Draft = { type: 'TaskReady', data: { graph: 'g', task: 't', office: agentId('desk') } };
    const assigned: Draft = { type: 'TaskAssigned', data: { graph: 'g', task: 't', office: agentId('desk'), worker: agentId('ada'), work: 'count', attempt: 1 } };
    const rules = { waiting: { figure: 'tasks-waiting', below: undefined, above: 0, clears: 0 } } as const;
    const run = told(rules, [{ at: SECOND, by: 'a', draft: ready }, { at: 2 * SECOND, by: 'b', draft: assigned }]);
    expect(said(run)).toEqual([['AlertRaised', SECOND + 1], ['AlertCleared', 2 * SECOND + 1]]);
    expect([folded(run.events, swarmStatusFold()).openTasks, folded(run.events, swarmStatusFold()).openAlerts]).toEqual([1, []]);
  });

  it('V6: says nothing at the level itself, nor of fewer outcomes than asked', () => {
    const rows = [true, true, true, true, false].map((isGood, index) => [(index + 1) * SECOND, isGood] as const);
    expect(said(told({ health: {} }, outcomes(rows)))).toEqual([]);
    const bad = Array.from({ length: 5 }, (_, index) => [(index + 1) * SECOND, false] as const);
    expect(said(told({ health: { countMin: 5 } }, outcomes(bad)))).toEqual([['AlertRaised', 5 * SECOND + 1]]);
  });

  it('V6: waits for as long as its rule asks, to the microsecond, and forgets what was over before', () => {
    const rules = { away: { figure: 'agents-away', below: undefined, above: 0, clears: 0, forUs: 10 * SECOND, severity: 'critical' } } as const;
    expect(said(told(rules, [crash('ada', 5 * SECOND)]))).toEqual([['AlertRaised', 15 * SECOND + 1]]);
    expect(said(told(rules, [crash('ada', 5 * SECOND), back('ada', 15 * SECOND - 1)]))).toEqual([]);
    const twice = told(rules, [crash('ada', 5 * SECOND), back('ada', 9 * SECOND), crash('bob', 10 * SECOND), back('bob', 30 * SECOND)]);
    expect(said(twice)).toEqual([['AlertRaised', 20 * SECOND + 1], ['AlertCleared', 30 * SECOND + 1]]);
    expect(twice.ofType('AlertRaised')[0].data).toEqual({ alert: 1, rule: 'away', figure: 'agents-away', severity: 'critical', side: 'above', found: 1, limit: 0, since: 10 * SECOND + 1, n: 1, about: 'bob' });
  });

  it('V6: becomes more severe while nobody answers, up to critical, and no more once an operator knows', () => {
    const rules = { away: { figure: 'agents-away', below: undefined, above: 0, clears: 0, severity: 'info', escalateUs: 10 * SECOND } } as const;
    const steps = ({ events }: SwarmRun) => events.flatMap((event) => (event.type === 'AlertEscalated' ? [[event.data.severity, event.time]] : []));
    expect(steps(told(rules, [crash('ada', SECOND)]))).toEqual([['warning', 11 * SECOND + 1], ['critical', 21 * SECOND + 1]]);
    const known = (count: number | undefined, at: number): SwarmInput => ({ at, by: OPERATOR, draft: { type: 'OperatorCommanded', data: { command: 'acknowledge-alert', operator: 'ann', permission: 'operate', reason: 'looking', agent: agentId('watch'), ...(count === undefined ? {} : { count }) } } });
    const answered = told(rules, [crash('ada', SECOND), known(1, 15 * SECOND), back('ada', 60 * SECOND)]);
    expect(steps(answered)).toEqual([['warning', 11 * SECOND + 1]]);
    expect(said(answered).map(([type]) => type)).toEqual(['AlertRaised', 'AlertEscalated', 'AlertAcknowledged', 'AlertCleared']);
    const refused = told(rules, [known(undefined, SECOND), crash('ada', 2 * SECOND), known(7, 3 * SECOND)]);
    expect(refused.ofType('CommandRefused').map(({ data }) => data.reason)).toEqual(['no alert waits for somebody', 'alert 7 does not wait for anybody']);
  });

  it('V6: numbers the alerts of several rules, and costs no event while all is well', () => {
    const rules = { waiting: { figure: 'agents-away', below: undefined, above: 0, clears: 0 }, away: { figure: 'agents-away', below: undefined, above: 1, clears: 1 }, health: {} } as const;
    const run = told(rules, [crash('ada', SECOND), crash('bob', 2 * SECOND), back('ada', 3 * SECOND), back('bob', 4 * SECOND), crash('ada', 5 * SECOND)]);
    expect(run.ofType('AlertRaised').map(({ data: { alert, rule } }) => [alert, rule])).toEqual([[1, 'waiting'], [2, 'away'], [3, 'waiting']]);
    const quiet = told({ health: { escalateUs: 5 } }, outcomes(Array.from({ length: 50 }, (_, index) => [(index + 1) * SECOND, true] as const)));
    expect(quiet.events.filter(({ agent }) => agent === 'watch')).toEqual([]);
  });

  it('V6: replays to the same state, and says the same again under faults', () => {
    const rules = { health: { countMin: 2, escalateUs: 3 * SECOND }, waiting: { figure: 'tasks-waiting', below: undefined, above: 1, clears: 0, forUs: 2 * SECOND } } as const;
    const graphs = [aGraph(Array.from({ length: 12 }, (_, index) => aTask(`t${index}`)))];
    fc.assert(
      fc.property(schedules({ agents: ['boss', 'ada', 'watch'], spanUs: 30 * SECOND }), (schedule) => {
        const run = runTasks({ workers: { ada: {} }, work: { work: { durationUs: SECOND, failShare: 0.4 } }, graphs, untilUs: 300 * SECOND, agents: { watch: watch(rules) }, ...schedule });
        const raised = run.ofType('AlertRaised').map(({ data }) => data.alert);
        expect(new Set(raised).size).toBe(raised.length);
        expectReplayed(run);
        expectRepeated(run);
      }),
      { numRuns: runsOf(20) },
    );
  });

  it.each([[{ above: 1 }], [{ below: undefined }], [{ clears: 0.7 }], [{ below: undefined, above: 0.5, clears: 0.6 }], [{ below: 7, clears: 8 }], [{ below: -0.1, clears: 0 }]])('V6: refuses a rule without one level that can be, and a good side to clear on: %j', (rule) => {
    expect(() => watch({ odd: rule })).toThrow(/has a level/);
  });

  it('R10: flags a worker that gets slower, by name, before it fails, and no worker that only varies', () => {
    const rules = { slowing: { figure: 'worker-slowing', below: undefined, above: 1.5, clears: 1.2 } } as const;
    const task = (worker: string, index: number, us: number, by: number): SwarmInput[] => {
      const named = { graph: `${worker}-${index}`, task: 't', attempt: 1, worker: agentId(worker) };
      return [
        { at: by, by: 'boss', draft: { type: 'TaskAssigned', data: { ...named, work: 'price', inputs: null, dueAt: by + MINUTE, scheduler: 'round-robin', scores: [] } } },
        { at: by + us, by: 'boss', draft: us > 5 * SECOND ? { type: 'TaskTimedOut', data: { ...named, timeoutUs: 5 * SECOND } } : { type: 'TaskCompleted', data: { ...named, result: null, workedUs: us } } },
      ];
    };
    // One decays by a tenth with each task until it times out; the other is now quicker, now slower by a third.
    const decaying = Array.from({ length: 40 }, (_, index) => task('bob', index, Math.round(500_000 * Math.exp(0.1 * Math.max(0, index - 12))), (index + 1) * 10 * SECOND)).flat();
    const steady = Array.from({ length: 40 }, (_, index) => task('ada', index, 600_000 + 200_000 * (((index * 7) % 5) / 2 - 1), (index + 1) * 10 * SECOND + SECOND)).flat();
    const run = told(rules, [...decaying, ...steady].sort((a, b) => a.at - b.at));
    const [flagged] = run.ofType('AlertRaised');
    const [failed] = run.ofType('TaskTimedOut');
    expect(run.ofType('AlertRaised')).toHaveLength(1);
    expect(flagged.data).toMatchObject({ about: 'bob', figure: 'worker-slowing' });
    expect(failed.data.worker).toBe('bob');
    expect(failed.time - flagged.time).toBeGreaterThan(MINUTE);
    expect(told(rules, steady).ofType('AlertRaised')).toEqual([]);
  });
});

