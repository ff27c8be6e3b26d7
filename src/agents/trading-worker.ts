/**
 * A worker that can do the steps of a trading cycle: it follows bars and the books, and when a coordinator gives
 * it a step, it does it with what it knows at the end of its time. Its orders are real and go through the gate.
 */
import { Type, type Static } from '@sinclair/typebox';
import { agentId, type AgentId } from '../core/brand.js';
import type { Lots } from '../core/fixed-point.js';
import type { EventDraft, EventOf, LogEvent } from '../domain/catalogue.js';
import type { Direction } from '../domain/events/swarm-events.js';
import type { InstrumentId } from '../domain/instrument.js';
import type { Order, OrderId } from '../domain/order.js';
import { baseAccount, emptyLedger, foldLedger, type Ledger } from '../portfolio/ledger.js';
import { equityOf } from '../portfolio/position.js';
import { answerWork, beginNext, done, foldWork, reportDraft, startWorkDesk, type Craft, type JobEnd, type RunningJob, type WorkDesk } from '../swarm/tasks/work-desk.js';
import { chosenInstruments, defineAgentKind, instrumentsOption, type AgentSetting } from './agent-kind.js';
import { decider, SILENT } from './decider.js';
import { allocate, analyse, listIn, lotsToTrade, objectionTo, orderIdOf, signalsOf, startChart, stepChart, targetIn, viewOf, type Chart, type OrderOrigin, type Target } from './trading-work.js';
import { officesOf } from './roster.js';
import { isTrusted, type Authorities } from './trusted.js';
import { coordinatorsOption } from './worker.js';

const options = Type.Object(
  {
    instruments: instrumentsOption,
    concurrency: Type.Integer({ minimum: 1, maximum: 1_000, default: 1, description: 'Steps that it works on at a time.' }),
    workUs: Type.Integer({ minimum: 1, default: 50_000, description: 'How long a step takes, in microseconds; a trade takes until its orders are answered.' }),
    fastBars: Type.Integer({ minimum: 1, maximum: 10_000, default: 20, description: 'Bars of the fast average of the analysis.' }),
    slowBars: Type.Integer({ minimum: 2, maximum: 10_000, default: 100, description: 'Bars of the slow average of the analysis.' }),
    volatilityBars: Type.Integer({ minimum: 2, maximum: 10_000, default: 20, description: 'Bars over which volatility is measured.' }),
    barsPerYear: Type.Number({ exclusiveMinimum: 0, default: 252, description: 'Bars of a year.' }),
    fullGap: Type.Number({ exclusiveMinimum: 0, default: 0.03, description: 'Gap between the averages at which a signal has its full strength.' }),
    volatilityMax: Type.Number({ exclusiveMinimum: 0, default: 0.35, description: 'Yearly volatility above which a risk assessment says no.' }),
    drawdownMax: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 0.2, description: 'Drawdown of the account above which a risk assessment says no.' }),
    share: Type.Number({ exclusiveMinimum: 0, maximum: 100, default: 0.9, description: 'Share of equity per instrument at full strength.' }),
    allowShort: Type.Boolean({ default: false, description: 'Whether it sells short where the instrument allows; otherwise short means flat.' }),
    coordinators: coordinatorsOption,
    tradeShareMin: Type.Number({ minimum: 0, maximum: 1, default: 0.02, description: 'Smallest change of a position, as a share of equity, that is worth an order; leaving always is.' }),
  },
  { additionalProperties: false },
);

type TradingOptions = Static<typeof options>;

export interface TradingWorkerState {
  readonly desk: WorkDesk;
  readonly ledger: Ledger;
  peakMicros: number;
  readonly charts: Record<InstrumentId, Chart>;
  /** The last direction it signalled. */
  readonly signalled: Record<InstrumentId, Direction>;
  /** Orders of trades under way, and what became of them. */
  readonly orders: Record<OrderId, string>;
  /** What is still to trade of its orders, signed. */
  readonly open: Record<OrderId, { readonly instrument: InstrumentId; readonly lots: Lots }>;
  barAt: number;
}

interface Shop {
  readonly chosen: TradingOptions;
  readonly setting: AgentSetting;
  /** What tells the orders of one graph from those of another. */
  readonly originOf: (job: RunningJob) => OrderOrigin;
}

