/** What the guardians say: limits, halts, and how the whole is doing. */
import { Type } from '@sinclair/typebox';
import { integer, oneOf, real, text } from '../schema.js';
import { defineEvent } from './definition.js';

/** Figures that have a limit. */
export const riskMetrics = ['exposure', 'concentration', 'value-at-risk', 'drawdown'] as const;
export type RiskMetric = (typeof riskMetrics)[number];

export const riskEvents = {
  AccountOpened: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'The run trades this account.',
    schema: Type.Object({ currency: text, cashMicros: integer }),
    topic: () => 'account',
  }),
  RiskAlertRaised: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A risk figure broke its limit.',
    schema: Type.Object({
      metric: oneOf(riskMetrics),
      found: real,
      limit: real,
    }),
    topic: () => 'risk/alerts',
  }),
  TradingHalted: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'No order that opens or enlarges a position passes from here on.',
    schema: Type.Object({ reason: oneOf(['drawdown', 'kill-switch']), found: Type.Optional(real), limit: Type.Optional(real) }),
    topic: () => 'risk/halt',
  }),
  TradingResumed: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'Trading is allowed again.',
    schema: Type.Object({ reason: text }),
    topic: () => 'risk/halt',
  }),
  KillSwitchPulled: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'An operator stops all trading for good; open orders are cancelled.',
    schema: Type.Object({ operator: text, reason: text }),
    topic: () => 'risk/kill-switch',
  }),
  PortfolioValued: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'The portfolio was marked, at the end of a trading day.',
    schema: Type.Object({
      equityMicros: integer,
      cashMicros: integer,
      /** Σ |position value| ÷ equity. */
      exposure: real,
      /** 1 − equity ÷ highest equity so far. */
      drawdown: real,
    }),
    topic: () => 'portfolio',
  }),
  RiskMeasured: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'The risk of what is held was measured, at the end of a trading day. A flat account is not measured.',
    schema: Type.Object({
      /** Σ |position value| ÷ equity. */
      exposure: real,
      /** Largest |position value| ÷ equity, and Σ of the squared shares of the gross value (1 ÷ n for n alike). */
      concentration: real,
      herfindahl: real,
      /** 1 − equity ÷ highest equity so far. */
      drawdown: real,
      /** Of the account's own daily returns, at 95 %; absent until enough days are known. */
      varHistorical: Type.Optional(real),
      varGaussian: Type.Optional(real),
      cvarHistorical: Type.Optional(real),
      cvarGaussian: Type.Optional(real),
      /** Between the daily returns of what is held: mean and largest of all pairs; absent for fewer than two. */
      correlationMean: Type.Optional(real),
      correlationMax: Type.Optional(real),
    }),
    topic: () => 'risk/measured',
  }),
  PerformanceMeasured: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'The monitor summed up the run so far, at the end of a month.',
    schema: Type.Object({
      /** Since the start, as a fraction. */
      totalReturn: real,
      /** Of the month, as a fraction. */
      periodReturn: real,
      maxDrawdown: real,
      fills: integer,
      feesMicros: integer,
    }),
    topic: () => 'performance',
  }),
};
