/**
 * Measures the risk of what is held at the end of each trading day: exposure, concentration, drawdown,
 * value at risk and expected shortfall by history and as if normal, correlation. It only looks; limits
 * and halts are the gate's. An account that holds nothing costs no event.
 */
import { Type } from '@sinclair/typebox';
import type { DataOf, LogEvent } from '../domain/catalogue.js';
import { inFunds, isCounted } from '../portfolio/currencies.js';
import { baseAccount, emptyLedger, foldLedger, type Ledger } from '../portfolio/ledger.js';
import { equityOf, exposureOf } from '../portfolio/position.js';
import { correlationOfPairs, startRollingCorrelation, stepRollingCorrelation, type RollingCorrelation } from '../portfolio/rolling-correlation.js';
import { startRollingSample, stepRollingSample, type RollingSample } from '../portfolio/rolling-sample.js';
import { tailFigures } from '../portfolio/tail-figures.js';
import { defineAgentKind } from './agent-kind.js';
import { decider, SILENT } from './decider.js';
import { dayOf } from './portfolio-agent.js';
import { isTrusted } from './trusted.js';

export interface RiskMonitorState {
  readonly ledger: Ledger;
  peakMicros: number;
  /** Equity at the end of the day before; 0 before the first day is over. */
  equityBefore: number;
  readonly returns: RollingSample;
  day: number | undefined;
  /** By place in the ledger: close of the day in progress and of the day before, 0 for none. */
  readonly closes: { today: number; before: number }[];
  /** By "place place", lower place first. */
  readonly pairs: Record<string, RollingCorrelation>;
  /** What the event at `closedBy` has to bring. */
  measured: DataOf<'RiskMeasured'> | undefined;
  closedBy: number;
}

const options = Type.Object(
  {
    days: Type.Integer({ minimum: 20, maximum: 10_000, default: 250, description: 'Days of returns that are kept.' }),
    daysMin: Type.Integer({ minimum: 2, maximum: 10_000, default: 20, description: 'Days that must be known before tails and correlations are told.' }),
  },
  { additionalProperties: false },
);

interface MonitorFrame {
  readonly days: number;
  readonly daysMin: number;
}

export const riskMonitor = defineAgentKind({
  kind: 'risk-monitor',
  summary: 'Measures exposure, concentration, drawdown, tails and correlation of what is held, day by day.',
  capabilities: ['account'],
  options,

  create(chosen, setting) {
    return decider<RiskMonitorState>({
      listensTo: ['account', 'instruments', 'bars/**', 'reports/**', 'run'],
      initial: () => ({
        ledger: emptyLedger(), peakMicros: 0, equityBefore: 0, returns: startRollingSample(chosen.days),
        day: undefined, closes: [], pairs: {}, measured: undefined, closedBy: -1,
      }),
      evolve: (state, event) => (isTrusted(event, setting) ? evolveMonitor(state, event, chosen) : state),
      decide: ({ measured, closedBy }, event) => (measured !== undefined && closedBy === event.offset ? [{ type: 'RiskMeasured', data: measured }] : SILENT),
    });
  },
});

function evolveMonitor(state: RiskMonitorState, event: LogEvent, frame: MonitorFrame): RiskMonitorState {
  if (event.type === 'BarClosed') reachDay(state, dayOf(event.data.bar.closedAt), { frame, offset: event.offset });
  else if (event.type === 'OrderFilled') reachDay(state, dayOf(event.data.fill.filledAt), { frame, offset: event.offset });
  else if (event.type === 'RunEnding') endDay(state, { frame, offset: event.offset });
  // Said once: the event that ended the day may be delivered again.
  else if (event.type === 'RiskMeasured') state.measured = undefined;
  const { actions } = state.ledger;
  foldLedger(state.ledger, event);
  if (event.type === 'PositionSplit' && state.ledger.actions > actions) splitClose(closeAt(state, state.ledger.placeOf[event.data.instrument]), event.data);
  if (event.type === 'BarClosed') {
    const place = state.ledger.placeOf[event.data.bar.instrument];
    if (place !== undefined) closeAt(state, place).today = event.data.bar.close;
  }
  if (event.type === 'BarClosed' || event.type === 'AccountOpened') {
    const account = baseAccount(state.ledger);
    if (account !== undefined) state.peakMicros = Math.max(state.peakMicros, equityOf(account));
  }
  return state;
}

