/** A scenario tells which agents are named in it for what they do not do. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { knownNames } from '../../../src/lab/scenario/known-names.js';
import { readScenario } from '../../../src/lab/scenario/read-scenario.js';

const pipeline = {
  loader: '{ kind: loader }',
  extractor: '{ kind: feature-extractor, options: { features: [momentum, distance] } }',
  trend: '{ kind: analyser, options: { extractor: extractor, weights: { momentum: 1 } } }',
  reversal: '{ kind: analyser, options: { extractor: extractor, weights: { distance: -1 } } }',
  judge: '{ kind: signal-judge, options: { sources: [trend, reversal] } }',
  whole: '{ kind: aggregator, options: { sources: { trend: 1, reversal: 1 }, judge: judge } }',
  council: '{ kind: council, options: { members: { whole: 1 } } }',
  optimiser: '{ kind: portfolio-optimiser, options: { council: council } }',
  trader: '{ kind: trader, options: { allocation: optimiser } }',
};

function notesOf(changed: Readonly<Record<string, string>>): readonly string[] {
  const agents = Object.entries({ ...pipeline, ...changed }).map(([name, agent]) => `  ${name}: ${agent}`);
  const text = ['hivetape: 1', 'name: misplaced', 'data: [{ instrument: WALK, walk: { bars: 10 } }]', 'agents:', ...agents].join('\n');
  return readScenario(text, 'scenario.yaml', { known: knownNames() }).notes;
}

describe('D5: notes on agents that are named for what they do not do', () => {
  it.each([
    ['a feature that is not extracted', { trend: '{ kind: analyser, options: { extractor: extractor, weights: { momentum: 1, rsi: 1 } } }' }, 'agents.trend.options.weights: extractor does not extract rsi, and without that there is no view. Add it to the features of extractor.'],
    ['an extractor that is none', { reversal: '{ kind: analyser, options: { extractor: loader } }' }, 'agents.reversal.options.extractor: loader, of kind loader, extracts no features.'],
    ['a loader that is none', { extractor: '{ kind: feature-extractor, options: { loader: judge } }' }, 'agents.extractor.options.loader: judge, of kind signal-judge, loads no rows.'],
    ['a source that the judge does not measure', { judge: '{ kind: signal-judge, options: { sources: [trend] } }' }, 'agents.whole.options.judge: judge does not measure reversal, which counts in full. Add it to the sources of judge.'],
    ['a source that raises no signals', { judge: '{ kind: signal-judge, options: { sources: [trend, reversal, loader] } }' }, 'agents.judge.options.sources: loader, of kind loader, raises no signals.'],
    ['an optimiser that follows an analyst', { optimiser: '{ kind: portfolio-optimiser, options: { council: trend } }' }, 'agents.optimiser.options.council: trend, of kind analyser, decides nothing.'],
    ['a trader that holds the allocation of a council', { trader: '{ kind: trader, options: { allocation: council } }' }, 'agents.trader.options.allocation: council, of kind council, states no allocations.'],
    ['a trader that names two whom it follows', { trader: '{ kind: trader, options: { allocation: optimiser, council: council } }' }, 'agents.trader.options.council: it follows optimiser, whatever council decides. Leave one of them out.'],
  ])('tells of %s', (_, changed, note) => {
    expect(notesOf(changed)).toContain(note);
  });

  it('says nothing of a pipeline in which each does what it is named for, nor of agents of one\'s own', () => {
    expect(notesOf({})).toEqual([]);
    expect(notesOf({ council: '{ path: ./council.ts }' })).toEqual([]);
  });

  it.each(readdirSync('scenarios').filter((name) => name.endsWith('.yaml')))('%s has no such agent', (name) => {
    expect(readScenario(readFileSync(`scenarios/${name}`, 'utf8'), name, { known: knownNames() }).notes.filter((note) => note.includes('of kind'))).toEqual([]);
  });
});
