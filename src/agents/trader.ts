/**
 * Turns decisions into positions: a direction and a conviction become a number of lots, and the
 * difference to what is held becomes one market order. While trading is halted it only closes.
 */
import { NO_CAUSE } from '../core/event.js';
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import { priceOf, type InstrumentId } from '../domain/instrument.js';
import { orderId, type Order } from '../domain/order.js';
import { fundsBehind, fundsFactor } from '../portfolio/currencies.js';
import { emptyLedger, foldLedger, type Ledger } from '../portfolio/ledger.js';
import { equityOf, lotMicrosOf } from '../portfolio/position.js';
import { equalRiskShares } from '../portfolio/equal-risk.js';
import { covarianceMatrix, startRollingCovariance, stepRollingCovariance, type RollingCovariance } from '../portfolio/rolling-covariance.js';
import { targetLots } from '../portfolio/sizing.js';
import { chosenInstruments, defineAgentKind, type AgentSetting } from './agent-kind.js';
import { decider, SILENT } from './decider.js';
import { lotsAfter } from './lots-after.js';
import { endOrder, kellyShare, nextStep, reducedTarget, seeReturn, yearlyVolatility, type TraderDesk } from './trader-desk.js';
import { deskFor, sizingOf, traderOptions, watchesCovariance, watchesReturns, type TraderOptions } from './trader-options.js';
import { dueNow, followsAllocation, missesOf, takeAllocation } from './trader-allocation.js';
import { cancelParent, isFillOfParent, noteParent, parentDraft } from './trader-parents.js';
import { isTrusted } from './trusted.js';

export interface TraderState {
  readonly ledger: Ledger;
  readonly desks: Record<InstrumentId, TraderDesk>;
  /** How many orders it has placed so far. */
  orders: number;
  isHalted: boolean;
  isKilled: boolean;
  /** Offset of the last word on a halt: an older one that comes late changes nothing. */
  haltSaidAt: number;
  /** Of its instruments, in the order of the desks, where it sizes by it. */
  readonly covariance?: RollingCovariance;
}

type Heard<Type extends LogEvent['type']> = Extract<LogEvent, { readonly type: Type }>;

export const trader = defineAgentKind({
  kind: 'trader',
  summary: 'Trades what the council decides: one market order for the difference to the wanted position.',
  capabilities: ['trade'],
  options: traderOptions,
  misses: missesOf,

  create(chosen, setting) {
    const instruments = chosenInstruments(chosen.instruments, setting);
    const frame: TraderFrame = { chosen, setting };
    const own = instruments.flatMap(({ id }) => (chosen.allocation === undefined ? [`bars/${id}`, `decisions/${id}`] : [`bars/${id}`]));
    return decider<TraderState>({
      // Reports of all instruments, for the equity is that of the whole account.
      listensTo: ['account', 'instruments', ...own, ...othersBars(setting, own), 'reports/**', 'risk/halt', 'risk/kill-switch', ...(chosen.execution === undefined ? [] : [`executed/${chosen.execution.by}`]), ...(chosen.allocation === undefined ? [] : ['allocations'])],
      initial: () => ({
        ledger: emptyLedger(),
        desks: Object.fromEntries(instruments.map(({ id }) => [id, deskFor(chosen)])) as TraderState['desks'],
        orders: 0,
        isHalted: false,
        isKilled: false,
        haltSaidAt: NO_CAUSE,
        ...(watchesCovariance(chosen) ? { covariance: startRollingCovariance(instruments.length) } : {}),
      }),
      evolve: (state, event) => (isTrusted(event, setting) ? evolveTrader(state, event, frame) : state),
      decide: (state, event, context) => {
        if (event.type === 'BarClosed' || state.isKilled || !isTrusted(event, setting)) return SILENT;
        return react(state, event, chosen.execution === undefined ? frame : { ...frame, now: context.now() });
      },
    });
  },
});

