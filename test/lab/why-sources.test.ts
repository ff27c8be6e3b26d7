/** The chain of a word that is made of others: it goes through each of them, back to the bars. */
import { expect, test } from 'vitest';
import type { LogEvent } from '../../src/domain/catalogue.js';
import { explainCause, type Reason } from '../../src/lab/why.js';
import { smallRun } from './small-run.js';

const scenario = `
hivetape: 1
name: made-of-others
seed: 5
data:
  - { instrument: WALK, walk: { bars: 400, volatility: 0.01 }, tick: 0.01 }
  - { instrument: OTHER, walk: { bars: 400, volatility: 0.01 }, tick: 0.01 }
risk: { exposureMax: 5, concentrationMax: 5, drawdownMax: 5, valueAtRiskMax: 5 }
agents:
  loader: { kind: loader }
  feature-extractor: { kind: feature-extractor }
  trend: { kind: analyser, options: { weights: { momentum: 1 } } }
  reversal: { kind: analyser, options: { weights: { distance: -1 } } }
  aggregator: { kind: aggregator, options: { sources: { trend: 1, reversal: 1 }, sourcesMin: 2 } }
  council: { kind: council, options: { members: { aggregator: 1 }, entryLean: 0.05 } }
  optimiser: { kind: portfolio-optimiser, options: { council: council, bars: 20 } }
  trader: { kind: trader, options: { allocation: optimiser } }
`;

function along(reason: Reason, types: readonly string[]): Reason | undefined {
  const [first, ...rest] = types;
  const next = reason.because.find(({ event }) => event.type === first);
  return next === undefined || rest.length === 0 ? next : along(next, rest);
}

test('L7: hivetape why goes from an order through the allocation, the decision, the signals and the features to the bars of both', async () => {
  const small = await smallRun({ scenario });
  try {
    const log = small.store.open(small.outcome.runId);
    const events = [...log.events()] as LogEvent[];
    const order = events.findLast(({ type, causation }) => type === 'OrderPlaced' && events[causation].type === 'AllocationStated');
    const [reason] = explainCause(log, { offset: order?.offset ?? -1 }, 20);
    const decision = along(reason, ['AllocationStated', 'DecisionReached']);
    expect(decision?.role).toBe('evidence');
    const signal = events.findLast((event) => event.type === 'SignalRaised' && event.agent === 'aggregator');
    const [made] = explainCause(log, { offset: signal?.offset ?? -1 }, 20);
    expect(new Set(made.because.map(({ event }) => event.agent))).toEqual(new Set(['trend', 'reversal']));
    const bars = made.because.map((view) => along(view, ['FeaturesExtracted', 'RowsLoaded'])?.because.flatMap(({ event }) => (event.type === 'BarClosed' ? [event.data.bar.instrument as string] : [])));
    for (const one of bars) expect(one?.sort()).toEqual(['OTHER', 'WALK']);
  } finally {
    small.remove();
  }
});
