/**
 * The steps of a trading cycle as work that a worker can be given: analyse, then assess risk and raise signals
 * side by side, then allocate, then trade. Each step reads the results of those before it and gives plain data.
 */
import type { AgentId } from '../core/brand.js';
import type { Json } from '../core/canonical.js';
import type { Lots } from '../core/fixed-point.js';
import { hex, sha256 } from '../core/sha256.js';
import { directions, type Direction } from '../domain/events/swarm-events.js';
import type { InstrumentId } from '../domain/instrument.js';
import { orderId, type OrderId } from '../domain/order.js';
import { readEma, startEma, stepEma, type EmaState } from '../indicators/ema.js';
import { readReturnDeviation, startReturnDeviation, stepReturnDeviation, type ReturnDeviationState } from '../indicators/return-deviation.js';
import { accountOf, positionOf, type Ledger } from '../portfolio/ledger.js';
import { equityOf, lotMicrosOf } from '../portfolio/position.js';
import { targetLots } from '../portfolio/sizing.js';

export const tradingWork = ['analyse', 'assess-risk', 'raise-signals', 'allocate', 'trade'] as const;
export type TradingWork = (typeof tradingWork)[number];

/** What is known of one instrument, from its bars. */
export interface Chart {
  readonly fast: EmaState;
  readonly slow: EmaState;
  readonly deviation: ReturnDeviationState;
  close: number;
}

export interface ChartRules {
  readonly fastBars: number;
  readonly slowBars: number;
  readonly volatilityBars: number;
}

/** What an analysis says of one instrument. */
export interface View {
  readonly instrument: InstrumentId;
  /** Fast above slow average, as a fraction of the slow one. */
  readonly gap: number;
  readonly volatilityYearly: number;
}

export interface Target {
  readonly instrument: InstrumentId;
  readonly direction: Direction;
  /** 0 to 1. */
  readonly conviction: number;
}

export interface WorkRules extends ChartRules {
  readonly barsPerYear: number;
  /** Gap at which a signal has its full strength. */
  readonly fullGap: number;
  readonly volatilityMax: number;
  readonly drawdownMax: number;
  readonly share: number;
  readonly allowShort: boolean;
  readonly tradeShareMin: number;
}

export function startChart({ fastBars, slowBars, volatilityBars }: ChartRules): Chart {
  return { fast: startEma({ bars: fastBars }), slow: startEma({ bars: slowBars }), deviation: startReturnDeviation({ bars: volatilityBars }), close: 0 };
}

/** Takes in a close, in place. */
export function stepChart(chart: Chart, close: number): void {
  stepEma(chart.fast, close);
  stepEma(chart.slow, close);
  stepReturnDeviation(chart.deviation, close);
  chart.close = close;
}

/** Returns a view of each instrument that has been seen long enough. */
export function analyse(charts: Readonly<Record<InstrumentId, Chart>>, { barsPerYear }: WorkRules): readonly View[] {
  return (Object.entries(charts) as [InstrumentId, Chart][]).flatMap(([instrument, { fast, slow, deviation }]) => {
    const [quick, calm, perBar] = [readEma(fast), readEma(slow), readReturnDeviation(deviation)];
    if (quick === undefined || calm === undefined || perBar === undefined || calm === 0) return [];
    return [{ instrument, gap: (quick - calm) / calm, volatilityYearly: perBar * Math.sqrt(barsPerYear) }];
  });
}

/** Returns why nothing may be traded now; `undefined` where it may. `drawdown` is of the account, 0 to 1. */
export function objectionTo(views: readonly View[], drawdown: number, { volatilityMax, drawdownMax }: WorkRules): string | undefined {
  if (drawdown > drawdownMax) return `a drawdown of ${drawdown.toFixed(4)} is above ${drawdownMax}`;
  const wild = views.find(({ volatilityYearly }) => volatilityYearly > volatilityMax);
  return wild === undefined ? undefined : `the volatility of ${wild.instrument}, ${wild.volatilityYearly.toFixed(4)}, is above ${volatilityMax}`;
}

