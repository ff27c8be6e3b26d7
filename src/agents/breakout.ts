/**
 * Goes with a price that leaves its range: leans the way in which a close passes the highest high or the
 * lowest low of the bars before (Donchian's channel) by a part of the average true range. It stays until
 * a close falls back behind the middle of the channel.
 */
import { Type, type Static } from '@sinclair/typebox';
import type { Bar } from '../domain/bar.js';
import { readAtr, startAtr, stepAtr, type AtrState } from '../indicators/atr.js';
import { readHighestLowest, startHighestLowest, stepHighestLowest, type HighestLowestState } from '../indicators/highest-lowest.js';
import { chosenInstruments, defineAgentKind, instrumentsOption, type AgentSetting } from './agent-kind.js';
import { analyst, clampLean, signalStepOption, type BarRule } from './analyst.js';
import { numberText } from './evidence-text.js';

export interface BreakoutMemory {
  readonly channel: HighestLowestState;
  readonly range: AtrState;
  /** Lean it holds, −1 to 1; its sign is the side. */
  lean: number;
  /** Level that was passed last, and the average true range at that time; for the words. */
  level: number;
  levelRange: number;
}

const options = Type.Object(
  {
    instruments: instrumentsOption,
    bars: Type.Integer({ minimum: 1, default: 55, description: 'Bars whose highest high and lowest low make the channel.' }),
    rangeBars: Type.Integer({ minimum: 1, default: 20, description: 'Length of the average true range in bars.' }),
    margin: Type.Number({ minimum: 0, default: 0.25, description: 'How far beyond the channel a close must be, in average true ranges.' }),
    fullMargin: Type.Number({ exclusiveMinimum: 0, default: 2, description: 'How far beyond the channel its strength is 1, in average true ranges; at the channel it is one half.' }),
    signalStep: signalStepOption,
  },
  { additionalProperties: false },
);

export const breakout = defineAgentKind({
  kind: 'breakout',
  summary: 'Analyst: leans with a close beyond the range of the bars before.',
  capabilities: ['analyse', 'vote'],
  options,

  create: (chosen, setting) => analyst(breakoutRule(chosen, setting)),
});

/** Returns what it goes by: for an analyst of its own, or a part of another. */
export function breakoutRule({ instruments, bars, rangeBars, margin, fullMargin, signalStep }: Static<typeof options>, setting: AgentSetting): BarRule<BreakoutMemory> {
  return {
    setting,
    instruments: chosenInstruments(instruments, setting),
    signalStep,
    start: () => ({ channel: startHighestLowest({ bars }), range: startAtr({ bars: rangeBars }), lean: 0, level: 0, levelRange: 0 }),
    step: (memory, bar) => {
      // The channel and its unit are those of the bars before: a bar does not move its own goal.
      takeSide(memory, bar, { margin, fullMargin });
      stepHighestLowest(memory.channel, bar);
      stepAtr(memory.range, bar);
    },
    lean: ({ channel, range, lean }) => (channel.count <= bars || readAtr(range) === undefined ? undefined : lean),
    evidence: ({ lean, level, levelRange }) =>
      lean === 0 ? `back within its range of ${bars} bars` : `closed beyond ${numberText(level)}, the edge of ${bars} bars, where a bar spans ${numberText(levelRange)}`,
  };
}

function takeSide(memory: BreakoutMemory, { close }: Bar, { margin, fullMargin }: { readonly margin: number; readonly fullMargin: number }): void {
  const channel = readHighestLowest(memory.channel);
  const unit = readAtr(memory.range);
  if (channel === undefined || unit === undefined) return;
  const { highest, lowest } = channel;
  const above = close - highest;
  const below = lowest - close;
  if (above > 0 && above >= margin * unit) {
    memory.lean = Math.max(memory.lean, leanBeyond(above, fullMargin * unit));
    memory.level = highest;
    memory.levelRange = unit;
  } else if (below > 0 && below >= margin * unit) {
    memory.lean = Math.min(memory.lean, 0 - leanBeyond(below, fullMargin * unit));
    memory.level = lowest;
    memory.levelRange = unit;
  } else if (isBehindMiddle(memory.lean, close, (highest + lowest) / 2)) {
    memory.lean = 0;
  }
}

function leanBeyond(distance: number, full: number): number {
  return full === 0 ? 1 : clampLean(0.5 + (0.5 * distance) / full);
}

function isBehindMiddle(lean: number, close: number, middle: number): boolean {
  return lean > 0 ? close < middle : lean < 0 && close > middle;
}
