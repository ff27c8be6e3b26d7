/**
 * States what is to be held of each instrument, as shares of equity, and states it anew when what is held has drifted from it
 * further than a band, or when something else is wanted. It places no orders: a trader with `allocation` takes its word.
 */
import { Type, type Static } from '@sinclair/typebox';
import type { Instant } from '../core/instant.js';
import type { DataOf, EventDraft, EventOf, LogEvent } from '../domain/catalogue.js';
import type { Direction } from '../domain/events/swarm-events.js';
import type { Instrument, InstrumentId } from '../domain/instrument.js';
import { equalRiskShares } from '../portfolio/equal-risk.js';
import { fundsBehind, fundsFactor } from '../portfolio/currencies.js';
import { emptyLedger, foldLedger, type Ledger } from '../portfolio/ledger.js';
import { minimumVarianceShares } from '../portfolio/minimum-variance.js';
import { equityOf } from '../portfolio/position.js';
import { covarianceMatrix, startRollingCovariance, stepRollingCovariance, type RollingCovariance } from '../portfolio/rolling-covariance.js';
import { agentOption, chosenInstruments, defineAgentKind, instrumentsOption, type AgentSetting } from './agent-kind.js';
import { decider, SILENT } from './decider.js';
import { deciders, misplaced } from './partners.js';
import { isTrusted } from './trusted.js';

interface OptimiserDesk {
  close: number;
  closedAt: Instant;
  /** What is wanted, and how much of it; without a council everything is wanted long. */
  direction: Direction;
  conviction: number;
  decidedAt: number;
}

export interface OptimiserState {
  readonly ledger: Ledger;
  readonly desks: Record<InstrumentId, OptimiserDesk>;
  readonly covariance: RollingCovariance;
  at: Instant;
  /** How many instants have come since it stated something last. */
  rested: number;
  stated: number;
  /** Whether something else is wanted than when it stated something last. */
  isTurned: boolean;
}

const methods = ['equal-risk', 'minimum-variance', 'inverse-volatility', 'equal-weight'] as const;

const options = Type.Object(
  {
    instruments: instrumentsOption,
    method: Type.Union(methods.map((name) => Type.Literal(name)), {
      default: 'equal-risk',
      description: 'How equity is parted: each carries as much risk as any other over their covariance, as little risk as can be had without shorts, by inverse volatility, or alike.',
    }),
    share: Type.Number({ exclusiveMinimum: 0, maximum: 100, default: 0.9, description: 'Share of equity for all instruments together.' }),
    bars: Type.Integer({ minimum: 2, maximum: 100_000, default: 60, description: 'Bars that every pair of instruments has had at one time before anything is stated.' }),
    drift: Type.Number({ minimum: 0, maximum: 1, default: 0.05, description: 'How far a holding may stand from what is to be held, as a share of equity, before it is stated anew.' }),
    restBars: Type.Integer({ minimum: 1, maximum: 100_000, default: 5, description: 'Bars between two statements, at least; that something else is wanted is stated at once.' }),
    council: Type.Optional(agentOption('Id of the agent whose decisions say what is wanted, on which side and how much; everything is wanted long if absent.')),
    allowShort: Type.Boolean({ default: false, description: 'Whether what is wanted short is held short where the instrument allows; otherwise it is not held.' }),
    waitUs: Type.Integer({ minimum: 1, maximum: 86_400_000_000, default: 1_000, description: 'How long after the first bar of an instant it looks at what is held, in microseconds: by then the others have come.' }),
  },
  { additionalProperties: false },
);

type OptimiserOptions = Static<typeof options>;

interface Frame {
  readonly chosen: OptimiserOptions;
  readonly setting: AgentSetting;
  readonly instruments: readonly Instrument[];
}

export const portfolioOptimiser = defineAgentKind({
  kind: 'portfolio-optimiser',
  summary: 'States what share of equity is to be held of each instrument, and anew when holdings have drifted; a trader takes its word.',
  capabilities: ['allocation', 'rebalancing', 'optimization'],
  options,
  misses: ({ council }, partnerOf) => (council === undefined ? [] : misplaced('council', [council], deciders, partnerOf)),

  create(chosen, setting) {
    const instruments = chosenInstruments(chosen.instruments, setting);
    const frame: Frame = { chosen, setting, instruments };
    const decisions = chosen.council === undefined ? [] : instruments.map(({ id }) => `decisions/${id}`);
    return decider<OptimiserState>({
      listensTo: ['account', 'instruments', ...setting.instruments.map(({ id }) => `bars/${id}`), 'reports/**', ...decisions],
      initial: () => ({
        ledger: emptyLedger(),
        desks: Object.fromEntries(instruments.map(({ id }) => [id, startDesk(chosen)])) as OptimiserState['desks'],
        covariance: startRollingCovariance(instruments.length),
        at: Number.MIN_SAFE_INTEGER, rested: 0, stated: 0, isTurned: false,
      }),
      evolve: (state, event) => {
        if (isTrusted(event, setting)) fold(state, event, frame);
        return state;
      },
      decide: (state, event, context) => {
        if (event.type === 'TimerSet') return event.agent === context.id ? stateAnew(state, frame) : SILENT;
        // One alarm for an instant: that of its first bar.
        if (event.type !== 'BarClosed' || !isTrusted(event, setting) || state.desks[event.data.bar.instrument] === undefined) return SILENT;
        if (event.data.bar.closedAt !== state.at || Object.values(state.desks).filter(({ closedAt }) => closedAt === state.at).length > 1) return SILENT;
        return [{ type: 'TimerSet', to: [context.id], afterUs: chosen.waitUs, data: { name: 'allocate', dueAt: context.now() + chosen.waitUs } }];
      },
    });
  },
});

