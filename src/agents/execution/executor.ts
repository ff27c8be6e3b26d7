/**
 * Executors: agents between a decision and the gate. They take parent orders and place children over
 * time, each an ordinary order that gate and venue judge like any other. Children and fills together
 * never exceed the parent; none comes when its time is over, after a cancel, or while trading is halted.
 */
import { Type, type TObject } from '@sinclair/typebox';
import type { EventDraft, LogEvent } from '../../domain/catalogue.js';
import { orderId, type OrderId } from '../../domain/order.js';
import type { ParentEnding, ParentOrder } from '../../domain/parent-order.js';
import type { InstrumentId } from '../../domain/instrument.js';
import { splitLots } from '../../portfolio/book-action.js';
import { defineAgentKind, type AgentSetting } from '../agent-kind.js';
import { decider, SILENT } from '../decider.js';
import { isTrusted } from '../trusted.js';
import { emptyCadence, emptyProfile, nextCloseAfter, seeClose, seeVolume, shareOfVolume, timeWeighted, volumeWeighted, type Cadence, type Pace, type VolumeProfile } from './pace.js';

/** A parent that is being worked. Plain data, changed in place. */
export interface WorkedParent {
  /** In the lots of today: a split counts it anew. */
  parent: ParentOrder;
  filledLots: number;
  marketLots: number;
  /** Lots open, by child. */
  readonly open: Record<OrderId, number>;
  /** Why it ends, once it does; it is over when no child is open. */
  ending: ParentEnding | undefined;
  isCancelAsked: boolean;
}

export interface ExecutorState {
  readonly parents: Record<OrderId, WorkedParent>;
  /** Of each child that is open. */
  readonly parentOf: Record<OrderId, OrderId>;
  readonly profiles: Record<InstrumentId, VolumeProfile>;
  readonly cadences: Record<InstrumentId, Cadence>;
  /** The latest bar of each, and how long after its close it was heard. */
  readonly lastBar: Record<InstrumentId, { readonly openedAt: number; readonly closedAt: number; readonly lagUs: number }>;
  /** Ids of parents that were taken, so that none is worked twice. */
  readonly taken: Record<OrderId, true>;
  orders: number;
  /** Offset of the last split: one that is told again splits nothing. */
  splitAt: number;
  isHalted: boolean;
}

const noOptions = Type.Object({}, { additionalProperties: false });

export const twap = executorKind({ kind: 'twap', summary: 'Executor: works parent orders in equal parts over their time.', options: noOptions, paceOf: () => timeWeighted });

export const vwap = executorKind({ kind: 'vwap', summary: 'Executor: works parent orders as volume came at these times of day until now.', options: noOptions, paceOf: () => volumeWeighted });

export const pov = executorKind({
  kind: 'pov',
  summary: 'Executor: works parent orders as a share of what the market trades; what is left at the end stays undone.',
  options: Type.Object({ share: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 0.1, description: 'Share of the volume that it takes.' }) }, { additionalProperties: false }),
  paceOf: ({ share }) => shareOfVolume(share as number),
});

interface ExecutorDraft {
  readonly kind: string;
  readonly summary: string;
  readonly options: TObject;
  readonly paceOf: (options: Readonly<Record<string, unknown>>) => Pace;
}

function executorKind({ kind, summary, options, paceOf }: ExecutorDraft) {
  return defineAgentKind({
    kind,
    summary,
    capabilities: ['execute'],
    options,
    create(chosen, setting) {
      const pace = paceOf(chosen as Readonly<Record<string, unknown>>);
      return decider<ExecutorState>({
        listensTo: ['bars/**', `executions/${setting.id}`, 'reports/**', 'risk/halt', 'risk/kill-switch', 'run'],
        initial: () => ({ parents: {}, parentOf: {}, profiles: {}, cadences: {}, lastBar: {}, taken: {}, orders: 0, splitAt: -1, isHalted: false }),
        evolve: (state, event, context) => (isTrusted(event, setting) ? evolveExecutor(state, event, { setting, now: context.now() }) : state),
        decide: (state, event) => (isTrusted(event, setting) ? react(state, event, { pace, setting }) : SILENT),
      });
    },
  });
}

interface Hearing {
  readonly setting: AgentSetting;
  readonly now: number;
}

