import { expect, test } from 'vitest';
import { map } from 'rxjs';
import { decider, SILENT } from '../../src/agents/decider.js';
import type { EventDraft, LogEvent } from '../../src/domain/catalogue.js';
import type { Pipeline } from '../../src/kernel/agent.js';
import { barClosed, flatBars, given, risingBars } from '../../src/testing/index.js';

const counter = decider<{ heard: number; said: number }>({
  listensTo: ['bars/ES'],
  initial: () => ({ heard: 0, said: 0 }),
  evolve: (state, event) => {
    if (event.type === 'BarClosed') state.heard += 1;
    if (event.type === 'TimerSet' && event.offset >= 0) state.said += 1;
    return state;
  },
  decide: (state, event, { id }) => {
    if (event.type !== 'BarClosed' || state.heard !== 2) return SILENT;
    return [{ type: 'TimerSet', to: [id], afterUs: 5, data: { name: 'soon', dueAt: 0 } }];
  },
});

test('lets the agent take in what it hears and what it says', () => {
  const stage = given(counter, risingBars(1));
  expect(stage.state()).toEqual({ heard: 1, said: 0 });
  expect(stage.when(barClosed(101))).toMatchObject([{ type: 'TimerSet' }]);
  expect(stage.state()).toEqual({ heard: 2, said: 1 });
});

test('hands a timer back when it is due, and refuses to ring where none is set', () => {
  const stage = given(counter, risingBars(2));
  const before = stage.now();
  expect(stage.whenTimerRings()).toEqual([]);
  expect(stage.now()).toBe(before + 5);
  expect(() => stage.whenTimerRings()).toThrow(expect.objectContaining({ code: 'no-timer-set' }));
});

test('gives each bar the next minute, and never lets time go back', () => {
  const times: number[] = [];
  const agent = decider<null>({
    listensTo: ['bars/ES'],
    initial: () => null,
    evolve: (state) => state,
    decide: (_, event, context) => {
      if (event.type === 'BarClosed') times.push(event.data.bar.closedAt, context.now());
      return SILENT;
    },
  });
  given(agent, flatBars(3));
  expect(times.map((time) => time - (times[0] ?? 0))).toEqual([0, 3, 60_000_000, 60_000_003, 120_000_000, 120_000_003]);
});

test('tests pipelines as well as deciders', () => {
  const echo: Pipeline<LogEvent, EventDraft> = {
    listensTo: ['bars/ES'],
    behaviour: (inbox$) => inbox$.pipe(map((event) => ({ type: 'TradingResumed', data: { reason: event.type } }) as const)),
  };
  expect(given(echo).when(barClosed(100))).toEqual([{ type: 'TradingResumed', data: { reason: 'BarClosed' } }]);
});

test('throws what the agent throws', () => {
  const faulty = decider<null>({
    listensTo: ['bars/ES'],
    initial: () => null,
    evolve: () => {
      throw new RangeError('out of range');
    },
    decide: () => SILENT,
  });
  expect(() => given(faulty, [barClosed(100)])).toThrow('out of range');
});