function startDesk({ council }: OptimiserOptions): OptimiserDesk {
  return { close: 0, closedAt: Number.MIN_SAFE_INTEGER, direction: council === undefined ? 'long' : 'flat', conviction: 1, decidedAt: -1 };
}

function fold(state: OptimiserState, event: LogEvent, { chosen, instruments }: Frame): void {
  const { actions } = state.ledger;
  foldLedger(state.ledger, event);
  switch (event.type) {
    case 'BarClosed':
      seeBar(state, event, instruments);
      break;
    case 'PositionSplit': {
      const desk = state.desks[event.data.instrument];
      // A split is no return.
      if (desk !== undefined && state.ledger.actions > actions) desk.close = (desk.close * event.data.per) / event.data.into;
      break;
    }
    case 'DecisionReached':
      if (event.agent === chosen.council && event.data.approved) takeDecision(state, event);
      break;
    case 'AllocationStated':
      state.stated = event.data.number;
      state.rested = 0;
      state.isTurned = false;
  }
}

function seeBar(state: OptimiserState, { data: { bar } }: EventOf<'BarClosed'>, instruments: readonly Instrument[]): void {
  const desk = state.desks[bar.instrument];
  if (desk === undefined || bar.closedAt <= desk.closedAt) return;
  if (desk.close > 0) stepRollingCovariance(state.covariance, instruments.findIndex(({ id }) => id === bar.instrument), { change: bar.close / desk.close - 1, at: bar.closedAt });
  desk.close = bar.close;
  desk.closedAt = bar.closedAt;
  if (bar.closedAt <= state.at) return;
  state.at = bar.closedAt;
  state.rested += 1;
}

function takeDecision(state: OptimiserState, { offset, data: { instrument, direction, conviction } }: EventOf<'DecisionReached'>): void {
  const desk = state.desks[instrument];
  if (desk === undefined || offset <= desk.decidedAt) return;
  desk.decidedAt = offset;
  if (desk.direction === direction && desk.conviction === conviction) return;
  desk.direction = direction;
  desk.conviction = Math.max(0, Math.min(1, conviction));
  state.isTurned = true;
}

/** Returns what is to be held now, if there is a reason to say so. */
function stateAnew(state: OptimiserState, frame: Frame): readonly EventDraft[] {
  const { chosen: { method, drift: band, restBars }, instruments } = frame;
  if (state.stated > 0 && !state.isTurned && state.rested < restBars) return SILENT;
  const wanted = weightsOf(state, frame);
  if (wanted === undefined) return SILENT;
  const weights = instruments.map(({ id }, place) => ({ instrument: id, weight: wanted[place], held: heldShare(state, id) }));
  const drift = weights.reduce((largest, { weight, held }) => Math.max(largest, Math.abs(weight - held)), 0);
  const reason: DataOf<'AllocationStated'>['reason'] = state.stated === 0 ? 'first' : state.isTurned ? 'wanted' : 'drift';
  if (reason === 'drift' ? drift <= band : drift === 0 && reason === 'first') return SILENT;
  const sources = instruments.flatMap(({ id }) => (state.desks[id].decidedAt < 0 ? [] : [state.desks[id].decidedAt]));
  return [{ type: 'AllocationStated', data: { number: state.stated + 1, reason, method, drift, weights, sources } }];
}

/** Returns shares of equity in the order of the instruments, below 0 short; `undefined` while not enough is known. */
function weightsOf({ desks, covariance }: OptimiserState, { chosen: { method, share, bars, allowShort }, instruments }: Frame): readonly number[] | undefined {
  const matrix = covarianceMatrix(covariance, method === 'equal-weight' ? 1 : bars);
  if (matrix === undefined) return undefined;
  const sides = instruments.map(({ id, shortable }) => {
    const { direction, conviction } = desks[id];
    if (direction === 'long') return conviction;
    return direction === 'short' && allowShort && shortable ? 0 - conviction : 0;
  });
  const taking = sides.flatMap((side, place) => (side === 0 ? [] : [place]));
  if (taking.length === 0) return sides;
  // What is held short counts as a short: two that rise together spread the risk where one of them is sold.
  const part = taking.map((row) => taking.map((column) => matrix[row][column] * Math.sign(sides[row]) * Math.sign(sides[column])));
  const shares = sharesBy(method, part);
  if (shares === undefined) return undefined;
  return sides.map((side, place) => (side === 0 ? 0 : side * share * shares[taking.indexOf(place)] + 0));
}

function sharesBy(method: OptimiserOptions['method'], covariance: readonly (readonly number[])[]): readonly number[] | undefined {
  switch (method) {
    case 'equal-risk':
      return equalRiskShares(covariance);
    case 'minimum-variance':
      return minimumVarianceShares(covariance);
    case 'inverse-volatility': {
      const calm = covariance.map((row, place) => (row[place] > 0 ? 1 / Math.sqrt(row[place]) : 0));
      const sum = calm.reduce((total, one) => total + one, 0);
      return sum > 0 ? calm.map((one) => one / sum) : undefined;
    }
    case 'equal-weight':
      return covariance.map(() => 1 / covariance.length);
  }
}

/** Returns the value of what the account holds, signed, as a share of its equity; 0 where there is none. */
function heldShare({ ledger }: OptimiserState, instrument: InstrumentId): number {
  const position = ledger.positions[ledger.placeOf[instrument]];
  if (position === undefined || position.lots === 0) return 0;
  const equity = equityOf(fundsBehind(ledger, position));
  return equity > 0 ? (position.valueMicros * fundsFactor(ledger, position.account)) / equity + 0 : 0;
}