function evolveExecutor(state: ExecutorState, event: LogEvent, hearing: Hearing): ExecutorState {
  const { setting } = hearing;
  switch (event.type) {
    case 'BarClosed':
      takeBar(state, event.data.bar, hearing);
      break;
    case 'ParentOrderPlaced':
      takeParent(state, event, hearing);
      break;
    case 'ParentOrderCancelRequested': {
      const worked = Object.hasOwn(state.parents, event.data.parentId) ? state.parents[event.data.parentId] : undefined;
      if (worked?.parent.owner === event.agent) worked.ending ??= 'cancelled';
      break;
    }
    case 'OrderPlaced':
      if (event.agent === setting.id) takeChild(state, event.data.order);
      break;
    case 'OrderFilled':
      settleChild(state, event.data.fill.orderId, { isFill: true, leftLots: event.data.fill.remainingLots });
      break;
    case 'OrderDenied':
    case 'OrderRejected':
      settleChild(state, event.data.orderId, { isFill: false, leftLots: 0, ending: 'refused' });
      break;
    case 'OrderCancelled':
    case 'OrderExpired':
      settleChild(state, event.data.orderId, { isFill: false, leftLots: 0 });
      break;
    case 'OrderCancelRequested':
      if (event.agent === setting.id) askedToCancel(state, event.data.orderId);
      break;
    case 'PositionSplit':
      if (event.offset > state.splitAt) splitParents(state, event);
      break;
    case 'ParentOrderEnded':
      if (event.agent === setting.id) delete state.parents[event.data.parentId];
      break;
    case 'TradingHalted':
    case 'KillSwitchPulled':
      state.isHalted = true;
      for (const worked of Object.values(state.parents)) if (!worked.parent.reduceOnly) worked.ending ??= 'halted';
      break;
    case 'TradingResumed':
      state.isHalted = false;
      break;
    case 'RunEnding':
      for (const worked of Object.values(state.parents)) worked.ending ??= 'end-of-run';
      break;
    default:
      break;
  }
  return state;
}

function takeBar(state: ExecutorState, bar: { readonly instrument: InstrumentId; readonly openedAt: number; readonly closedAt: number; readonly volume: number }, { setting: { instruments }, now }: Hearing): void {
  const { instrument, openedAt, closedAt, volume } = bar;
  const before = state.lastBar[instrument]?.closedAt;
  if (before !== undefined && before >= closedAt) return;
  if (before !== undefined) seeClose((state.cadences[instrument] ??= emptyCadence()), before, closedAt);
  const lotsPerUnit = instruments.find(({ id }) => id === instrument)?.lotsPerUnit ?? 1;
  for (const worked of Object.values(state.parents)) {
    if (worked.parent.instrument !== instrument) continue;
    if (openedAt >= worked.parent.startAt && volume > 0) worked.marketLots += volume * lotsPerUnit;
    if (now >= worked.parent.endAt) worked.ending ??= 'end';
  }
  seeVolume((state.profiles[instrument] ??= emptyProfile()), openedAt, volume);
  state.lastBar[instrument] = { openedAt, closedAt, lagUs: Math.max(0, now - closedAt) };
}

function takeParent(state: ExecutorState, { data: { parent }, agent }: Extract<LogEvent, { type: 'ParentOrderPlaced' }>, { setting: { id, instruments }, now }: Hearing): void {
  if (parent.executor !== id || parent.owner !== agent || Object.hasOwn(state.taken, parent.id)) return;
  state.taken[parent.id] = true;
  const isSound = parent.quantityLots > 0 && parent.endAt > Math.max(parent.startAt, now) && instruments.some((instrument) => instrument.id === parent.instrument);
  const ending = !isSound ? 'invalid' : state.isHalted && !parent.reduceOnly ? 'halted' : undefined;
  state.parents[parent.id] = { parent, filledLots: 0, marketLots: 0, open: {}, ending, isCancelAsked: false };
}

function takeChild(state: ExecutorState, { id, tag = '', quantityLots = 0 }: { readonly id: OrderId; readonly tag?: string; readonly quantityLots?: number }): void {
  state.orders += 1;
  const parent = orderId(tag);
  state.parentOf[id] = parent;
  state.parents[parent].open[id] = quantityLots;
}

interface ChildNews {
  readonly isFill: boolean;
  readonly leftLots: number;
  readonly ending?: ParentEnding;
}

function settleChild(state: ExecutorState, id: OrderId, { isFill, leftLots, ending }: ChildNews): void {
  const worked = Object.hasOwn(state.parentOf, id) ? state.parents[state.parentOf[id]] : undefined;
  if (worked === undefined || worked.open[id] === undefined) return;
  // By what is left and not by what was filled: news that come twice count once.
  if (isFill) worked.filledLots += Math.max(0, worked.open[id] - leftLots);
  if (leftLots > 0) worked.open[id] = leftLots;
  else {
    delete worked.open[id];
    delete state.parentOf[id];
  }
  if (worked.filledLots >= worked.parent.quantityLots) worked.ending = 'filled';
  else if (ending !== undefined) worked.ending ??= ending;
}

