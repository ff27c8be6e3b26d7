/**
 * The second stage of a pipeline: makes rows into features, numbers without units that are known when a bar closes. Six of them are
 * those that pattern networks see, made by the same code; three say how far a price has come, how far it stands from its average,
 * and how much it moves.
 */
import { Type } from '@sinclair/typebox';
import type { Instant } from '../core/instant.js';
import type { Bar } from '../domain/bar.js';
import type { DataOf, EventDraft, EventOf } from '../domain/catalogue.js';
import type { InstrumentId } from '../domain/instrument.js';
import { readBollinger, startBollinger, stepBollinger, type BollingerState } from '../indicators/bollinger.js';
import { readRateOfChange, startRateOfChange, stepRateOfChange, type RateOfChangeState } from '../indicators/rate-of-change.js';
import { readReturnDeviation, startReturnDeviation, stepReturnDeviation, type ReturnDeviationState } from '../indicators/return-deviation.js';
import { agentOption, chosenInstruments, defineAgentKind, instrumentsOption } from './agent-kind.js';
import { decider, SILENT } from './decider.js';
import { loaders, misplaced } from './partners.js';
import { ownFeatures, startFeatures, stepFeatures, type FeatureState } from './pattern-features.js';

/** What can be extracted. */
export const rowFeatures = [...ownFeatures, 'momentum', 'distance', 'volatility'] as const;
export type RowFeature = (typeof rowFeatures)[number];

interface Bench {
  readonly own: FeatureState;
  readonly momentum: RateOfChangeState;
  readonly distance: BollingerState;
  readonly volatility: ReturnDeviationState;
}

export interface ExtractorState {
  readonly benches: Record<InstrumentId, Bench>;
  at: Instant;
  /** What the rows at hand have brought. */
  extracted: DataOf<'FeaturesExtracted'>[];
}

const options = Type.Object(
  {
    instruments: instrumentsOption,
    loader: agentOption('Id of the loader whose rows it works on.', { minLength: 1, default: 'loader' }),
    features: Type.Array(Type.Union(rowFeatures.map((name) => Type.Literal(name))), {
      default: ['momentum', 'distance', 'rsi'], minItems: 1, uniqueItems: true,
      description: 'What it extracts: return, range, place, volume, rsi, trend (as networks see them), momentum, distance, volatility.',
    }),
    bars: Type.Integer({ minimum: 2, maximum: 10_000, default: 20, description: 'Bars over which momentum, distance and volatility are taken.' }),
  },
  { additionalProperties: false },
);

export const featureExtractor = defineAgentKind({
  kind: 'feature-extractor',
  summary: 'Pipeline: makes the rows of a loader into features of each instrument.',
  capabilities: ['feature-extraction'],
  options,
  misses: ({ loader }, partnerOf) => misplaced('loader', [loader], loaders, partnerOf),

  create({ instruments, loader, features, bars }, setting) {
    const ids = chosenInstruments(instruments, setting).map(({ id }) => id);
    return decider<ExtractorState>({
      listensTo: ['rows'],
      initial: () => ({ benches: Object.fromEntries(ids.map((id) => [id, startBench(bars)])) as ExtractorState['benches'], at: Number.MIN_SAFE_INTEGER, extracted: [] }),
      evolve: (state, event) => {
        state.extracted = [];
        if (event.type === 'RowsLoaded' && event.agent === loader && event.data.at > state.at) extract(state, event, features as readonly RowFeature[]);
        return state;
      },
      decide: ({ extracted }) => (extracted.length === 0 ? SILENT : extracted.map((data): EventDraft => ({ type: 'FeaturesExtracted', data }))),
    });
  },
});

function startBench(bars: number): Bench {
  return { own: startFeatures(), momentum: startRateOfChange({ bars }), distance: startBollinger({ bars, deviations: 1 }), volatility: startReturnDeviation({ bars }) };
}

function extract(state: ExtractorState, { offset, data: { at, rows } }: EventOf<'RowsLoaded'>, wanted: readonly RowFeature[]): void {
  state.at = at;
  for (const row of rows) {
    const bench = state.benches[row.instrument];
    const known = bench === undefined ? undefined : featuresOf(bench, { ...row, openedAt: at, closedAt: at });
    if (known === undefined) continue;
    const features = wanted.flatMap((name) => (known[name] === undefined ? [] : [{ name, value: known[name] }]));
    if (features.length === wanted.length) state.extracted.push({ instrument: row.instrument, at, features, rows: offset });
  }
}

/** Takes a row in, in place; returns its features, `undefined` for those that are warming up. */
function featuresOf({ own, momentum, distance, volatility }: Bench, row: Bar): Partial<Record<RowFeature, number>> {
  const seen = stepFeatures(own, row, false);
  stepRateOfChange(momentum, row.close);
  stepBollinger(distance, row.close);
  if (row.close > 0) stepReturnDeviation(volatility, row.close);
  const named = seen === undefined ? [] : ownFeatures.map((name, index) => [name, seen[index]] as const);
  const more = [['momentum', readRateOfChange(momentum)], ['distance', readBollinger(distance)?.score], ['volatility', readReturnDeviation(volatility)]] as const;
  return Object.fromEntries([...named, ...more].filter(([, value]) => value !== undefined)) as Partial<Record<RowFeature, number>>;
}
