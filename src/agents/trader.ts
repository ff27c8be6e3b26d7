/**
 * Turns decisions into positions: a direction and a conviction become a number of lots, and the
 * difference to what is held becomes one market order. While trading is halted it only closes.
 */
import { Type, type Static } from '@sinclair/typebox';
import { NO_CAUSE } from '../core/event.js';
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import type { InstrumentId } from '../domain/instrument.js';
import { orderId, type Order } from '../domain/order.js';
import { startMeanDeviation } from '../indicators/mean-deviation.js';
import { accountOf, emptyLedger, foldLedger, type Ledger } from '../portfolio/ledger.js';
import { equityOf, lotMicrosOf } from '../portfolio/position.js';
import { targetLots, type Sizing } from '../portfolio/sizing.js';
import { chosenInstruments, defineAgentKind, instrumentsOption, type AgentSetting } from './agent-kind.js';
import { decider, SILENT } from './decider.js';
import { lotsAfter } from './lots-after.js';
import { emptyDesk, endOrder, kellyShare, nextStep, reducedTarget, seeReturn, yearlyVolatility, type TraderDesk } from './trader-desk.js';
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
}

type Heard<Type extends LogEvent['type']> = Extract<LogEvent, { readonly type: Type }>;

const kellyOptions = Type.Object(
  {
    fraction: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 0.25, description: 'Fraction of the Kelly share that is bet.' }),
    bars: Type.Integer({ minimum: 20, maximum: 100_000, default: 250, description: 'Bars over which mean and variance are taken.' }),
  },
  { additionalProperties: false, description: 'Of sizing kelly: a quarter of Kelly over 250 bars if absent.' },
);

const options = Type.Object(
  {
    instruments: instrumentsOption,
    council: Type.String({ maxLength: 100, default: '', description: 'Id of the agent whose decisions it follows; empty: of whoever decides.' }),
    sizing: Type.Union([Type.Literal('percent'), Type.Literal('fixed-lots'), Type.Literal('volatility-target'), Type.Literal('kelly'), Type.Literal('risk-parity')], {
      default: 'percent',
      description: 'How large a position is at full conviction: a share of equity, so many lots, as much as keeps its volatility at the target, a fraction of Kelly by mean and variance, or its part by inverse volatility.',
    }),
    share: Type.Number({ exclusiveMinimum: 0, maximum: 100, default: 0.25, description: 'Share of equity per instrument at full conviction; the most, for a volatility target and Kelly; for all instruments together, for risk parity.' }),
    lots: Type.Integer({ minimum: 1, default: 1, description: 'Lots at full conviction, for fixed lots.' }),
    kelly: Type.Optional(kellyOptions),
    yearlyVolatility: Type.Number({ exclusiveMinimum: 0, default: 0.1, description: 'Yearly volatility of a position as a share of equity, for a volatility target.' }),
    barsPerYear: Type.Number({ exclusiveMinimum: 0, default: 252, description: 'Bars of a year, for a volatility target.' }),
    allowShort: Type.Boolean({ default: false, description: 'Whether it sells short where the instrument allows; otherwise short means flat.' }),
    tradeShareMin: Type.Number({ minimum: 0, maximum: 1, default: 0, description: 'Smallest change of a position, as a share of equity, that is worth an order; leaving always is.' }),
    flattenOnHalt: Type.Boolean({ default: true, description: 'Whether it closes its positions when trading is halted.' }),
  },
  { additionalProperties: false },
);

type TraderOptions = Static<typeof options>;

export const trader = defineAgentKind({
  kind: 'trader',
  summary: 'Trades what the council decides: one market order for the difference to the wanted position.',
  capabilities: ['trade'],
  options,

  create(chosen, setting) {
    const instruments = chosenInstruments(chosen.instruments, setting);
    const frame: TraderFrame = { chosen, setting };
    const own = instruments.flatMap(({ id }) => [`bars/${id}`, `decisions/${id}`]);
    return decider<TraderState>({
      // Reports of all instruments, for the equity is that of the whole account.
      listensTo: ['account', 'instruments', ...own, ...othersBars(setting, own), 'reports/**', 'risk/halt', 'risk/kill-switch'],
      initial: () => ({
        ledger: emptyLedger(),
        desks: Object.fromEntries(instruments.map(({ id }) => [id, deskFor(chosen)])) as TraderState['desks'],
        orders: 0,
        isHalted: false,
        isKilled: false,
        haltSaidAt: NO_CAUSE,
      }),
      evolve: (state, event) => (isTrusted(event, setting) ? evolveTrader(state, event, frame) : state),
      decide: (state, event) => {
        if (event.type === 'BarClosed' || state.isKilled || !isTrusted(event, setting)) return SILENT;
        return react(state, event, frame);
      },
    });
  },
});

/** Sizings that ask how prices move. */
const watchesReturns: readonly TraderOptions['sizing'][] = ['volatility-target', 'kelly', 'risk-parity'];

function deskFor({ sizing, kelly }: TraderOptions): TraderDesk {
  return sizing === 'kelly' ? { ...emptyDesk(), edge: startMeanDeviation(kelly?.bars ?? 250) } : emptyDesk();
}

