/**
 * Develops a strategy while the run goes on: tries every combination of some options on the bars that it has heard, and speaks
 * with the voice of the one that did best after costs; with none, where none did well enough. What it tried and what came of it is
 * in the log before its first word. It never sees a bar that the others have not seen: the past is all that it tries things on.
 */
import { Type, type Static } from '@sinclair/typebox';
import type { Instant } from '../core/instant.js';
import type { Json } from '../core/canonical.js';
import type { Bar } from '../domain/bar.js';
import type { DataOf, EventDraft, LogEvent } from '../domain/catalogue.js';
import type { InstrumentId } from '../domain/instrument.js';
import { meanOf, startMeanDeviation, stepMeanDeviation, varianceOf, type MeanDeviationState } from '../indicators/mean-deviation.js';
import { isFull } from '../indicators/ring.js';
import type { Decider } from '../kernel/agent.js';
import { chosenInstruments, defineAgentKind, instrumentsOption } from './agent-kind.js';
import { analyst, signalStepOption, type AnalystState, type BarRule } from './analyst.js';
import { numberText } from './evidence-text.js';
import { strategiesOf, strategyNames, type Strategy } from './strategy-grid.js';

interface Try {
  readonly memory: unknown;
  lean: number | undefined;
  /** What it earned, bar by bar. */
  readonly earned: MeanDeviationState;
}

export interface DeveloperMemory {
  readonly tries: Try[];
  close: number;
  /** Bars since a choice was made. */
  rested: number;
  /** Place of the one that speaks; -1 for none. */
  place: number;
  /** A choice that is to be said. */
  news: Omit<DataOf<'StrategyChosen'>, 'instrument'> | undefined;
}

const options = Type.Object(
  {
    instruments: instrumentsOption,
    strategy: Type.Union(strategyNames.map((name) => Type.Literal(name)), { default: 'momentum', description: 'Kind of analyst whose options it develops: momentum, mean-reversion, breakout.' }),
    grid: Type.Record(Type.String({ minLength: 1, maxLength: 100 }), Type.Array(Type.Unknown(), { minItems: 1, maxItems: 32 }), {
      default: { bars: [20, 60, 120] },
      description: 'Values of the options that are tried, all with all, at most 32 combinations; other options are as usual.',
    }),
    bars: Type.Integer({ minimum: 20, maximum: 100_000, default: 250, description: 'Bars of the past that each is judged by.' }),
    everyBars: Type.Integer({ minimum: 1, maximum: 100_000, default: 20, description: 'Bars from one choice to the next.' }),
    costBps: Type.Number({ minimum: 0, maximum: 10_000, default: 5, description: 'What a turn from flat to a whole position costs, in hundredths of a percent.' }),
    scoreMin: Type.Number({ default: 1, description: 'Score (mean ÷ deviation of what it earned a bar, times the root of the bars) below which none is good enough.' }),
    signalStep: signalStepOption,
  },
  { additionalProperties: false },
);

type DeveloperOptions = Static<typeof options>;

export const strategyDeveloper = defineAgentKind({
  kind: 'strategy-developer',
  summary: 'Analyst: tries options of a strategy on the past that it has heard, and speaks as the one that did best after costs.',
  capabilities: ['analyse', 'vote', 'strategy-creation', 'backtesting', 'optimization'],
  options,

  create(chosen, setting) {
    const instruments = chosenInstruments(chosen.instruments, setting);
    const strategies = strategiesOf(chosen.strategy, chosen.grid, setting);
    const rule: BarRule<DeveloperMemory> = {
      setting,
      instruments,
      signalStep: chosen.signalStep,
      start: () => ({ tries: strategies.map(({ rule: { start } }) => ({ memory: start(), lean: undefined, earned: startMeanDeviation(chosen.bars) })), close: 0, rested: 0, place: -1, news: undefined }),
      step: (memory, bar) => step(memory, bar, { strategies, chosen }),
      lean: ({ tries, place, rested }) => (place >= 0 ? tries[place].lean ?? 0 : rested === 0 ? undefined : 0),
      evidence: ({ tries, place }) => (place < 0 ? `none of ${tries.length} has earned enough` : `${strategies[place].name}, ${numberText(scoreOf(tries[place]))} on ${chosen.bars} bars: ${strategies[place].rule.evidence(tries[place].memory)}`),
    };
    return withChoices(analyst(rule));
  },
});

/** Says each choice before what follows from it. */
function withChoices(inner: Decider<AnalystState<DeveloperMemory>, LogEvent, EventDraft>): Decider<AnalystState<DeveloperMemory>, LogEvent, EventDraft> {
  return {
    ...inner,
    evolve: (state, event, context) => {
      if (event.type === 'StrategyChosen') {
        state.desks[event.data.instrument].memory.news = undefined;
        return state;
      }
      return inner.evolve(state, event, context);
    },
    decide: (state, event, context) => {
      const said = inner.decide(state, event, context);
      if (event.type !== 'BarClosed') return said;
      const { instrument } = event.data.bar;
      const news = (state.desks as Readonly<Record<InstrumentId, AnalystState<DeveloperMemory>['desks'][InstrumentId] | undefined>>)[instrument]?.memory.news;
      return news === undefined ? said : [{ type: 'StrategyChosen', data: { instrument, ...news } }, ...said];
    },
  };
}

interface Bench {
  readonly strategies: readonly Strategy[];
  readonly chosen: DeveloperOptions;
}

/** Books what each lean earned in this bar and what its change costs, then lets each take the bar in; chooses when it is time. */
function step(memory: DeveloperMemory, bar: Bar, { strategies, chosen }: Bench): void {
  const change = memory.close > 0 && bar.close > 0 ? Math.log(bar.close / memory.close) : 0;
  memory.close = bar.close;
  memory.tries.forEach((one, place) => {
    const { rule } = strategies[place];
    const before = one.lean;
    rule.step(one.memory, bar);
    one.lean = rule.lean(one.memory);
    // Nobody is judged by the time in which it could not speak.
    if (before !== undefined && one.lean !== undefined) stepMeanDeviation(one.earned, before * change - (Math.abs(one.lean - before) * chosen.costBps) / 10_000 + 0);
  });
  memory.rested += 1;
  const isReady = memory.tries.every(({ earned }) => isFull(earned.ring));
  if (!isReady) memory.rested = 0;
  else if (memory.news === undefined && (memory.rested === 1 || memory.rested > chosen.everyBars)) choose(memory, bar.closedAt, { strategies, chosen });
}

/** The first of equals speaks; one that speaks already goes on, unless another is better. */
function choose(memory: DeveloperMemory, until: Instant, { strategies, chosen: { strategy, bars, scoreMin } }: Bench): void {
  const scores = memory.tries.map(scoreOf);
  let best = Math.max(0, memory.place);
  scores.forEach((score, place) => {
    if (score > scores[best]) best = place;
  });
  const place = scores[best] >= scoreMin ? best : -1;
  memory.rested = 1;
  memory.place = place;
  const tried = memory.tries.map(({ earned }, index) => ({ options: strategies[index].options, mean: meanOf(earned), deviation: Math.sqrt(varianceOf(earned)), score: scores[index] }));
  memory.news = { strategy, options: place < 0 ? null : (strategies[place].options as Json), bars, until, tried };
}

/** Returns mean ÷ deviation × √bars; 0 where nothing varies. */
function scoreOf({ earned }: Try): number {
  const variance = varianceOf(earned);
  return variance > 0 ? (meanOf(earned) / Math.sqrt(variance)) * Math.sqrt(earned.ring.count) : 0;
}
