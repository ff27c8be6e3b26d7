/**
 * The third stage of a pipeline: makes the features of an instrument into a view. Each feature counts in units of its own usual
 * size, times its weight; so what is usually small says as much as what is usually large. It hears no market, only features.
 */
import { Type } from '@sinclair/typebox';
import { HivetapeError } from '../core/errors.js';
import type { Instant } from '../core/instant.js';
import { nearestWord } from '../core/nearest-word.js';
import type { EventOf } from '../domain/catalogue.js';
import { meanOf, startMeanDeviation, stepMeanDeviation, varianceOf, type MeanDeviationState } from '../indicators/mean-deviation.js';
import { isFull } from '../indicators/ring.js';
import { agentOption, chosenInstruments, defineAgentKind, instrumentsOption, type AgentSetting } from './agent-kind.js';
import { analyst, clampLean, signalStepOption } from './analyst.js';
import { numberText } from './evidence-text.js';
import { extractors, misplaced } from './partners.js';
import { rowFeatures, type RowFeature } from './feature-extractor.js';

interface AnalyserMemory {
  /** In the order of the weights. */
  readonly sizes: MeanDeviationState[];
  /** The last features in their usual sizes; empty while these are not known. */
  scores: number[];
  stance: number;
  at: Instant;
  /** Where the features stand that it looks at. */
  source: number;
}

const options = Type.Object(
  {
    instruments: instrumentsOption,
    extractor: agentOption('Id of the feature extractor that it listens to.', { minLength: 1, default: 'feature-extractor' }),
    weights: Type.Record(Type.String({ minLength: 1, maxLength: 100 }), Type.Number(), {
      default: { momentum: 1 },
      description: 'What each feature counts; below 0 where much of it speaks for falling prices.',
    }),
    bars: Type.Integer({ minimum: 2, maximum: 10_000, default: 60, description: 'Rows over which the usual size of a feature is taken.' }),
    entryScore: Type.Number({ exclusiveMinimum: 0, default: 0.75, description: 'Weighted mean of the features, in usual sizes, from which it takes a side; it leaves at half of it.' }),
    fullScore: Type.Number({ exclusiveMinimum: 0, default: 2, description: 'Weighted mean of the features at which its strength is 1.' }),
    signalStep: signalStepOption,
  },
  { additionalProperties: false },
);

export const analyser = defineAgentKind({
  kind: 'analyser',
  summary: 'Pipeline: makes the features of an extractor into a view, each by its weight and in its usual size.',
  capabilities: ['analyse', 'vote', 'market-analysis', 'feature-analysis'],
  options,

  misses({ extractor, weights }, partnerOf) {
    const told = partnerOf(extractor)?.options['features'];
    const absent = Array.isArray(told) ? Object.keys(weights).filter((name) => weights[name] !== 0 && !told.includes(name)) : [];
    const silent = absent.length === 0 ? [] : [{ option: 'weights', sentence: `${extractor} does not extract ${absent.join(', ')}, and without that there is no view. Add it to the features of ${extractor}.` }];
    return [...misplaced('extractor', [extractor], extractors, partnerOf), ...silent];
  },

  create({ instruments: names, extractor, weights, bars, entryScore, fullScore, signalStep }, setting) {
    const counted = checkedWeights(weights, setting);
    const gross = counted.reduce((sum, [, weight]) => sum + Math.abs(weight), 0);
    const instruments = chosenInstruments(names, setting);
    const scoreOf = ({ scores }: AnalyserMemory): number => counted.reduce((sum, [, weight], place) => sum + weight * scores[place], 0) / gross;
    return analyst<AnalyserMemory>({
      setting,
      instruments,
      signalStep,
      start: () => ({ sizes: counted.map(() => startMeanDeviation(bars)), scores: [], stance: 0, at: Number.MIN_SAFE_INTEGER, source: -1 }),
      beside: {
        topics: instruments.map(({ id }) => `features/${id}`),
        isOf: (event, instrument) => event.type === 'FeaturesExtracted' && event.agent === extractor && event.data.instrument === instrument,
        see: (memory, event) => {
          if (event.type !== 'FeaturesExtracted' || event.data.at <= memory.at) return;
          take(memory, event, counted);
          if (memory.scores.length > 0) memory.stance = nextStance(memory.stance, scoreOf(memory), entryScore);
        },
      },
      lean: (memory) => {
        if (memory.scores.length === 0) return undefined;
        return memory.stance === 0 ? 0 : clampLean(scoreOf(memory) / fullScore);
      },
      sources: ({ source }) => [source],
      evidence: ({ scores }) => counted.map(([name], place) => `${name} ${numberText(scores[place])}`).join(', '),
    });
  },
});

type Weights = readonly (readonly [RowFeature, number])[];

function checkedWeights(weights: Readonly<Record<string, number>>, { id }: AgentSetting): Weights {
  // In an order of their own: that of the scenario file is not recorded.
  const counted = Object.entries(weights).filter(([, weight]) => weight !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
  if (counted.length === 0) throw new HivetapeError('agent-options-contradict', `Agent "${id}" weighs one feature or more (found none).`, { help: 'Write weights: { momentum: 1 }.' });
  for (const [name] of counted) {
    if ((rowFeatures as readonly string[]).includes(name)) continue;
    const near = nearestWord(name, rowFeatures);
    throw new HivetapeError('agent-options-contradict', `Agent "${id}" weighs features that can be extracted (found "${name.slice(0, 100)}").`, {
      help: near === undefined ? `They are: ${rowFeatures.join(', ')}.` : `Did you mean "${near}"?`,
      values: { agent: id, feature: name },
    });
  }
  return counted as unknown as Weights;
}

/** Takes features in, in place. An extractor that does not tell all that is weighed leaves the view as it was. */
function take(memory: AnalyserMemory, { offset, data: { at, features } }: EventOf<'FeaturesExtracted'>, counted: Weights): void {
  const values = counted.flatMap(([name]) => features.find((one) => one.name === name)?.value ?? []);
  if (values.length < counted.length) return;
  memory.at = at;
  memory.source = offset;
  values.forEach((value, place) => stepMeanDeviation(memory.sizes[place], value));
  if (memory.sizes.every(({ ring }) => isFull(ring))) memory.scores = values.map((value, place) => inUsualSizes(value, memory.sizes[place]));
}

/** Returns the value ÷ the root of the mean square of its window; 0 where that is 0. */
function inUsualSizes(value: number, size: MeanDeviationState): number {
  const mean = meanOf(size);
  const usual = Math.sqrt(varianceOf(size) + mean * mean);
  return usual > 0 ? value / usual : 0;
}

function nextStance(stance: number, score: number, entryScore: number): number {
  const side = Math.sign(score);
  return Math.abs(score) >= entryScore || (side === stance && Math.abs(score) >= entryScore / 2) ? side : 0;
}
