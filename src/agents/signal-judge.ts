/**
 * Measures how well sources foresee: the correlation of what each leant after a bar with the return of the bars that followed (its
 * information coefficient). A return counts once its last bar has closed. Returns that overlap say less than as many that do not,
 * and so what a source is worth follows from the coefficient times the root of the pairs ÷ the horizon.
 */
import { Type, type Static } from '@sinclair/typebox';
import { agentId, type AgentId } from '../core/brand.js';
import { HivetapeError } from '../core/errors.js';
import type { Instant } from '../core/instant.js';
import type { DataOf, EventDraft, EventOf } from '../domain/catalogue.js';
import type { InstrumentId } from '../domain/instrument.js';
import { correlationOfPairs, startRollingCorrelation, stepRollingCorrelation, type RollingCorrelation } from '../portfolio/rolling-correlation.js';
import { adjustedBar, adjustmentTopics, noteAdjustment, type Adjusting } from './adjusted-bar.js';
import { agentOption, chosenInstruments, defineAgentKind, instrumentsOption } from './agent-kind.js';
import { decider, SILENT } from './decider.js';
import { misplaced, signallers } from './partners.js';
import { isTrusted } from './trusted.js';

interface SourceRecord {
  lean: number;
  /** Offset of its last signal; -1 before the first: until then it is not measured. */
  signalledAt: number;
  readonly pairs: RollingCorrelation;
}

interface JudgeDesk extends Adjusting {
  close: number;
  closedAt: Instant;
  /** Of the last bars, the oldest first: the close, and what each source leant until the next bar; `null` before its first word. */
  past: { readonly close: number; readonly leans: readonly (number | null)[] }[];
  readonly sources: readonly SourceRecord[];
  rested: number;
  /** What the bar at hand has brought. */
  measured: DataOf<'SignalQualityMeasured'>[];
}

export interface SignalJudgeState {
  readonly desks: Record<InstrumentId, JudgeDesk>;
}

const options = Type.Object(
  {
    instruments: instrumentsOption,
    sources: Type.Array(agentOption('Id of an agent whose signals are measured.'), { default: [], uniqueItems: true, description: 'Ids of the agents whose signals are measured.' }),
    horizonBars: Type.Integer({ minimum: 1, maximum: 10_000, default: 5, description: 'Bars of the return that a signal is held against.' }),
    bars: Type.Integer({ minimum: 20, maximum: 100_000, default: 250, description: 'Pairs of signal and return that are kept.' }),
    pairsMin: Type.Integer({ minimum: 10, maximum: 100_000, default: 60, description: 'Pairs that must be known before anything is said.' }),
    everyBars: Type.Integer({ minimum: 1, maximum: 100_000, default: 20, description: 'Bars from one measure to the next.' }),
    zeroScore: Type.Number({ minimum: 0, default: 1, description: 'Coefficient × √(pairs ÷ horizon) up to which a source is worth nothing.' }),
    fullScore: Type.Number({ exclusiveMinimum: 0, default: 3, description: 'The same from which it is worth 1.' }),
  },
  { additionalProperties: false },
);

type JudgeOptions = Static<typeof options>;