/** A split is no return: closes go on in prices of after it. */
function splitClose(close: { today: number; before: number }, { into, per }: DataOf<'PositionSplit'>): void {
  close.today = (close.today * per) / into;
  close.before = (close.before * per) / into;
}

interface Ending {
  readonly frame: MonitorFrame;
  readonly offset: number;
}

function reachDay(state: RiskMonitorState, day: number, ending: Ending): void {
  if (state.day !== undefined && day > state.day) endDay(state, ending);
  if (state.day === undefined || day > state.day) state.day = day;
}

function endDay(state: RiskMonitorState, { frame, offset }: Ending): void {
  const account = baseAccount(state.ledger);
  if (account === undefined || state.day === undefined) return;
  const equity = equityOf(account);
  if (state.equityBefore > 0) stepRollingSample(state.returns, equity / state.equityBefore - 1);
  state.equityBefore = Math.max(0, equity);
  pairUp(state, frame);
  const measured = measure(state, frame);
  if (measured === undefined) return;
  state.measured = measured;
  state.closedBy = offset;
}

/** Takes the day's returns of all instruments that traded today and on the day before, pair by pair. */
function pairUp({ closes, pairs }: RiskMonitorState, { days }: MonitorFrame): void {
  const returns = closes.map(({ today, before }) => (today > 0 && before > 0 ? today / before - 1 : undefined));
  returns.forEach((left, place) => {
    if (left === undefined) return;
    for (let other = place + 1; other < returns.length; other += 1) {
      const right = returns[other];
      if (right !== undefined) stepRollingCorrelation((pairs[`${place} ${other}`] ??= startRollingCorrelation(days)), left, right);
    }
  });
  for (const close of closes) {
    if (close.today > 0) close.before = close.today;
    close.today = 0;
  }
}

/** Returns the figures of what is held; `undefined` where nothing is. */
function measure(state: RiskMonitorState, { daysMin }: MonitorFrame): DataOf<'RiskMeasured'> | undefined {
  const { ledger, pairs, peakMicros } = state;
  const account = baseAccount(ledger);
  const held = ledger.positions.flatMap(({ lots, account: owner }, place) => (lots !== 0 && isCounted(ledger, owner) ? [place] : []));
  if (account === undefined || held.length === 0) return undefined;
  const equity = equityOf(account);
  const values = held.map((place) => inFunds(ledger, ledger.positions[place].account, Math.abs(ledger.positions[place].valueMicros)));
  const gross = values.reduce((sum, value) => sum + value, 0);
  const correlations = held.flatMap((place, index) => held.slice(index + 1).flatMap((other) => {
    const pair = pairs[`${place} ${other}`];
    return pair === undefined ? [] : (correlationOfPairs(pair, daysMin) ?? []);
  }));
  return {
    exposure: Math.min(exposureOf(account), Number.MAX_VALUE),
    concentration: equity > 0 ? Math.max(...values) / equity : Number.MAX_VALUE,
    herfindahl: gross === 0 ? 1 : values.reduce((sum, value) => sum + (value / gross) * (value / gross), 0),
    drawdown: peakMicros > 0 ? 1 - equity / peakMicros : 0,
    ...tailFigures(state.returns, daysMin),
    ...(correlations.length === 0 ? {} : { correlationMean: correlations.reduce((sum, value) => sum + value, 0) / correlations.length, correlationMax: Math.max(...correlations) }),
  };
}

function closeAt({ closes }: RiskMonitorState, place: number): { today: number; before: number } {
  while (closes.length <= place) closes.push({ today: 0, before: 0 });
  return closes[place];
}
