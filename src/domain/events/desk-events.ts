/** What the desks around a market say: how its data come, rows and features on the way to a view, strategies, sources, and what is to be held. */
import { Type } from '@sinclair/typebox';
import { agentName, instrumentName, integer, json, offset, oneOf, real, text } from '../schema.js';
import { defineEvent } from './definition.js';

/** What can be odd in data while they come; nobody knows yet how they go on. */
export const doubts = ['gap', 'spike', 'stale', 'silent'] as const;
export type Doubt = (typeof doubts)[number];

export const allocationReasons = ['first', 'wanted', 'drift'] as const;

const row = Type.Object({ instrument: instrumentName, open: real, high: real, low: real, close: real, volume: real });

export const deskEvents = {
  DataDoubted: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A scout holds what came, or did not come, for odd by what came before.',
    schema: Type.Object({
      instrument: instrumentName,
      doubt: oneOf(doubts),
      at: integer,
      /** Gap, silent: µs. Spike: logarithmic return. Stale: bars alike. */
      found: real,
      /** In the same unit: what is usual, or from where on it is odd. */
      usual: real,
      evidence: text,
    }),
    topic: ({ instrument }) => `data-doubts/${instrument}`,
  }),
  RowsLoaded: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'All that came of one instant, side by side, on adjusted prices.',
    schema: Type.Object({
      at: integer,
      rows: Type.Array(row),
      /** Of which nothing came in time. */
      missing: Type.Array(instrumentName),
      /** The bars, in the order of the rows. */
      sources: Type.Array(offset),
    }),
    topic: () => 'rows',
  }),
  FeaturesExtracted: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Numbers without units that say how an instrument stands.',
    schema: Type.Object({ instrument: instrumentName, at: integer, features: Type.Array(Type.Object({ name: text, value: real })), rows: offset }),
    topic: ({ instrument }) => `features/${instrument}`,
  }),
  StrategyChosen: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Of several ways to trade, this one did best on the past; or none did well enough.',
    schema: Type.Object({
      instrument: instrumentName,
      strategy: text,
      /** Of the chosen one; null where none is good enough. */
      options: json,
      /** Bars that it was tried on, until this instant. */
      bars: integer,
      until: integer,
      /** Each with what it earned a bar after costs, in logarithmic returns, its deviation, and mean ÷ deviation × √bars. */
      tried: Type.Array(Type.Object({ options: json, mean: real, deviation: real, score: real })),
    }),
    topic: ({ instrument }) => `strategies/${instrument}`,
  }),
  SignalQualityMeasured: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'How well a source has foreseen returns so far, and what its signals are worth from now on.',
    schema: Type.Object({
      source: agentName,
      instrument: instrumentName,
      /** Correlation of its lean with the return after it, −1 to 1. */
      coefficient: real,
      pairs: integer,
      horizonBars: integer,
      /** 0 (nothing) to 1. */
      worth: real,
      /** Close of the last return that was counted. */
      validFrom: integer,
    }),
    topic: ({ instrument }) => `signal-quality/${instrument}`,
  }),
  AllocationStated: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'What is to be held, as shares of equity.',
    schema: Type.Object({
      /** 1 for the first. */
      number: integer,
      reason: oneOf(allocationReasons),
      method: text,
      /** Largest distance between what is held and what is to be held, as a share of equity. */
      drift: real,
      /** Below 0 short. */
      weights: Type.Array(Type.Object({ instrument: instrumentName, weight: real, held: real })),
      /** The decisions that say what is wanted, where a council is followed. */
      sources: Type.Array(offset),
    }),
    topic: () => 'allocations',
  }),
};
