/**
 * The simplest trader: buys all-in when the fast average crosses above the slow one, and sells what it
 * holds when it crosses below. Averages are compared as exact sums of ticks, and a cross is seen against
 * the last difference that was not zero, so that an exact tie is never taken for a cross.
 */
import { Type } from '@sinclair/typebox';
import type { AgentId } from '../core/brand.js';
import { HivetapeError } from '../core/errors.js';
import type { Instant } from '../core/instant.js';
import type { Bar } from '../domain/bar.js';
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import type { Instrument, InstrumentId } from '../domain/instrument.js';
import { ticksOf } from '../domain/instrument.js';
import { orderId, type Order, type Side } from '../domain/order.js';
import { readCrossOver, startCrossOver, stepCrossOver, type CrossOverState } from '../indicators/cross-over.js';
import { compareAverages, startTickSum, stepTickSum, type TickSumState } from '../indicators/tick-sum.js';
import { adjustmentTopics, noteAdjustment, type Adjusting } from './adjusted-bar.js';
import { chosenInstruments, defineAgentKind, instrumentsOption, type AgentSetting } from './agent-kind.js';
import { decider, SILENT } from './decider.js';
import { lotsAfter } from './lots-after.js';
import { isTrusted } from './trusted.js';

interface Watch extends Adjusting {
  readonly fast: TickSumState;
  readonly slow: TickSumState;
  readonly cross: CrossOverState;
  /** What its own fills add up to; negative for a short position. */
  lots: number;
  /** Close of the last bar; one that comes twice, or behind a later one, decides nothing. */
  closedAt: Instant;
  isNews: boolean;
  /** Offsets of the latest reports that moved the position: one that is repeated moves it once. */
  readonly booked: number[];
}

/** More reports than can be repeated late. */
const BOOKED_MAX = 256;

interface CrossoverState {
  readonly watches: Record<InstrumentId, Watch>;
  /** How many orders it has placed so far. */
  orders: number;
}

const options = Type.Object(
  {
    instruments: instrumentsOption,
    fastBars: Type.Integer({ minimum: 1, default: 10, description: 'Length of the fast average in bars.' }),
    slowBars: Type.Integer({ minimum: 2, default: 30, description: 'Length of the slow average in bars; longer than the fast one.' }),
    direction: Type.Union([Type.Literal('long-only'), Type.Literal('long-short')], {
      default: 'long-only',
      description: 'Whether a cross below only ends a long position, or opens a short one too.',
    }),
    fundsShare: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      default: 1,
      description: 'Share of the free funds that an entry takes. With several instruments give each its part.',
    }),
  },
  { additionalProperties: false },
);

export const smaCrossover = defineAgentKind({
  kind: 'sma-crossover',
  summary: 'Trades the cross of two simple moving averages, all-in, at market.',
  capabilities: ['analyse', 'trade'],
  options,

  create({ instruments: names, fastBars, slowBars, direction, fundsShare }, setting) {
    checkLengths(fastBars, slowBars, setting);
    const instruments = chosenInstruments(names, setting);
    const byId = new Map(instruments.map((instrument) => [instrument.id, instrument]));
    const hearer: Hearer = { id: setting.id, byId };
    const startWatch = (): Watch => ({
      fast: startTickSum({ bars: fastBars }),
      slow: startTickSum({ bars: slowBars }),
      cross: startCrossOver(),
      lots: 0,
      closedAt: Number.MIN_SAFE_INTEGER,
      isNews: false,
      booked: [],
    });

    return decider<CrossoverState>({
      listensTo: [...instruments.flatMap(({ id }) => [`bars/${id}`, `reports/${id}`]), ...adjustmentTopics(instruments)],

      initial: () => ({
        watches: Object.fromEntries(instruments.map(({ id }) => [id, startWatch()])) as Record<InstrumentId, Watch>,
        orders: 0,
      }),

      evolve: (state, event) => {
        if (isTrusted(event, setting)) hear(state, event, hearer);
        return state;
      },

      decide: (state, event) => {
        if (event.type !== 'BarClosed') return SILENT;
        const instrument = byId.get(event.data.bar.instrument);
        if (instrument === undefined) return SILENT;
        const { cross, lots, isNews } = state.watches[instrument.id];
        if (!isNews) return SILENT;
        const crossed = readCrossOver(cross);
        if (crossed !== 'up' && crossed !== 'down') return SILENT;

        const desk = { setting, instrument, orders: state.orders, tag: `${crossed}-cross` };
        const mayOpen = crossed === 'up' || (direction === 'long-short' && instrument.shortable);
        return ordersFor(desk, { side: crossed === 'up' ? 'buy' : 'sell', lots, fundsShare: mayOpen ? fundsShare : 0 });
      },
    });
  },
});

