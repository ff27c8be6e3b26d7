/**
 * Watches how data come, while they come: says of a gap, a jump, a price that stands still and an instrument that fell silent,
 * and answers what it has seen. It judges by what came before and knows no calendar, so it first learns what distances between bars
 * are usual. What is wrong over the whole of a data set is for `data check`, which may look ahead.
 */
import { Type, type Static } from '@sinclair/typebox';
import type { Json } from '../core/canonical.js';
import type { DataOf, EventOf, LogEvent } from '../domain/catalogue.js';
import type { Instrument, InstrumentId } from '../domain/instrument.js';
import { durationUs } from '../market/import-options.js';
import { courier, courierTopics, type Courier } from '../swarm/messages/courier.js';
import type { CourierState } from '../swarm/messages/courier-state.js';
import { adjustedBar, adjustmentTopics, noteAdjustment } from './adjusted-bar.js';
import { chosenInstruments, defineAgentKind, instrumentsOption, type AgentSetting } from './agent-kind.js';
import { daysText, doubtsOf, noteDistance, startWatch, stepWatch, type DataWatch, type ScoutRules } from './data-watch.js';
import { decider, SILENT } from './decider.js';
import { isTrusted } from './trusted.js';

type Doubted = DataOf<'DataDoubted'>;

export interface ScoutState {
  readonly watches: Record<InstrumentId, DataWatch>;
  /** The last instant of which anything came, and how many such there were. */
  at: number;
  instants: number;
  /** What is to be said of the event at hand. */
  doubted: Doubted[];
  readonly courier: CourierState | undefined;
}

const span = { pattern: '^[1-9][0-9]{0,5}(s|m|h|d)$', 'x-expected': 'a duration like 12h or 30d' };

const options = Type.Object(
  {
    instruments: instrumentsOption,
    learnFor: Type.String({ ...span, default: '30d', description: 'How long it only learns which distances between bars are usual.' }),
    spikeDeviations: Type.Number({ exclusiveMinimum: 0, default: 8, description: 'Standard deviations from which a return counts as a jump.' }),
    spikeBars: Type.Integer({ minimum: 2, maximum: 10_000, default: 60, description: 'Bars over which that deviation is taken.' }),
    staleBars: Type.Integer({ minimum: 2, maximum: 10_000, default: 5, description: 'Bars in a row with one and the same price from which it counts as standing still.' }),
  },
  { additionalProperties: false },
);

export const dataScout = defineAgentKind({
  kind: 'data-scout',
  summary: 'Watches how data come: says of gaps, jumps, standing prices and silence, and answers what it has seen.',
  capabilities: ['data-watching', 'data-quality'],
  options,

  create(chosen, setting) {
    const instruments = chosenInstruments(chosen.instruments, setting);
    const mail = setting.post === undefined ? undefined : courier(setting.post);
    const frame: Frame = { rules: rulesOf(chosen), setting, instruments };
    return decider<ScoutState>({
      listensTo: [...instruments.map(({ id }) => `bars/${id}`), ...adjustmentTopics(instruments), ...(mail === undefined ? [] : courierTopics)],
      initial: () => ({
        watches: Object.fromEntries(instruments.map(({ id }) => [id, startWatch(frame.rules)])) as ScoutState['watches'],
        at: Number.MIN_SAFE_INTEGER, instants: 0, doubted: [], courier: mail?.start(),
      }),
      evolve: (state, event, context) => {
        if (state.courier !== undefined) mail?.hear(state.courier, event, context);
        fold(state, event, frame);
        return state;
      },
      decide: (state, _event, context) => {
        const said = state.doubted.map((data) => ({ type: 'DataDoubted' as const, data }));
        return mail === undefined || state.courier === undefined ? said : [...said, ...answers(mail, state, context)];
      },
    });
  },
});

interface Frame {
  readonly rules: ScoutRules;
  readonly setting: AgentSetting;
  readonly instruments: readonly Instrument[];
}

