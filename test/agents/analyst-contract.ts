/**
 * The law book of analysts: each has a market where it must speak and one where it must be silent; it
 * speaks only of turns and real moves, votes once per proposal by its view, and remembers plain data.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AgentKind, AgentSetting } from '../../src/agents/agent-kind.js';
import { canonicalJson } from '../../src/core/canonical.js';
import type { DataOf, EventDraft } from '../../src/domain/catalogue.js';
import { given } from '../../src/testing/given.js';
import { barClosed, proposalMade, type TestEvent } from '../../src/testing/events.js';
import { agentOf, agentSetting } from '../../src/testing/setting.js';

export type Signal = DataOf<'SignalRaised'>;

export interface AnalystCase<Options> {
  readonly kind: AgentKind<Options>;
  readonly options?: Partial<Options>;
  /** Closes in which it must raise at least one signal, the first of them in this direction. */
  readonly speaksIn: readonly (readonly [name: string, closes: readonly number[], direction: 'long' | 'short'])[];
  /** Closes in which it must not raise any. */
  readonly isSilentIn: readonly (readonly [name: string, closes: readonly number[]])[];
  /** Bars that it needs before it may speak. */
  readonly warmUpBars: number;
  /** Where it is seated; one instrument if absent. */
  readonly setting?: AgentSetting;
  /** How a close is told to it, for one that looks at other things than closes; a bar if absent. */
  readonly tell?: (close: number, index: number) => readonly TestEvent[];
}

export function testAnalyst<Options>({ kind, options = {}, speaksIn, isSilentIn, warmUpBars, setting = agentSetting(), tell = (close) => [barClosed(close)] }: AnalystCase<Options>): void {
  const told = (closes: readonly number[]): TestEvent[] => closes.flatMap(tell);
  const signalsIn = (closes: readonly number[]): Signal[] => signalsOf(given(agentOf(kind, options, setting)).whenAll(told(closes)));

  describe(`the contract of analysts: ${kind.kind}`, () => {
    test.each(speaksIn)('speaks in %s', (_, closes, direction) => {
      const [first] = signalsIn(closes);
      expect(first).toMatchObject({ instrument: 'ES', direction });
      expect(first?.evidence).toMatch(/\d/);
    });

    test.each(isSilentIn)('is silent in %s', (_, closes) => {
      expect(signalsIn(closes)).toEqual([]);
    });

    test.each(speaksIn)('agrees with a proposal of its own view, opposes the other: %s', (_, closes) => {
      const lastTold = signalsIn(closes).at(-1);
      expect(lastTold?.direction).not.toBe('flat');
      const other = lastTold?.direction === 'long' ? 'short' : 'long';
      expect(voteAfter(closes, lastTold?.direction)).toMatchObject({ choice: 'for', proposal: 'council/ES/1', instrument: 'ES' });
      expect(voteAfter(closes, other)).toMatchObject({ choice: 'against' });
      expect(voteAfter(closes, 'flat')).toMatchObject({ choice: 'against' });
      expect(voteAfter(closes, other)?.confidence).toBeGreaterThan(0);
    });

    test('abstains while it is warming up, and when it has no view', () => {
      const [, flat] = isSilentIn[0] ?? ['', []];
      expect(voteAfter([], 'long')).toMatchObject({ choice: 'abstain', confidence: 0, reason: 'still warming up' });
      expect(voteAfter(flat, 'long')).toMatchObject({ choice: 'abstain', confidence: 0 });
      expect(voteAfter(flat, 'flat')).toMatchObject({ choice: 'for' });
    });

    test('does not speak of other instruments than its own', () => {
      const agent = agentOf(kind, options, setting);
      expect(given(agent).whenAll([barClosed(100, { instrument: 'NQ' }), proposalMade({ instrument: 'NQ' })])).toEqual([]);
    });

    test('speaks only after its warm-up, only of turns and real moves, with strengths from 0 to 1, the same each time', () => {
      fc.assert(
        fc.property(fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 1, maxLength: 200 }), (steps) => {
          const closes = steps.map(((price) => (step: number) => (price *= 1 + step / 1_000))(100));
          const stage = given(agentOf(kind, options, setting));
          const signals: Signal[] = [];
          closes.forEach((close, index) => {
            const drafts = stage.whenAll(tell(close, index));
            expect(drafts.length).toBeLessThanOrEqual(index + 1 < warmUpBars ? 0 : 1);
            signals.push(...signalsOf(drafts));
          });
          let before = { direction: 'flat', strength: 0 };
          for (const signal of signals) {
            expect(signal.strength).toBeGreaterThanOrEqual(0);
            expect(signal.strength).toBeLessThanOrEqual(1);
            expect(signal.direction === 'flat').toBe(signal.strength === 0);
            if (signal.direction === before.direction) expect(Math.abs(signal.strength - before.strength)).toBeGreaterThan(0.1);
            before = signal;
          }
          canonicalJson(stage.state());
          expect(signalsIn(closes)).toEqual(signals);
        }),
        { numRuns: 50 },
      );
    });

    test('remembers plain data only, so that it goes on from a snapshot as if nothing had happened', () => {
      const [, closes] = speaksIn[0] ?? ['', []];
      const stage = given(agentOf(kind, options, setting), told(closes));
      expect(JSON.parse(canonicalJson(stage.state()))).toEqual(stage.state());
    });
  });

  function voteAfter(closes: readonly number[], direction: 'long' | 'flat' | 'short' | undefined): DataOf<'VoteCast'> | undefined {
    const stage = given(agentOf(kind, options, setting), told(closes));
    const [draft] = stage.when(proposalMade({ direction: direction ?? 'flat' }));
    return draft?.type === 'VoteCast' ? draft.data : undefined;
  }
}

export function signalsOf(drafts: readonly EventDraft[]): Signal[] {
  return drafts.flatMap((draft) => (draft.type === 'SignalRaised' ? [draft.data] : []));
}

/** Returns closes from a first one, each made from the one before and its place. */
export function closesBy(count: number, next: (before: number, index: number) => number, first = 100): number[] {
  const closes = [first];
  while (closes.length < count) closes.push(next(closes[closes.length - 1] ?? first, closes.length));
  return closes;
}