interface TraderFrame {
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
    case 'BarClosed': {
      if (!watchesReturns.includes(chosen.sizing)) break;
      const desk = state.desks[event.data.bar.instrument];
      if (desk !== undefined) seeReturn(desk, event.data.bar.close);
      break;
    }
    case 'DecisionReached':
      if (follows(event, chosen) && isNews(state, event)) setTarget(state, event, chosen);
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
      if (state.ledger.fills > fills) takeFill(state, event, setting);
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
      break;
  }
  return state;
}

function changeLots(desk: TraderDesk | undefined, event: Heard<'PositionClosedOut'> | Heard<'PositionSplit'>): void {
  if (desk === undefined) return;
  desk.heldLots = lotsAfter(desk.heldLots, event);
  desk.targetLots = lotsAfter(desk.targetLots, event);
}

function follows({ data, agent }: Heard<'DecisionReached'>, { council }: TraderOptions): boolean {
  return data.approved && (council === '' || agent === council);
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
  const equityMicros = equityOf(accountOf(ledger, position));
  const lotMicros = lotMicrosOf(position);
  const volatility = watchesReturns.includes(chosen.sizing) ? yearlyVolatility(desk, chosen.barsPerYear) : undefined;
  const kelly = chosen.sizing === 'kelly' ? kellyShare(desk) : undefined;
  const all = chosen.sizing === 'risk-parity' ? volatilitiesOf(state, chosen) : undefined;
  const mayStand = data.direction !== 'short' || (chosen.allowShort && position.instrument.shortable);
  const target = targetLots(sizingOf(chosen), {
    direction: mayStand ? data.direction : 'flat',
    conviction: Math.max(0, Math.min(1, data.conviction)),
    equityMicros,
    lotMicros,
    ...(volatility === undefined ? {} : { yearlyVolatility: volatility }),
    ...(kelly === undefined ? {} : { kellyShare: kelly }),
    ...(all === undefined ? {} : { volatilities: all }),
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

function sizingOf({ sizing, share, lots, yearlyVolatility: target, kelly }: TraderOptions): Sizing {
  switch (sizing) {
    case 'percent':
      return { kind: 'percent', share };
    case 'fixed-lots':
      return { kind: 'fixed-lots', lots };
    case 'volatility-target':
      return { kind: 'volatility-target', yearlyVolatility: target, shareMax: share };
    case 'kelly':
      return { kind: 'kelly', fraction: kelly?.fraction ?? 0.25, shareMax: share };
    case 'risk-parity':
      return { kind: 'risk-parity', share };
  }
}

function takeOrder(state: TraderState, { data, agent }: Heard<'OrderPlaced'>, { id }: AgentSetting): void {
  const desk = state.desks[data.order.instrument];
  if (agent !== id || desk === undefined) return;
  state.orders += 1;
  desk.order = { id: data.order.id, forTarget: desk.targetLots, isAccepted: false, isCancelAsked: false };
}

function takeFill(state: TraderState, { data: { fill } }: Heard<'OrderFilled'>, { id }: AgentSetting): void {
  const desk = state.desks[fill.instrument];
  if (fill.owner !== id || desk === undefined) return;
  desk.heldLots += fill.side === 'buy' ? fill.quantityLots : -fill.quantityLots;
  if (fill.remainingLots === 0) endOrder(desk, fill.orderId);
}

/** Returns what has to be said now: about one instrument, or about all when trading is halted. */
function react(state: TraderState, event: LogEvent, frame: TraderFrame): readonly EventDraft[] {
  switch (event.type) {
    case 'DecisionReached':
      return follows(event, frame.chosen) && state.desks[event.data.instrument]?.decidedAt === event.offset ? stepOf(state, event.data.instrument, frame) : SILENT;
    case 'OrderFilled':
      return event.data.fill.owner === frame.setting.id ? stepOf(state, event.data.fill.instrument, frame) : SILENT;
    case 'OrderAccepted':
    case 'OrderDenied':
    case 'OrderRejected':
    case 'OrderCancelled':
    case 'OrderExpired':
      return stepOf(state, event.data.instrument, frame);
    case 'TradingHalted': {
      const drafts: EventDraft[] = [];
      for (const { id } of frame.setting.instruments) drafts.push(...stepOf(state, id, { ...frame, ordersBefore: state.orders + countPlaced(drafts) }));
      return drafts;
    }
    default:
      return SILENT;
  }
}

function stepOf(state: TraderState, instrument: InstrumentId, { setting, ordersBefore = state.orders }: TraderFrame & { readonly ordersBefore?: number }): readonly EventDraft[] {
  const desk = state.desks[instrument];
  if (desk === undefined) return SILENT;
  const step = nextStep(desk);
  if (step.kind === 'none') return SILENT;
  if (step.kind === 'cancel') return [{ type: 'OrderCancelRequested', data: { orderId: step.id, instrument } }];
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
  return [{ type: 'OrderPlaced', data: { order } }];
}

function countPlaced(drafts: readonly EventDraft[]): number {
  return drafts.filter(({ type }) => type === 'OrderPlaced').length;
}
