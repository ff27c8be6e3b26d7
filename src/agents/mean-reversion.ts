/**
 * Bets on the way back: leans against a price that stands far from its average, measured in standard
 * deviations (Bollinger), once the relative strength index agrees that it was overdone. It stays until
 * the price is back at its average.
 */
import { Type, type Static } from '@sinclair/typebox';
import { readBollinger, startBollinger, stepBollinger, type BollingerState } from '../indicators/bollinger.js';
import { readRsi, startRsi, stepRsi, type RsiState } from '../indicators/rsi.js';
import { chosenInstruments, defineAgentKind, instrumentsOption, type AgentSetting } from './agent-kind.js';
import { analyst, clampLean, signalStepOption, type BarRule } from './analyst.js';
import { numberText } from './evidence-text.js';

export interface MeanReversionMemory {
  readonly bands: BollingerState;
  readonly index: RsiState;
  /** Side it stands on: −1, 0 or 1. */
  stance: number;
  /** Standard deviations between the last close and its average. */
  score: number;
}

const options = Type.Object(
  {
    instruments: instrumentsOption,
    bars: Type.Integer({ minimum: 2, default: 20, description: 'Length of the average and its deviation in bars.' }),
    entryScore: Type.Number({ exclusiveMinimum: 0, default: 2, description: 'Standard deviations from the average at which it takes a side.' }),
    fullScore: Type.Number({ exclusiveMinimum: 0, default: 3, description: 'Standard deviations from the average at which its strength is 1.' }),
    indexBars: Type.Integer({ minimum: 1, default: 14, description: 'Length of the relative strength index in bars.' }),
    oversold: Type.Number({ minimum: 0, maximum: 50, default: 35, description: 'Index at or below which a fall is overdone; a rise is from 100 minus this.' }),
    signalStep: signalStepOption,
  },
  { additionalProperties: false },
);

export const meanReversion = defineAgentKind({
  kind: 'mean-reversion',
  summary: 'Analyst: leans against a price far from its average, until it is back.',
  capabilities: ['analyse', 'vote'],
  options,

  create: (chosen, setting) => analyst(meanReversionRule(chosen, setting)),
});

/** Returns what it goes by: for an analyst of its own, or a part of another. */
export function meanReversionRule({ instruments, bars, entryScore, fullScore, indexBars, oversold, signalStep }: Static<typeof options>, setting: AgentSetting): BarRule<MeanReversionMemory> {
  return {
    setting,
    instruments: chosenInstruments(instruments, setting),
    signalStep,
    start: () => ({ bands: startBollinger({ bars, deviations: entryScore }), index: startRsi({ bars: indexBars }), stance: 0, score: 0 }),
    step: (memory, bar) => {
      const bands = readBollinger(stepBollinger(memory.bands, bar.close));
      const index = readRsi(stepRsi(memory.index, bar.close));
      if (bands === undefined || index === undefined) return;
      memory.score = bands.score;
      memory.stance = nextStance(memory.stance, bands.score / entryScore, (50 - index) / Math.max(50 - oversold, 1e-9));
    },
    lean: ({ bands, index, stance, score }) => {
      if (readBollinger(bands) === undefined || readRsi(index) === undefined) return undefined;
      return stance === 0 ? 0 : clampLean((0 - score) / fullScore);
    },
    evidence: ({ index, score }) => `${numberText(score)} deviations from its average, relative strength ${numberText(readRsi(index) ?? 50)}`,
  };
}

/**
 * Returns the side to stand on. `distance` is the score in units of the entry score; `overdone` is how
 * far the index has come from 50 towards oversold (1 there) or overbought (−1 there).
 */
function nextStance(stance: number, distance: number, overdone: number): number {
  if (distance <= -1 && overdone >= 1) return 1;
  if (distance >= 1 && overdone <= -1) return -1;
  if (stance > 0) return distance < 0 ? 1 : 0;
  if (stance < 0) return distance > 0 ? -1 : 0;
  return 0;
}