interface Hearer {
  readonly id: AgentId;
  readonly byId: ReadonlyMap<InstrumentId, Instrument>;
}

function hear(state: CrossoverState, event: LogEvent, { id, byId }: Hearer): void {
  switch (event.type) {
    case 'BarClosed': {
      const { bar } = event.data;
      const instrument = byId.get(bar.instrument);
      if (instrument !== undefined) seeBar(state.watches[bar.instrument], bar, instrument);
      return;
    }
    case 'OrderFilled': {
      const { fill } = event.data;
      const watch = state.watches[fill.instrument];
      if (fill.owner === id && watch !== undefined && isUnbooked(watch, event.offset)) {
        watch.lots += fill.side === 'buy' ? fill.quantityLots : -fill.quantityLots;
      }
      return;
    }
    case 'PositionClosedOut':
    case 'PositionSplit': {
      const watch = state.watches[event.data.instrument];
      if (watch !== undefined && isUnbooked(watch, event.offset)) watch.lots = lotsAfter(watch.lots, event);
      return;
    }
    case 'AdjustmentChanged': {
      const watch = state.watches[event.data.instrument];
      if (watch !== undefined) noteAdjustment(watch, event.data);
      return;
    }
    case 'OrderPlaced':
      state.orders += 1;
  }
}

interface Desk {
  readonly setting: AgentSetting;
  readonly instrument: Instrument;
  readonly orders: number;
  readonly tag: string;
}

interface Turn {
  readonly side: Side;
  /** What is held now. */
  readonly lots: number;
  /** Share of the funds for the new position, 0 for none. */
  readonly fundsShare: number;
}

/** Ends what stands the other way, then opens what is wanted; nothing where it already stands so. */
function ordersFor(desk: Desk, { side, lots, fundsShare }: Turn): readonly EventDraft[] {
  const held = side === 'buy' ? lots : -lots;
  const drafts: EventDraft[] = [];
  if (held < 0) drafts.push(marketOrder(desk, side, { quantityLots: -held, reduceOnly: true }));
  if (held <= 0 && fundsShare > 0) {
    drafts.push(marketOrder({ ...desk, orders: desk.orders + drafts.length }, side, { fundsShare, reduceOnly: false }));
  }
  return drafts.length === 0 ? SILENT : drafts;
}

function marketOrder({ setting, instrument, orders, tag }: Desk, side: Side, size: Pick<Order, 'quantityLots' | 'fundsShare' | 'reduceOnly'>): EventDraft {
  const id = orderId(`${setting.id}-${orders + 1}`);
  const order: Order = { id, instrument: instrument.id, owner: setting.id, side, type: 'market', ...size, timeInForce: 'gtc', tag };
  return { type: 'OrderPlaced', data: { order } };
}

function seeBar(watch: Watch, { closedAt, close }: Bar, instrument: Instrument): void {
  watch.isNews = closedAt > watch.closedAt;
  if (!watch.isNews) return;
  watch.closedAt = closedAt;
  // An adjusted price lies between ticks; rounded, it keeps the averages exact.
  const { adjustment } = watch;
  stepWatch(watch, adjustment === undefined ? ticksOf(instrument, close) : Math.round(close * adjustment.scale * instrument.ticksPerUnit));
}

function isUnbooked({ booked }: Watch, offset: number): boolean {
  if (booked.includes(offset)) return false;
  booked.push(offset);
  if (booked.length > BOOKED_MAX) booked.shift();
  return true;
}

function stepWatch({ fast, slow, cross }: Watch, ticks: number): void {
  stepTickSum(fast, ticks);
  stepTickSum(slow, ticks);
  stepCrossOver(cross, compareAverages(fast, slow));
}

function checkLengths(fastBars: number, slowBars: number, { id }: AgentSetting): void {
  if (fastBars < slowBars) return;
  throw new HivetapeError('agent-options-contradict', `The fast average of "${id}" is the shorter one (found ${fastBars} and ${slowBars} bars).`, {
    help: 'Make fastBars smaller than slowBars.',
    values: { agent: id, fastBars, slowBars },
  });
}