export const signalJudge = defineAgentKind({
  kind: 'signal-judge',
  summary: 'Measures how well sources have foreseen returns (information coefficient), and what their signals are worth from then on.',
  capabilities: ['signal-quality'],
  options,
  misses: ({ sources }, partnerOf) => misplaced('sources', sources, signallers, partnerOf),

  create(chosen, setting) {
    const instruments = chosenInstruments(chosen.instruments, setting);
    const sources = chosen.sources.map(agentId);
    if (sources.length === 0) throw new HivetapeError('agent-options-contradict', `Agent "${setting.id}" measures one source or more (found none).`, { help: 'Write sources: [AGENT].' });
    if (chosen.zeroScore >= chosen.fullScore) {
      throw new HivetapeError('agent-options-contradict', `A source is worth nothing at less than where it is worth everything (agent "${setting.id}": zeroScore ${chosen.zeroScore}, fullScore ${chosen.fullScore}).`, { help: 'Lower zeroScore.' });
    }
    return decider<SignalJudgeState>({
      listensTo: [...instruments.flatMap(({ id }) => [`bars/${id}`, `signals/${id}`]), ...adjustmentTopics(instruments)],
      initial: () => ({ desks: Object.fromEntries(instruments.map(({ id }) => [id, startDesk(sources, chosen)])) as SignalJudgeState['desks'] }),
      evolve: (state, event) => {
        if (event.type === 'SignalRaised') seeSignal(state.desks[event.data.instrument], event, sources);
        else if (event.type === 'SignalQualityMeasured') state.desks[event.data.instrument].measured = [];
        else if (!isTrusted(event, setting)) return state;
        else if (event.type === 'BarClosed') seeBar(state.desks[event.data.bar.instrument], event, { sources, chosen });
        else if (event.type === 'AdjustmentChanged' && state.desks[event.data.instrument] !== undefined) noteAdjustment(state.desks[event.data.instrument], event.data);
        return state;
      },
      decide: ({ desks }, event) => {
        if (event.type !== 'BarClosed' || !isTrusted(event, setting)) return SILENT;
        const desk = (desks as Readonly<Record<InstrumentId, JudgeDesk | undefined>>)[event.data.bar.instrument];
        return desk === undefined || desk.measured.length === 0 ? SILENT : desk.measured.map((data): EventDraft => ({ type: 'SignalQualityMeasured', data }));
      },
    });
  },
});

function startDesk(sources: readonly AgentId[], { bars }: JudgeOptions): JudgeDesk {
  return { close: 0, closedAt: Number.MIN_SAFE_INTEGER, past: [], sources: sources.map(() => ({ lean: 0, signalledAt: -1, pairs: startRollingCorrelation(bars) })), rested: 0, measured: [] };
}

function seeSignal(desk: JudgeDesk | undefined, { agent, offset, data: { direction, strength } }: EventOf<'SignalRaised'>, sources: readonly AgentId[]): void {
  const place = sources.indexOf(agent);
  if (desk === undefined || place < 0 || offset <= desk.sources[place].signalledAt) return;
  desk.sources[place].signalledAt = offset;
  const size = Math.max(0, Math.min(1, strength));
  desk.sources[place].lean = direction === 'long' ? size : direction === 'short' ? 0 - size : 0;
}

interface Bench {
  readonly sources: readonly AgentId[];
  readonly chosen: JudgeOptions;
}

function seeBar(desk: JudgeDesk | undefined, { data: { bar } }: EventOf<'BarClosed'>, bench: Bench): void {
  if (desk === undefined || bar.closedAt <= desk.closedAt) return;
  const { close } = adjustedBar(bar, desk);
  // What is leant when a bar comes was said before anybody knew it.
  if (desk.close > 0) desk.past.push({ close: desk.close, leans: desk.sources.map(({ lean, signalledAt }) => (signalledAt < 0 ? null : lean)) });
  desk.close = close;
  desk.closedAt = bar.closedAt;
  desk.measured = [];
  const due = desk.past.length === bench.chosen.horizonBars ? desk.past.shift() : undefined;
  if (due !== undefined) pairUp(desk, due);
  desk.rested += 1;
  if (desk.rested < bench.chosen.everyBars) return;
  desk.measured = measuresOf(desk, bar.instrument, bench);
  if (desk.measured.length > 0) desk.rested = 0;
}

function pairUp({ sources, close }: JudgeDesk, due: JudgeDesk['past'][number]): void {
  const change = close / due.close - 1;
  due.leans.forEach((lean, place) => {
    if (lean !== null) stepRollingCorrelation(sources[place].pairs, lean, change);
  });
}

/** One who never changed its mind, or has not been heard long enough, cannot be measured, and is not. */
function measuresOf(desk: JudgeDesk, instrument: InstrumentId, { sources, chosen: { horizonBars, pairsMin, zeroScore, fullScore } }: Bench): DataOf<'SignalQualityMeasured'>[] {
  return desk.sources.flatMap(({ pairs }, place) => {
    const coefficient = correlationOfPairs(pairs, pairsMin);
    if (coefficient === undefined) return [];
    const count = pairs.left.length;
    const score = coefficient * Math.sqrt(count / horizonBars);
    const worth = Math.max(0, Math.min(1, (score - zeroScore) / (fullScore - zeroScore)));
    return [{ source: sources[place], instrument, coefficient, pairs: count, horizonBars, worth, validFrom: desk.closedAt }];
  });
}