interface TraderFrame {
  /** The present, where an executor must be told until when. */
  readonly now?: number;
  readonly chosen: TraderOptions;
  readonly setting: AgentSetting;
}

function othersBars({ instruments }: AgentSetting, own: readonly string[]): readonly string[] {
  return instruments.map(({ id }) => `bars/${id}`).filter((topic) => !own.includes(topic));
}

function evolveTrader(state: TraderState, event: LogEvent, { chosen, setting }: TraderFrame): TraderState {
  const { fills, actions } = state.ledger;
  foldLedger(state.ledger, event);
  switch (event.type) {
    case 'BarClosed':
      if (watchesReturns.includes(chosen.sizing)) seeBar(state, event);
      break;
    case 'DecisionReached':
      if (follows(event, chosen) && isNews(state, event)) setTarget(state, event, chosen);
      break;
    case 'AllocationStated':
      if (followsAllocation(event, chosen)) takeAllocation(state, event, chosen);
      break;
    case 'OrderPlaced':
      takeOrder(state, event, setting);
      break;
    case 'OrderAccepted': {
      const order = state.desks[event.data.instrument]?.order;
      if (order?.id === event.data.orderId) order.isAccepted = true;
      break;
    }
    case 'OrderCancelRequested': {
      const order = state.desks[event.data.instrument]?.order;
      if (order?.id === event.data.orderId && event.agent === setting.id) order.isCancelAsked = true;
      break;
    }
    case 'OrderFilled':
      if (state.ledger.fills > fills) takeFill(state, event, { chosen, setting });
      break;
    case 'OrderDenied':
    case 'OrderRejected':
    case 'OrderCancelled':
    case 'OrderExpired': {
      const desk = state.desks[event.data.instrument];
      if (desk !== undefined) endOrder(desk, event.data.orderId);
      break;
    }
    case 'PositionClosedOut':
    case 'PositionSplit':
      if (state.ledger.actions > actions) changeLots(state.desks[event.data.instrument], event);
      break;
    case 'TradingHalted':
      if (event.offset <= state.haltSaidAt) break;
      state.haltSaidAt = event.offset;
      state.isHalted = true;
      for (const desk of Object.values(state.desks)) desk.targetLots = chosen.flattenOnHalt ? 0 : reducedTarget(desk);
      break;
    case 'TradingResumed':
      if (event.offset <= state.haltSaidAt) break;
      state.haltSaidAt = event.offset;
      state.isHalted = false;
      break;
    case 'KillSwitchPulled':
      state.isKilled = true;
      break;
    default:
      noteParent(state, event, setting);
  }
  return state;
}

function seeBar({ desks, covariance }: TraderState, { data: { bar } }: Heard<'BarClosed'>): void {
  const desk = desks[bar.instrument];
  const change = desk === undefined ? undefined : seeReturn(desk, bar.close);
  if (change !== undefined && covariance !== undefined) stepRollingCovariance(covariance, placeOf({ desks }, bar.instrument), { change, at: bar.closedAt });
}

function changeLots(desk: TraderDesk | undefined, event: Heard<'PositionClosedOut'> | Heard<'PositionSplit'>): void {
  if (desk === undefined) return;
  desk.heldLots = lotsAfter(desk.heldLots, event);
  desk.targetLots = lotsAfter(desk.targetLots, event);
  if (event.type !== 'PositionSplit') return;
  // An order that was not cancelled before is adjusted, and goes on for the same worth.
  if (desk.order !== undefined) desk.order = { ...desk.order, forTarget: lotsAfter(desk.order.forTarget, event) };
  // A split is no return.
  desk.close = (desk.close * event.data.per) / event.data.into;
}

function follows({ data, agent }: Heard<'DecisionReached'>, { council, allocation }: TraderOptions): boolean {
  return data.approved && allocation === undefined && (council === '' || agent === council);
}