export const tradingWorker = defineAgentKind({
  kind: 'trading-worker',
  summary: 'Does the steps of a trading cycle: analyse, assess risk, raise signals, allocate, trade.',
  capabilities: ['work', 'analyse', 'assess-risk', 'raise-signals', 'allocate', 'trade'],
  options,

  create(chosen, setting) {
    const instruments = chosenInstruments(chosen.instruments, setting);
    const authorities: Authorities = { ...setting, coordinators: chosen.coordinators?.map(agentId) };
    const isShared = (): boolean => officesOf({ named: authorities.coordinators, capability: 'coordinate', roster: setting.roster }) > 1;
    const shop: Shop = { chosen, setting, originOf: ({ graph, office }) => ({ graph, ...(isShared() ? { office } : {}) }) };
    return decider<TradingWorkerState>({
      listensTo: ['account', 'instruments', ...setting.instruments.map(({ id }) => `bars/${id}`), 'reports/**'],
      initial: () => ({
        desk: startWorkDesk(), ledger: emptyLedger(), peakMicros: 0, signalled: {}, orders: {}, open: {}, barAt: -1,
        charts: Object.fromEntries(instruments.map(({ id }) => [id, startChart(chosen)])) as TradingWorkerState['charts'],
      }),
      evolve: (state, event) => (isTrusted(event, authorities) ? evolve(state, event, setting.id) : state),
      decide: (state, event, context) => {
        if (event.type === 'BarClosed' || !isTrusted(event, authorities)) return SILENT;
        const bench = { ...shop, now: context.now() };
        if (event.type === 'TimerSet') return finish(state, event, bench);
        return isOrderAnswer(event) ? endTrades(state, bench) : answerWork(state.desk, event, craftOf(state, bench));
      },
    });
  },
});

interface Bench extends Shop {
  readonly now: number;
}

function evolve(state: TradingWorkerState, event: LogEvent, id: AgentId): TradingWorkerState {
  foldLedger(state.ledger, event);
  foldWork(state.desk, event, id);
  switch (event.type) {
    case 'BarClosed': {
      if (event.offset <= state.barAt) break;
      state.barAt = event.offset;
      const chart = state.charts[event.data.bar.instrument];
      if (chart !== undefined) stepChart(chart, event.data.bar.close);
      state.peakMicros = Math.max(state.peakMicros, equityNow(state));
      break;
    }
    case 'SignalRaised':
      if (event.agent === id) state.signalled[event.data.instrument] = event.data.direction;
      break;
    case 'OrderPlaced':
      if (event.agent === id) noteOrder(state, event.data.order);
      break;
    case 'TaskReported':
      if (event.agent === id) forgetAnswered(state);
      break;
    case 'OrderFilled':
      noteAnswer(state, event.data.fill.orderId, 'filled');
      noteRest(state, event.data.fill.orderId, event.data.fill.remainingLots);
      break;
    case 'OrderCancelled':
    case 'OrderExpired':
      noteRest(state, event.data.orderId, 0);
      break;
    case 'OrderAccepted':
      noteAnswer(state, event.data.orderId, 'accepted');
      break;
    case 'OrderDenied':
    case 'OrderRejected':
      noteAnswer(state, event.data.orderId, event.data.reason);
      // Of two orders of one id, the first one rests.
      if (event.data.reason !== 'duplicate-id') noteRest(state, event.data.orderId, 0);
      break;
    default:
  }
  return state;
}

function forgetAnswered({ orders }: TradingWorkerState): void {
  for (const order of Object.keys(orders) as OrderId[]) if (orders[order] !== '') delete orders[order];
}

function noteOrder({ orders, open }: TradingWorkerState, { id, instrument, side, quantityLots = 0 }: Order): void {
  orders[id] = '';
  open[id] = { instrument, lots: side === 'buy' ? quantityLots : 0 - quantityLots };
}

function noteRest({ open }: TradingWorkerState, id: OrderId, lots: Lots): void {
  if (!Object.hasOwn(open, id)) return;
  if (lots === 0) delete open[id];
  else open[id] = { ...open[id], lots: open[id].lots > 0 ? lots : 0 - lots };
}

function noteAnswer({ orders }: TradingWorkerState, id: OrderId, answer: string): void {
  if (Object.hasOwn(orders, id)) orders[id] = answer;
}

function isOrderAnswer({ type }: LogEvent): boolean {
  return type === 'OrderFilled' || type === 'OrderAccepted' || type === 'OrderDenied' || type === 'OrderRejected';
}

function craftOf(state: TradingWorkerState, bench: Bench): Craft & { readonly now: number } {
  const { chosen, setting: { id }, now } = bench;
  return {
    id,
    now,
    concurrency: chosen.concurrency,
    begin: (job) => {
      const orders = job.work === 'trade' ? placements(state, job, bench) : [];
      const afterUs = job.work === 'trade' ? 1 : chosen.workUs;
      return [...orders, { type: 'TimerSet', to: [id], afterUs, data: { name: timerOf(job), dueAt: now + afterUs } }];
    },
  };
}

