/**
 * The guardian between the swarm and the venue: every order passes here or nowhere. It judges an order
 * by what would be held if it and all open orders filled, halts trading when too much is lost, and says
 * when a figure of what is held breaks its limit.
 */
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import type { Order } from '../domain/order.js';
import type { Decider } from '../kernel/agent.js';
import { baseAccount, emptyLedger, foldLedger, type Ledger } from '../portfolio/ledger.js';
import { brokenLimit, openOrderOf, riskLimits, valueAtRiskOf, type Refusal, type RiskLimits } from '../portfolio/limits.js';
import { adjustOpenOrder, isSized, settleOpenOrder, type OpenOrders } from '../portfolio/open-orders.js';
import { equityOf } from '../portfolio/position.js';
import { clearNews, drawdownOf, emptyWatch, restartDrawdown, watchMark, watchValueAtRisk, type RiskWatch } from '../portfolio/risk-watch.js';
import { emptyHistory, seeClose, splitHistory, type ReturnHistory } from '../portfolio/value-at-risk.js';
import { decider, SILENT } from './decider.js';
import { emptyOrderMemory, hasRoom, nameIn, offsetOf, OTHER_IDS_MAX, rememberOrder, type OrderMemory } from './order-memory.js';
import { isTrusted, type Authorities } from './trusted.js';

export interface GateState {
  readonly ledger: Ledger;
  readonly open: OpenOrders;
  readonly histories: ReturnHistory[];
  readonly watch: RiskWatch;
  /** Which order ids were judged, with the offset of their OrderPlaced. */
  readonly judged: OrderMemory;
  /** Who takes part. Ready-made agents name their orders after themselves; nobody else may use such a name. */
  readonly seated: Record<string, true>;
  isHalted: boolean;
  isKilled: boolean;
}

type Heard<Type extends LogEvent['type']> = Extract<LogEvent, { readonly type: Type }>;

/** Returns the gate; it must be seated under the id `setting.gate`. Throws `risk-limits-invalid`. */
export function riskGate(options: Partial<RiskLimits>, setting: Authorities): Decider<GateState, LogEvent, EventDraft> {
  const limits = riskLimits(options);
  return decider<GateState>({
    listensTo: ['account', 'instruments', 'bars/**', 'reports/**', 'orders/placed', 'risk/kill-switch', 'risk/halt', 'run'],
    initial: () => ({ ledger: emptyLedger(), open: {}, histories: [], watch: emptyWatch(), judged: emptyOrderMemory(), seated: {}, isHalted: false, isKilled: false }),
    evolve: (state, event) => (isTrusted(event, setting) ? evolveGate(state, event, limits) : state),
    decide: (state, event, context) => {
      switch (event.type) {
        case 'BarClosed':
          return state.watch.news.length > 0 && isTrusted(event, setting) ? tellNews(state) : SILENT;
        case 'OrderPlaced':
          return judge(state, event, { limits, now: context.now() });
        case 'KillSwitchPulled':
          return isTrusted(event, setting) && !state.isHalted ? [{ type: 'TradingHalted', data: { reason: 'kill-switch' } }] : SILENT;
        default:
          return SILENT;
      }
    },
  });
}

function evolveGate(state: GateState, event: LogEvent, limits: RiskLimits): GateState {
  const { actions } = state.ledger;
  foldLedger(state.ledger, event);
  switch (event.type) {
    case 'BarClosed':
      markGate(state, event, limits);
      break;
    case 'OrderApproved': {
      const open = openOrderOf(event.data.order, state, { limits, now: event.time });
      if (!('reason' in open)) state.open[event.data.order.id] = open;
      rememberOrder(state.judged, event.data.order, event.causation);
      break;
    }
    case 'OrderFilled':
      settleOpenOrder(state.open, event.data.fill.orderId, event.data.fill.remainingLots);
      break;
    case 'OrderDenied':
      // What was said to one sender alone is about an id that was not the sender's to use.
      if (event.to.length > 0) break;
      rememberOrder(state.judged, { id: event.data.orderId, owner: ownerOf(state, event.data.orderId) }, event.causation);
      settleOpenOrder(state.open, event.data.orderId, 0);
      break;
    case 'OrderRejected':
      if (event.data.reason !== 'duplicate-id') settleOpenOrder(state.open, event.data.orderId, 0);
      break;
    case 'PositionSplit':
      if (state.ledger.actions > actions) splitHistory(state.histories[state.ledger.placeOf[event.data.instrument]], event.data);
      break;
    case 'OrderAdjusted':
      adjustOpenOrder(state.open, event.data);
      break;
    case 'OrderCancelled':
    case 'OrderExpired':
      settleOpenOrder(state.open, event.data.orderId, 0);
      break;
    case 'InstrumentListed':
      while (state.histories.length < state.ledger.positions.length) state.histories.push(emptyHistory());
      break;
    case 'AccountOpened':
      state.watch.peakMicros = Math.max(state.watch.peakMicros, equityNow(state));
      break;
    case 'TradingHalted':
      state.isHalted = true;
      break;
    case 'TradingResumed':
      state.isHalted = state.isKilled;
      restartDrawdown(state.watch, equityNow(state));
      break;
    case 'AgentSeated':
      state.seated[event.data.agent] = true;
      break;
    case 'KillSwitchPulled':
      state.isKilled = true;
      break;
    default:
      break;
  }
  return state;
}