/** Takes note of a decision; tells whether it is newer than what was decided before. */
function isNews({ desks }: TraderState, { data, offset }: Heard<'DecisionReached'>): boolean {
  const desk = desks[data.instrument];
  if (desk === undefined || offset <= desk.decidedAt) return false;
  desk.decidedAt = offset;
  return true;
}

function setTarget(state: TraderState, { data }: Heard<'DecisionReached'>, chosen: TraderOptions): void {
  const { ledger } = state;
  const desk = state.desks[data.instrument];
  const position = ledger.positions[ledger.placeOf[data.instrument]];
  if (desk === undefined || position === undefined) return;
  const equityMicros = equityOf(fundsBehind(ledger, position));
  const lotMicros = lotMicrosOf(position) * fundsFactor(ledger, position.account);
  const volatility = watchesReturns.includes(chosen.sizing) ? yearlyVolatility(desk, chosen.barsPerYear) : undefined;
  const kelly = chosen.sizing === 'kelly' ? kellyShare(desk) : undefined;
  const all = chosen.sizing === 'risk-parity' ? volatilitiesOf(state, chosen) : undefined;
  const parity = watchesCovariance(chosen) ? equalRiskShareOf(state, data, chosen) : undefined;
  const mayStand = data.direction !== 'short' || (chosen.allowShort && position.instrument.shortable);
  const target = targetLots(sizingOf(chosen), {
    direction: mayStand ? data.direction : 'flat',
    conviction: Math.max(0, Math.min(1, data.conviction)),
    equityMicros,
    lotMicros,
    ...(volatility === undefined ? {} : { yearlyVolatility: volatility }),
    ...(kelly === undefined ? {} : { kellyShare: kelly }),
    ...(all === undefined ? {} : { volatilities: all }),
    ...(parity === undefined ? {} : { equalRiskShare: parity }),
  });
  const isWorthIt = target === 0 || Math.abs(target - desk.heldLots) * lotMicros >= chosen.tradeShareMin * equityMicros;
  desk.targetLots = isWorthIt ? target : desk.heldLots;
  desk.tag = data.proposal;
  if (state.isHalted) desk.targetLots = chosen.flattenOnHalt ? 0 : reducedTarget(desk);
}

/** Returns the volatilities of all its instruments; `undefined` while one is not known. */
function volatilitiesOf({ desks }: TraderState, { barsPerYear }: TraderOptions): readonly number[] | undefined {
  const known = Object.values(desks).flatMap((desk) => yearlyVolatility(desk, barsPerYear) ?? []);
  return known.length === Object.keys(desks).length ? known : undefined;
}

/**
 * Returns the instrument's part by equal risk, 0 while a pair is not known. What is held or wanted short
 * counts as a short: two that rise together spread the risk where one of them is sold.
 */
function equalRiskShareOf({ covariance, desks }: TraderState, { instrument, direction }: Heard<'DecisionReached'>['data'], { parity }: TraderOptions): number {
  const matrix = covariance === undefined ? undefined : covarianceMatrix(covariance, parity?.bars ?? 60);
  if (matrix === undefined) return 0;
  const signs = Object.entries(desks).map(([id, desk]) => (id === instrument ? direction === 'short' : desk.targetLots < 0) ? -1 : 1);
  const shares = equalRiskShares(matrix.map((row, left) => row.map((value, right) => value * signs[left] * signs[right])));
  return shares?.[placeOf({ desks }, instrument)] ?? 0;
}

function placeOf({ desks }: Pick<TraderState, 'desks'>, instrument: InstrumentId): number {
  return Object.keys(desks).indexOf(instrument);
}

function takeOrder(state: TraderState, { data, agent }: Heard<'OrderPlaced'>, { id }: AgentSetting): void {
  const desk = state.desks[data.order.instrument];
  if (agent !== id || desk === undefined) return;
  state.orders += 1;
  desk.order = { id: data.order.id, forTarget: desk.targetLots, isAccepted: false, isCancelAsked: false };
}

