/**
 * Follows what moves: leans with the rate of change of some bars, as long as the price stands on the
 * same side of its exponential average. The threshold to leave is half the one to enter, so that a
 * market at the threshold does not make it flicker.
 */
import { Type, type Static } from '@sinclair/typebox';
import { readEma, startEma, stepEma, type EmaState } from '../indicators/ema.js';
import { readRateOfChange, startRateOfChange, stepRateOfChange, type RateOfChangeState } from '../indicators/rate-of-change.js';
import { chosenInstruments, defineAgentKind, instrumentsOption, type AgentSetting } from './agent-kind.js';
import { analyst, clampLean, signalStepOption, type BarRule } from './analyst.js';
import { percentText } from './evidence-text.js';

export interface MomentumMemory {
  readonly change: RateOfChangeState;
  readonly trend: EmaState;
  /** Side it stands on: −1, 0 or 1. */
  stance: number;
}

const options = Type.Object(
  {
    instruments: instrumentsOption,
    bars: Type.Integer({ minimum: 1, default: 60, description: 'Bars over which the rate of change is taken.' }),
    trendBars: Type.Integer({ minimum: 1, default: 30, description: 'Length of the exponential average that must agree.' }),
    entryChange: Type.Number({ minimum: 0, default: 0.02, description: 'Rate of change (a fraction) from which it takes a side; it leaves at half of it.' }),
    fullChange: Type.Number({ exclusiveMinimum: 0, default: 0.15, description: 'Rate of change (a fraction) at which its strength is 1.' }),
    signalStep: signalStepOption,
  },
  { additionalProperties: false },
);

export const momentum = defineAgentKind({
  kind: 'momentum',
  summary: 'Analyst: leans with the rate of change while the trend average agrees.',
  capabilities: ['analyse', 'vote'],
  options,

  create: (chosen, setting) => analyst(momentumRule(chosen, setting)),
});

/** Returns what it goes by: for an analyst of its own, or a part of another. */
export function momentumRule({ instruments, bars, trendBars, entryChange, fullChange, signalStep }: Static<typeof options>, setting: AgentSetting): BarRule<MomentumMemory> {
  return {
    setting,
    instruments: chosenInstruments(instruments, setting),
    signalStep,
    start: () => ({ change: startRateOfChange({ bars }), trend: startEma({ bars: trendBars }), stance: 0 }),
    step: (memory, bar) => {
      stepRateOfChange(memory.change, bar.close);
      stepEma(memory.trend, bar.close);
      memory.stance = nextStance(memory, entryChange);
    },
    lean: ({ change, trend, stance }) => {
      const rate = readRateOfChange(change);
      if (rate === undefined || readEma(trend) === undefined) return undefined;
      return stance === 0 ? 0 : clampLean(rate / fullChange);
    },
    evidence: ({ change, trend }) => {
      const gap = change.last / (readEma(trend) ?? change.last) - 1;
      return `${percentText(readRateOfChange(change) ?? 0)} in ${bars} bars, ${percentText(gap)} from its average`;
    },
  };
}

function nextStance({ change, trend, stance }: MomentumMemory, entryChange: number): number {
  const rate = readRateOfChange(change);
  const average = readEma(trend);
  if (rate === undefined || average === undefined) return 0;
  const side = Math.sign(rate);
  if (side === 0 || side !== Math.sign(change.last - average)) return 0;
  const size = Math.abs(rate);
  return size >= entryChange || (side === stance && size >= entryChange / 2) ? side : 0;
}