function markGate(state: GateState, event: Heard<'BarClosed'>, limits: RiskLimits): void {
  const { bar } = event.data;
  const { ledger, watch, histories } = state;
  clearNews(watch);
  const place = ledger.placeOf[bar.instrument];
  if (ledger.positions[place] === undefined) return;
  const history = histories[place];
  const day = history.day;
  seeClose(history, bar, limits.valueAtRiskDays);
  watchMark(state, place, limits);
  if (history.day === day || ledger.base < 0) return;
  const atRisk = valueAtRiskOf(state, ledger.base, limits);
  if (atRisk !== undefined) watchValueAtRisk(watch, atRisk, limits);
}

function tellNews({ watch, isHalted }: GateState): readonly EventDraft[] {
  const drafts: EventDraft[] = [];
  for (const { metric, found, limit } of watch.news) {
    drafts.push({ type: 'RiskAlertRaised', data: { metric, found, limit } });
    if (metric === 'drawdown' && !isHalted) drafts.push({ type: 'TradingHalted', data: { reason: 'drawdown', found, limit } });
  }
  return drafts;
}

function judge(state: GateState, event: Heard<'OrderPlaced'>, frame: { readonly limits: RiskLimits; readonly now: number }): readonly EventDraft[] {
  const { order } = event.data;
  const named = { orderId: order.id, instrument: order.instrument };
  // For the sender only: others would take it for news of their own order of this id.
  if (order.owner !== event.agent || !mayUseId(state, order)) return [{ type: 'OrderDenied', data: { ...named, reason: 'invalid-order' }, to: [event.agent] }];
  const placedAt = offsetOf(state.judged, order);
  if (placedAt === event.offset) return SILENT;
  if (placedAt !== undefined) return [{ type: 'OrderDenied', data: { ...named, reason: 'duplicate-id' }, to: [event.agent] }];
  const refusal = refusalOf(state, order, frame);
  if (refusal === undefined) return [{ type: 'OrderApproved', data: { order } }];
  return [{ type: 'OrderDenied', data: { ...named, ...refusal } }];
}

/** Returns why the order may not pass. What only reduces a position passes all limits, but not the kill switch. */
function refusalOf(state: GateState, order: Order, frame: { readonly limits: RiskLimits; readonly now: number }): Refusal | undefined {
  const { limits } = frame;
  if (!isSized(order)) return { reason: 'invalid-order' };
  if (!hasRoom(state.judged, order)) return { reason: 'rate-limit', found: OTHER_IDS_MAX, limit: OTHER_IDS_MAX };
  if (state.isKilled) return { reason: 'killed' };
  if (state.isHalted && !order.reduceOnly) return { reason: 'halted', found: drawdownOf(state.watch, equityNow(state)), limit: limits.drawdownMax };
  const asked = openOrderOf(order, state, frame);
  if ('reason' in asked) return asked;
  return order.reduceOnly ? undefined : brokenLimit(asked, state, limits);
}

/** An id that is another's could only serve to have the other's order refused as a duplicate. */
function mayUseId({ seated }: GateState, { id, owner }: Order): boolean {
  const name = nameIn(id);
  // `__proto__` cannot be remembered as a key, so it could be used twice.
  return id !== '__proto__' && (name === owner || !Object.hasOwn(seated, name));
}

/** Only its owner may use an id that is named after somebody seated. */
function ownerOf({ seated }: GateState, id: Order['id']): Order['owner'] {
  const name = nameIn(id);
  return (Object.hasOwn(seated, name) ? name : '') as Order['owner'];
}

function equityNow({ ledger }: GateState): number {
  const account = baseAccount(ledger);
  return account === undefined ? 0 : equityOf(account);
}