function rulesOf({ learnFor, spikeDeviations, spikeBars, staleBars }: Static<typeof options>): ScoutRules {
  return { learnUs: durationUs(learnFor), spikeDeviations, spikeBars, staleBars };
}

function fold(state: ScoutState, event: LogEvent, { rules, setting, instruments }: Frame): void {
  // What was found is said once: its own words come after it.
  state.doubted = [];
  if (!isTrusted(event, setting)) return;
  if (event.type === 'AdjustmentChanged') {
    const watch = state.watches[event.data.instrument];
    if (watch !== undefined) noteAdjustment(watch, event.data);
  } else if (event.type === 'BarClosed') seeBar(state, event, { rules, instruments });
}

function seeBar(state: ScoutState, { data: { bar } }: EventOf<'BarClosed'>, { rules, instruments }: Omit<Frame, 'setting'>): void {
  const { instrument, closedAt } = bar;
  const watch = state.watches[instrument];
  if (watch === undefined || closedAt <= watch.lastAt) return;
  if (watch.bars === 0) watch.instantsBefore = state.instants - (closedAt > state.at ? 0 : 1);
  if (closedAt > state.at) {
    // Only now is it sure that nothing more came of the instant before.
    for (const { id } of instruments) noteSilence(state, id, rules);
    state.at = closedAt;
    state.instants += 1;
  }
  const seen = adjustedBar(bar, watch);
  for (const doubt of doubtsOf(watch, seen, rules)) take(state, { ...doubt, instrument });
  if (watch.bars > 0) noteDistance(watch, closedAt);
  stepWatch(watch, seen);
}

/** Others came, and this did not: for longer than twice what is usual. Said once, until it comes again. */
function noteSilence(state: ScoutState, instrument: InstrumentId, { learnUs }: ScoutRules): void {
  const watch = state.watches[instrument];
  const silentUs = state.at - watch.lastAt;
  if (watch.bars === 0 || watch.isSilent || watch.longestUs === 0 || watch.lastAt - watch.firstAt < learnUs || silentUs <= 2 * watch.longestUs) return;
  watch.isSilent = true;
  take(state, { instrument, doubt: 'silent', at: state.at, found: silentUs, usual: watch.longestUs, evidence: `nothing for ${daysText(silentUs)}, and others came` });
}

function take(state: ScoutState, doubted: Doubted): void {
  state.doubted.push(doubted);
  state.watches[doubted.instrument].counts[doubted.doubt] += 1;
}

/** Answers `DataRequested { name: coverage, query: { instrument } }`, also once it asks again; of other things it knows nothing. */
function answers(mail: Courier, state: ScoutState, context: Parameters<Courier['post']>[1]): ReturnType<ReturnType<Courier['post']>['drafts']> {
  if (state.courier === undefined) return SILENT;
  const post = mail.post(state.courier, context);
  for (const message of post.handed) {
    if (message.name !== 'DataRequested') post.unhandled(message);
    else {
      const { name, query } = message.payload as { readonly name: string; readonly query: Json };
      post.respond(message, { name: 'DataAnswered', payload: { name, value: name === 'coverage' ? coverageOf(state, query) : null } });
    }
  }
  return post.drafts();
}

function coverageOf({ watches, instants }: ScoutState, query: Json): Json {
  const wanted = (query as { readonly instrument?: unknown } | null)?.instrument;
  if (typeof wanted !== 'string' || !Object.hasOwn(watches, wanted)) return null;
  const { bars, instantsBefore, firstAt, lastAt, close, counts } = watches[wanted as InstrumentId];
  if (bars === 0) return { instrument: wanted, bars, coverage: 0, doubts: { ...counts } };
  // Of the instants of which anything came since its first bar, the share of which it had one.
  return { instrument: wanted, bars, coverage: bars / (instants - instantsBefore), firstAt, lastAt, close, doubts: { ...counts } };
}
