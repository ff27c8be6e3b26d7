/** What can be said of a trader in a scenario, and what its sizing is with that. */
import { Type, type Static } from '@sinclair/typebox';
import { startMeanDeviation } from '../indicators/mean-deviation.js';
import type { Sizing } from '../portfolio/sizing.js';
import { agentOption, instrumentsOption } from './agent-kind.js';
import { emptyDesk, type TraderDesk } from './trader-desk.js';

const executionOptions = Type.Object(
  {
    by: agentOption('Id of the executor (twap, vwap, pov) that works its orders.'),
    over: Type.String({ pattern: '^[1-9][0-9]{0,5}(s|m|h|d)$', 'x-expected': 'a duration like 30m, 4h or 5d', default: '1d', description: 'How long an order is worked.' }),
  },
  { additionalProperties: false, description: 'Who carries its orders out over time; sent at once to the market if absent, and while trading is halted.' },
);

const kellyOptions = Type.Object(
  {
    fraction: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 0.25, description: 'Fraction of the Kelly share that is bet.' }),
    bars: Type.Integer({ minimum: 20, maximum: 100_000, default: 250, description: 'Bars over which mean and variance are taken.' }),
  },
  { additionalProperties: false, description: 'Of sizing kelly: a quarter of Kelly over 250 bars if absent.' },
);

const parityOptions = Type.Object(
  {
    correlations: Type.Boolean({ default: true, description: 'Whether each instrument carries as much risk over the covariance of all; by inverse volatility alone if not.' }),
    bars: Type.Integer({ minimum: 2, maximum: 100_000, default: 60, description: 'Bars that every pair of instruments has had at one time before anything is wanted.' }),
  },
  { additionalProperties: false, description: 'Of sizing risk-parity: by inverse volatility if absent.' },
);

export const traderOptions = Type.Object(
  {
    instruments: instrumentsOption,
    council: agentOption('Id of the agent whose decisions it follows; empty: of whoever decides.', { default: '' }),
    allocation: Type.Optional(agentOption('Id of the portfolio optimiser whose shares of equity it holds, whatever councils decide; it follows decisions if absent.')),
    sizing: Type.Union([Type.Literal('percent'), Type.Literal('fixed-lots'), Type.Literal('volatility-target'), Type.Literal('kelly'), Type.Literal('risk-parity')], {
      default: 'percent',
      description: 'How large a position is at full conviction: a share of equity, so many lots, as much as keeps its volatility at the target, a fraction of Kelly by mean and variance, or its part by equal risk.',
    }),
    share: Type.Number({ exclusiveMinimum: 0, maximum: 100, default: 0.25, description: 'Share of equity per instrument at full conviction; the most, for a volatility target and Kelly; for all instruments together, for risk parity.' }),
    lots: Type.Integer({ minimum: 1, default: 1, description: 'Lots at full conviction, for fixed lots.' }),
    kelly: Type.Optional(kellyOptions),
    parity: Type.Optional(parityOptions),
    execution: Type.Optional(executionOptions),
    yearlyVolatility: Type.Number({ exclusiveMinimum: 0, default: 0.1, description: 'Yearly volatility of a position as a share of equity, for a volatility target.' }),
    barsPerYear: Type.Number({ exclusiveMinimum: 0, default: 252, description: 'Bars of a year, for a volatility target.' }),
    allowShort: Type.Boolean({ default: false, description: 'Whether it sells short where the instrument allows; otherwise short means flat.' }),
    tradeShareMin: Type.Number({ minimum: 0, maximum: 1, default: 0, description: 'Smallest change of a position, as a share of equity, that is worth an order; leaving always is.' }),
    flattenOnHalt: Type.Boolean({ default: true, description: 'Whether it closes its positions when trading is halted.' }),
  },
  { additionalProperties: false },
);

export type TraderOptions = Static<typeof traderOptions>;

/** Sizings that ask how prices move. */
export const watchesReturns: readonly TraderOptions['sizing'][] = ['volatility-target', 'kelly', 'risk-parity'];

/** Tells whether it sizes by the covariance of its instruments. */
export function watchesCovariance({ sizing, parity }: TraderOptions): boolean {
  return sizing === 'risk-parity' && parity?.correlations === true;
}

/** Returns the desk of one instrument, with what its sizing has to remember. */
export function deskFor({ sizing, kelly }: TraderOptions): TraderDesk {
  return sizing === 'kelly' ? { ...emptyDesk(), edge: startMeanDeviation(kelly?.bars ?? 250) } : emptyDesk();
}

/** Returns the sizing that these options name. */
export function sizingOf({ sizing, share, lots, yearlyVolatility: target, kelly }: TraderOptions): Sizing {
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
