/**
 * The first stage of a pipeline: lays side by side what came of one instant, on adjusted prices, and says what is missing. It says
 * a set of rows at once when it is whole, and otherwise when its time is up or the next has come: it never waits for the future.
 */
import { Type } from '@sinclair/typebox';
import type { Instant } from '../core/instant.js';
import type { DataOf, EventDraft, EventOf } from '../domain/catalogue.js';
import type { Instrument, InstrumentId } from '../domain/instrument.js';
import { adjustedBar, adjustmentTopics, noteAdjustment, type Adjusting } from './adjusted-bar.js';
import { chosenInstruments, defineAgentKind, instrumentsOption } from './agent-kind.js';
import { decider, SILENT } from './decider.js';
import { isTrusted } from './trusted.js';

type Row = DataOf<'RowsLoaded'>['rows'][number];

/** Rows of one instant that were not said yet. */
interface OpenRows {
  readonly at: Instant;
  /** When they are said, whole or not. */
  readonly dueAt: Instant;
  readonly rows: Record<InstrumentId, { readonly row: Row; readonly offset: number }>;
}

export interface LoaderState {
  /** The oldest first. */
  open: OpenRows[];
  /** The last instant that was said. */
  loadedAt: Instant;
  readonly scales: Record<InstrumentId, Adjusting>;
}

const options = Type.Object(
  {
    instruments: instrumentsOption,
    waitUs: Type.Integer({ minimum: 1, maximum: 86_400_000_000, default: 1_000, description: 'How long it waits for the other instruments of an instant, in microseconds.' }),
  },
  { additionalProperties: false },
);

export const loader = defineAgentKind({
  kind: 'loader',
  summary: 'Pipeline: lays the bars of one instant side by side, on adjusted prices, and says what is missing.',
  capabilities: ['data-loading'],
  options,

  create({ instruments: names, waitUs }, setting) {
    const instruments = chosenInstruments(names, setting);
    return decider<LoaderState>({
      listensTo: [...instruments.map(({ id }) => `bars/${id}`), ...adjustmentTopics(instruments)],
      initial: () => ({ open: [], loadedAt: Number.MIN_SAFE_INTEGER, scales: Object.fromEntries(instruments.map(({ id }) => [id, {}])) as LoaderState['scales'] }),
      evolve: (state, event, context) => {
        if (event.type === 'RowsLoaded') {
          state.open = state.open.filter(({ at }) => at > event.data.at);
          state.loadedAt = Math.max(state.loadedAt, event.data.at);
        } else if (!isTrusted(event, setting)) return state;
        else if (event.type === 'AdjustmentChanged') {
          const scale = state.scales[event.data.instrument];
          if (scale !== undefined) noteAdjustment(scale, event.data);
        } else if (event.type === 'BarClosed') take(state, event, context.now() + waitUs);
        return state;
      },
      decide: ({ open }, event, context) => {
        if (event.type === 'TimerSet') return event.agent === context.id ? saidUpTo(open, instruments, lastDue(open, context.now())) : SILENT;
        if (event.type !== 'BarClosed' || !isTrusted(event, setting)) return SILENT;
        const { closedAt } = event.data.bar;
        const mine = open.find(({ at }) => at === closedAt);
        if (mine === undefined) return SILENT;
        const count = Object.keys(mine.rows).length;
        if (count === instruments.length) return saidUpTo(open, instruments, closedAt);
        const before = saidUpTo(open, instruments, closedAt - 1);
        // One alarm for an instant: that of its first bar.
        return count > 1 || Object.values(mine.rows).every(({ offset }) => offset !== event.offset) ? before : [...before, { type: 'TimerSet', to: [context.id], afterUs: waitUs, data: { name: 'rows', dueAt: mine.dueAt } }];
      },
    });
  },
});

function take({ open, loadedAt, scales }: LoaderState, { data: { bar }, offset }: EventOf<'BarClosed'>, dueAt: Instant): void {
  const scale = scales[bar.instrument];
  if (scale === undefined || bar.closedAt <= loadedAt) return;
  let place = open.find(({ at }) => at === bar.closedAt);
  if (place === undefined) {
    place = { at: bar.closedAt, dueAt, rows: {} };
    open.push(place);
    open.sort((a, b) => a.at - b.at);
  }
  if (Object.hasOwn(place.rows, bar.instrument)) return;
  const { instrument, open: first, high, low, close, volume } = adjustedBar(bar, scale);
  place.rows[instrument] = { row: { instrument, open: first, high, low, close, volume }, offset };
}

function lastDue(open: readonly OpenRows[], now: Instant): Instant {
  return open.reduce((last, { at, dueAt }) => (dueAt <= now ? Math.max(last, at) : last), Number.MIN_SAFE_INTEGER);
}

function saidUpTo(open: readonly OpenRows[], instruments: readonly Instrument[], last: Instant): readonly EventDraft[] {
  const due = open.filter(({ at }) => at <= last);
  return due.length === 0 ? SILENT : due.map((one) => ({ type: 'RowsLoaded', data: rowsOf(one, instruments) }));
}

function rowsOf({ at, rows }: OpenRows, instruments: readonly Instrument[]): DataOf<'RowsLoaded'> {
  const there = instruments.flatMap(({ id }) => (Object.hasOwn(rows, id) ? [rows[id]] : []));
  const missing = instruments.flatMap(({ id }) => (Object.hasOwn(rows, id) ? [] : [id]));
  return { at, rows: there.map(({ row }) => row), missing, sources: there.map(({ offset }) => offset) };
}