/** Children that the venue did not carry over the split were cancelled before it. */
function splitParents(state: ExecutorState, { offset, data: { instrument, into, per } }: Extract<LogEvent, { type: 'PositionSplit' }>): void {
  state.splitAt = offset;
  for (const worked of Object.values(state.parents)) {
    if (worked.parent.instrument !== instrument) continue;
    worked.parent = { ...worked.parent, quantityLots: splitLots(worked.parent.quantityLots, into, per), arrivalPrice: (worked.parent.arrivalPrice * per) / into };
    worked.filledLots = splitLots(worked.filledLots, into, per);
    worked.marketLots = (worked.marketLots * into) / per;
    for (const id of Object.keys(worked.open) as OrderId[]) worked.open[id] = splitLots(worked.open[id], into, per);
    if (worked.filledLots >= worked.parent.quantityLots) worked.ending ??= 'filled';
  }
}

function askedToCancel(state: ExecutorState, id: OrderId): void {
  const worked = Object.hasOwn(state.parentOf, id) ? state.parents[state.parentOf[id]] : undefined;
  if (worked !== undefined) worked.isCancelAsked = true;
}

interface ExecutorFrame {
  readonly pace: Pace;
  readonly setting: AgentSetting;
}

/** Returns what is to be said now: the next children where a bar has closed, and the end of what is over. */
function react(state: ExecutorState, event: LogEvent, frame: ExecutorFrame): readonly EventDraft[] {
  const drafts: EventDraft[] = [];
  let orders = state.orders;
  for (const worked of Object.values(state.parents)) {
    if (worked.ending !== undefined) {
      drafts.push(...endingDrafts(worked));
      continue;
    }
    const isItsTurn = event.type === 'BarClosed' ? event.data.bar.instrument === worked.parent.instrument : event.type === 'ParentOrderPlaced' && event.data.parent.id === worked.parent.id;
    const lots = isItsTurn ? nextLots(state, worked, frame.pace) : 0;
    if (lots > 0) drafts.push(childOf(worked.parent, { lots, number: (orders += 1), setting: frame.setting }));
  }
  return drafts.length === 0 ? SILENT : drafts;
}

/** Returns the lots of the next child: what should be placed by now less what was; 0 where the next bar would come too late. */
function nextLots({ lastBar, profiles, cadences }: ExecutorState, { parent, filledLots, open, marketLots }: WorkedParent, pace: Pace): number {
  const bar = lastBar[parent.instrument];
  if (bar === undefined) return 0;
  const { openedAt, closedAt, lagUs } = bar;
  const nextCloseAt = nextCloseAfter(cadences[parent.instrument] ?? emptyCadence(), closedAt, closedAt - openedAt);
  // The next bar would be too early still, or too late.
  if (nextCloseAt <= parent.startAt || closedAt >= parent.endAt) return 0;
  const question = {
    quantityLots: parent.quantityLots, startAt: parent.startAt, endAt: parent.endAt, now: closedAt, nextCloseAt,
    isLast: nextCloseAt + lagUs >= parent.endAt, marketLots, profile: profiles[parent.instrument] ?? emptyProfile(),
  };
  const placed = filledLots + Object.values(open).reduce((sum, lots) => sum + lots, 0);
  return Math.min(pace(question), parent.quantityLots) - placed;
}

function childOf(parent: ParentOrder, { lots, number, setting }: { readonly lots: number; readonly number: number; readonly setting: AgentSetting }): EventDraft {
  const { instrument, side, endAt, reduceOnly, id } = parent;
  return {
    type: 'OrderPlaced',
    data: {
      order: { id: orderId(`${setting.id}-${number}`), instrument, owner: setting.id, side, type: 'market', quantityLots: lots, timeInForce: 'gtd', expiresAt: endAt, reduceOnly, tag: id },
    },
  };
}

/** Takes back what is open, once; when nothing is open any more, says that the parent is over. */
function endingDrafts({ parent, open, filledLots, ending, isCancelAsked }: WorkedParent): readonly EventDraft[] {
  const { id: parentId, executor, instrument, owner, quantityLots } = parent;
  const children = Object.keys(open) as OrderId[];
  if (children.length > 0) return isCancelAsked ? SILENT : children.map((orderId) => ({ type: 'OrderCancelRequested', data: { orderId, instrument } }));
  return [{ type: 'ParentOrderEnded', data: { parentId, executor, instrument, owner, filledLots, quantityLots, reason: ending ?? 'end' } }];
}