/** Returns the orders of a trade that were not placed yet. */
function placements(state: TradingWorkerState, job: RunningJob, { chosen, setting: { id }, originOf }: Shop): readonly EventDraft[] {
  const { graph, inputs } = job;
  return listIn(inputs, 'targets').flatMap((value): EventDraft[] => {
    const target = targetIn(value);
    if (target === undefined) return [];
    const onTheWay = Object.values(state.open).reduce((sum, open) => sum + (open.instrument === target.instrument ? open.lots : 0), 0);
    const lots = lotsToTrade(state.ledger, target, { ...chosen, onTheWay });
    const order = orderIdOf(originOf(job), target.instrument);
    if (lots === 0 || Object.hasOwn(state.orders, order)) return [];
    const size = { side: lots > 0 ? 'buy' : 'sell', type: 'market', quantityLots: Math.abs(lots), timeInForce: 'gtc', reduceOnly: false } as const;
    return [{ type: 'OrderPlaced', data: { order: { id: order, instrument: target.instrument, owner: id, ...size, tag: graph } } }];
  });
}

/** A step's time is over: it is done with what is known now. A trade that waits for its orders goes on waiting. */
function finish(state: TradingWorkerState, { data: { name } }: EventOf<'TimerSet'>, bench: Bench): readonly EventDraft[] {
  const job = state.desk.running.find((one) => timerOf(one) === name);
  if (job === undefined) return SILENT;
  if (job.work === 'trade') return endTrades(state, bench);
  const { end, said = [] } = stepEnd(state, job, bench);
  return [...said, reportDraft(job, end, bench.now), ...beginNext(state.desk, craftOf(state, bench), 1)];
}

/** Reports the trades whose orders are all answered: taken by the venue, or refused on the way. */
function endTrades(state: TradingWorkerState, bench: Bench): readonly EventDraft[] {
  const over = state.desk.running.filter((job) => job.work === 'trade' && ordersOf(state, job, bench).every(([, answer]) => answer !== ''));
  if (over.length === 0) return SILENT;
  const reports = over.map((job) => reportDraft(job, done({ orders: ordersOf(state, job, bench).map(([order, answer]) => ({ order, answer })) }), bench.now));
  return [...reports, ...beginNext(state.desk, craftOf(state, bench), over.length)];
}

function ordersOf({ orders }: TradingWorkerState, job: RunningJob, { originOf }: Shop): readonly (readonly [OrderId, string])[] {
  return targetsIn(job.inputs).flatMap(({ instrument }) => {
    const order = orderIdOf(originOf(job), instrument);
    return Object.hasOwn(orders, order) ? [[order, orders[order]] as const] : [];
  });
}

interface StepEnd {
  readonly end: JobEnd;
  readonly said?: readonly EventDraft[];
}

function stepEnd(state: TradingWorkerState, { work, inputs }: RunningJob, { chosen }: Bench): StepEnd {
  const views = listIn(inputs, 'views').flatMap((value) => viewOf(value) ?? []);
  switch (work) {
    case 'analyse':
      return { end: done({ views: analyse(state.charts, chosen).map((view) => ({ ...view })) }) };
    case 'assess-risk': {
      const objection = objectionTo(views, drawdownNow(state), chosen);
      if (objection === undefined) return { end: done({ isApproved: true }) };
      return { end: { isDone: false, result: { isApproved: false }, reason: objection, isRetriable: false } };
    }
    case 'raise-signals': {
      const signals = signalsOf(views, chosen);
      return { end: done({ signals: signals.map((signal) => ({ ...signal })) }), said: signals.flatMap((signal) => signalDraft(state, signal)) };
    }
    case 'allocate':
      return { end: done({ targets: allocate(targetsIn(inputs, 'signals'), chosen).map((target) => ({ ...target })) }) };
    default:
      return { end: { isDone: false, result: null, reason: `it knows no work called ${work}`, isRetriable: false } };
  }
}

/** Says a signal to everybody when its direction is another one than before. */
function signalDraft({ signalled }: TradingWorkerState, { instrument, direction, conviction }: Target): readonly EventDraft[] {
  if ((signalled[instrument] ?? 'flat') === direction) return [];
  return [{ type: 'SignalRaised', data: { instrument, direction, strength: conviction, evidence: `fast average ${direction === 'short' ? 'below' : 'above'} the slow one` } }];
}

function targetsIn(inputs: RunningJob['inputs'], name = 'targets'): readonly Target[] {
  return listIn(inputs, name).flatMap((value) => targetIn(value) ?? []);
}

function drawdownNow(state: TradingWorkerState): number {
  return state.peakMicros > 0 ? Math.max(0, 1 - equityNow(state) / state.peakMicros) : 0;
}

function equityNow({ ledger }: TradingWorkerState): number {
  const account = baseAccount(ledger);
  return account === undefined ? 0 : equityOf(account);
}

function timerOf({ number }: RunningJob): string {
  return `work ${number}`;
}