function takeFill(state: TraderState, { data: { fill } }: Heard<'OrderFilled'>, { chosen, setting: { id } }: TraderFrame): void {
  const desk = state.desks[fill.instrument];
  const isOfParent = desk !== undefined && isFillOfParent(fill, desk, chosen);
  if (desk === undefined || (fill.owner !== id && !isOfParent)) return;
  desk.heldLots += fill.side === 'buy' ? fill.quantityLots : -fill.quantityLots;
  if (fill.remainingLots === 0 && !isOfParent) endOrder(desk, fill.orderId);
}

/** Returns what has to be said now: about one instrument, or about all when trading is halted. */
function react(state: TraderState, event: LogEvent, frame: TraderFrame): readonly EventDraft[] {
  switch (event.type) {
    case 'DecisionReached':
      return follows(event, frame.chosen) && state.desks[event.data.instrument]?.decidedAt === event.offset ? stepOf(state, event.data.instrument, frame) : SILENT;
    case 'OrderFilled':
      return event.data.fill.owner === frame.setting.id ? nextOf(state, event.data.fill.instrument, frame) : SILENT;
    case 'OrderAccepted':
    case 'OrderDenied':
    case 'OrderRejected':
    case 'OrderCancelled':
    case 'OrderExpired':
    case 'ParentOrderEnded':
      return nextOf(state, event.data.instrument, frame);
    case 'AllocationStated':
      return followsAllocation(event, frame.chosen) ? nextOf(state, undefined, frame) : SILENT;
    case 'TradingHalted':
      return stepsOf(state, frame.setting.instruments.map(({ id }) => id), frame);
    default:
      return SILENT;
  }
}

/** What happens to one instrument lets others go on, where all are held together by an allocation. */
function nextOf(state: TraderState, instrument: InstrumentId | undefined, frame: TraderFrame): readonly EventDraft[] {
  if (instrument !== undefined && frame.chosen.allocation === undefined) return stepOf(state, instrument, frame);
  return stepsOf(state, dueNow(frame.setting.instruments.map(({ id }) => id), state.desks), frame);
}

/** Orders are numbered through, also those of one moment. */
function stepsOf(state: TraderState, instruments: readonly InstrumentId[], frame: TraderFrame): readonly EventDraft[] {
  const drafts: EventDraft[] = [];
  for (const id of instruments) drafts.push(...stepOf(state, id, { ...frame, ordersBefore: state.orders + countPlaced(drafts) }));
  return drafts;
}

function stepOf(state: TraderState, instrument: InstrumentId, frame: TraderFrame & { readonly ordersBefore?: number }): readonly EventDraft[] {
  const { setting, chosen, ordersBefore = state.orders } = frame;
  const desk = state.desks[instrument];
  if (desk === undefined) return SILENT;
  const step = nextStep(desk);
  if (step.kind === 'none') return SILENT;
  if (step.kind === 'cancel') return [desk.order?.executor === undefined ? { type: 'OrderCancelRequested', data: { orderId: step.id, instrument } } : cancelParent(step.id, desk.order.executor, instrument)];
  const order: Order = {
    id: orderId(`${setting.id}-${ordersBefore + 1}`),
    instrument,
    owner: setting.id,
    side: step.lots > 0 ? 'buy' : 'sell',
    type: 'market',
    quantityLots: Math.abs(step.lots),
    timeInForce: 'gtc',
    reduceOnly: state.isHalted,
    ...(desk.tag === undefined ? {} : { tag: desk.tag }),
  };
  const { execution } = chosen;
  const position = state.ledger.positions[state.ledger.placeOf[instrument]];
  if (execution === undefined || frame.now === undefined || state.isHalted || position === undefined) return [{ type: 'OrderPlaced', data: { order } }];
  return [parentDraft(order, { execution, now: frame.now, arrivalPrice: priceOf(position.instrument, position.markTicks) })];
}

function countPlaced(drafts: readonly EventDraft[]): number {
  return drafts.filter(({ type }) => type === 'OrderPlaced' || type === 'ParentOrderPlaced').length;
}