/** Returns the direction and the strength (0 to 1) that each view asks for. */
export function signalsOf(views: readonly View[], { fullGap }: WorkRules): readonly Target[] {
  return views.map(({ instrument, gap }) => ({ instrument, direction: gap > 0 ? 'long' : gap < 0 ? 'short' : 'flat', conviction: Math.min(1, Math.abs(gap) / fullGap) }));
}

/** Returns what is to be held: what is signalled, without what may not be held. */
export function allocate(signals: readonly Target[], { allowShort }: WorkRules): readonly Target[] {
  return signals.map((signal) => (signal.direction === 'short' && !allowShort ? { ...signal, direction: 'flat', conviction: 0 } : signal));
}

/** Returns the lots to trade beside those that are on their way, signed: 0 where the difference is not worth an order. */
export function lotsToTrade(ledger: Ledger, { instrument, direction, conviction }: Target, { share, tradeShareMin, onTheWay }: WorkRules & { readonly onTheWay: Lots }): Lots {
  const position = positionOf(ledger, instrument);
  if (position === undefined) return 0;
  const equityMicros = equityOf(accountOf(ledger, position));
  const lotMicros = lotMicrosOf(position);
  const mayStand = direction !== 'short' || position.instrument.shortable;
  const target = targetLots({ kind: 'percent', share }, { direction: mayStand ? direction : 'flat', conviction, equityMicros, lotMicros });
  const lots = target - position.lots - onTheWay;
  return target === 0 || Math.abs(lots) * lotMicros >= tradeShareMin * equityMicros ? lots : 0;
}

export interface OrderOrigin {
  readonly graph: string;
  /** Whose graph it is, where several coordinators might call theirs the same. */
  readonly office?: AgentId | undefined;
}

/**
 * Returns the id of the order that a graph brings in an instrument: the same, whoever places it, so that no second one
 * passes, and another for any other graph, office or instrument, whatever signs their names are made of.
 */
export function orderIdOf({ graph, office }: OrderOrigin, instrument: InstrumentId): OrderId {
  const id = `${withoutSigns(graph)}${office === undefined ? '' : `@${withoutSigns(office)}`}/${instrument}`;
  return orderId(id.length <= ORDER_ID_MAX ? id : hex(sha256(id)));
}

const ORDER_ID_MAX = 200;

/** A dash would make it look like an order that is named after an agent. */
function withoutSigns(name: string): string {
  return name.replace(/[%@/-]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}

/** Returns the list of that name in the result of a task before; empty where there is none. */
export function listIn(inputs: Json, name: string): readonly Json[] {
  if (!Array.isArray(inputs)) return [];
  for (const input of inputs as readonly Json[]) {
    const result = fieldOf(input, 'result');
    const list = fieldOf(result, name);
    if (Array.isArray(list)) return list as readonly Json[];
  }
  return [];
}

export function viewOf(value: Json): View | undefined {
  const [instrument, gap, volatilityYearly] = [fieldOf(value, 'instrument'), fieldOf(value, 'gap'), fieldOf(value, 'volatilityYearly')];
  if (typeof instrument !== 'string' || typeof gap !== 'number' || typeof volatilityYearly !== 'number') return undefined;
  return { instrument: instrument as InstrumentId, gap, volatilityYearly };
}

export function targetIn(value: Json): Target | undefined {
  const [instrument, direction, conviction] = [fieldOf(value, 'instrument'), fieldOf(value, 'direction'), fieldOf(value, 'conviction')];
  if (typeof instrument !== 'string' || typeof conviction !== 'number' || !directions.includes(direction as Direction)) return undefined;
  return { instrument: instrument as InstrumentId, direction: direction as Direction, conviction: Math.max(0, Math.min(1, conviction)) };
}

function fieldOf(value: Json | undefined, name: string): Json | undefined {
  if (value === undefined || value === null || typeof value !== 'object' || Array.isArray(value) || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, Json>>)[name];
}
