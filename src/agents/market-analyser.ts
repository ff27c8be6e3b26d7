/**
 * Reads a market from two sides: the trend of its prices, as a momentum analyst does, and, where a figure is named, the mood that
 * this figure tells, as a sentiment analyst does. Each side counts by its share, and the words name both.
 */
import { Type } from '@sinclair/typebox';
import { defineAgentKind, instrumentsOption } from './agent-kind.js';
import { analyst, clampLean, signalStepOption, type AnalystRule } from './analyst.js';
import { momentumRule, type MomentumMemory } from './momentum.js';
import { sentimentRule, type SentimentMemory } from './sentiment.js';

interface MarketMemory {
  readonly trend: MomentumMemory;
  readonly mood: SentimentMemory | undefined;
}

const options = Type.Object(
  {
    instruments: instrumentsOption,
    bars: Type.Integer({ minimum: 1, default: 60, description: 'Bars over which the rate of change is taken.' }),
    trendBars: Type.Integer({ minimum: 1, default: 30, description: 'Length of the exponential average that must agree.' }),
    entryChange: Type.Number({ minimum: 0, default: 0.02, description: 'Rate of change (a fraction) from which there is a trend; it is over at half of it.' }),
    fullChange: Type.Number({ exclusiveMinimum: 0, default: 0.15, description: 'Rate of change (a fraction) at which a trend counts in full.' }),
    figure: Type.Optional(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}$', description: 'Name of the figure that tells the mood, as `facts` of the scenario gives it; it looks at prices alone if absent.' })),
    moodShare: Type.Number({ minimum: 0, maximum: 1, default: 0.3, description: 'What the mood counts beside the trend, 0 to 1, once enough figures have come.' }),
    signalStep: signalStepOption,
  },
  { additionalProperties: false },
);

/** How a sentiment analyst measures a figure, with its own defaults. */
const usualMood = { of: 'instrument', subject: '', figures: 8, entryScore: 1.5, fullScore: 3, lean: 'with', staleAfter: '90d' } as const;

export const marketAnalyser = defineAgentKind({
  kind: 'market-analyser',
  summary: 'Analyst: leans with the trend of prices and the mood of a published figure, each by its share.',
  capabilities: ['analyse', 'vote', 'market-analysis', 'trend-detection', 'sentiment-analysis'],
  options,

  create({ figure, moodShare, ...chosen }, setting) {
    const trend = momentumRule(chosen, setting);
    const mood = figure === undefined ? undefined : sentimentRule({ ...usualMood, figure, instruments: chosen.instruments, signalStep: chosen.signalStep }, setting);
    const rule: AnalystRule<MarketMemory> = {
      setting,
      instruments: trend.instruments,
      signalStep: chosen.signalStep,
      start: () => ({ trend: trend.start(), mood: mood?.start() }),
      step: (memory, bar) => {
        trend.step(memory.trend, bar);
        if (memory.mood !== undefined) mood?.step(memory.mood, bar);
      },
      lean: (memory) => {
        const way = trend.lean(memory.trend);
        const feeling = memory.mood === undefined ? undefined : mood?.lean(memory.mood);
        if (way === undefined || feeling === undefined) return way;
        return clampLean((1 - moodShare) * way + moodShare * feeling);
      },
      evidence: (memory) => {
        const way = trend.evidence(memory.trend);
        return memory.mood === undefined || mood?.lean(memory.mood) === undefined ? way : `${way}; ${mood.evidence(memory.mood)}`;
      },
    };
    if (mood === undefined) return analyst(rule);
    const { topics, isOf, see } = mood.beside;
    return analyst({ ...rule, beside: { topics, isOf, see: (memory, event) => (memory.mood === undefined ? undefined : see(memory.mood, event)) } });
  },
});
