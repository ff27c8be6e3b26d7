/** What agents say to each other on the way from a bar to a decision. */
import { Type } from '@sinclair/typebox';
import { agentName, flag, instrumentName, integer, oneOf, real, text } from '../schema.js';
import { defineEvent } from './definition.js';

export const directions = ['long', 'flat', 'short'] as const;
export type Direction = (typeof directions)[number];

export const voteChoices = ['for', 'against', 'abstain'] as const;
export type VoteChoice = (typeof voteChoices)[number];

export const ballotEntrySchema = Type.Object({
  agent: agentName,
  choice: oneOf(voteChoices),
  /** Present and true where it did not answer until the deadline, and so counts as an abstention. */
  silent: Type.Optional(flag),
  /** 0 to 1. */
  confidence: real,
  /** Share of the council's say, as it was when the vote was opened. */
  weight: real,
});

export const swarmEvents = {
  SignalRaised: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An analyst changed its view of an instrument.',
    schema: Type.Object({
      instrument: instrumentName,
      direction: oneOf(directions),
      /** 0 to 1. */
      strength: real,
      /** What it saw, in words. */
      evidence: text,
    }),
    topic: ({ instrument }) => `signals/${instrument}`,
  }),
  RegimeChanged: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'The character of a market changed.',
    schema: Type.Object({
      instrument: instrumentName,
      regime: oneOf(['calm', 'normal', 'stormy']),
      /** Standard deviation of log returns per bar. */
      volatility: real,
    }),
    topic: ({ instrument }) => `regimes/${instrument}`,
  }),
  ProposalMade: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'The council asks its voters for or against a direction.',
    schema: Type.Object({
      proposal: text,
      instrument: instrumentName,
      direction: oneOf(directions),
      strength: real,
      /** Rule and operator, stored with the proposal so that the ballot can be recomputed. */
      quorum: real,
      threshold: real,
      operator: oneOf(['>', '>=']),
      closesAt: integer,
    }),
    topic: ({ instrument }) => `proposals/${instrument}`,
  }),
  VoteCast: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A voter answered a proposal.',
    schema: Type.Object({
      proposal: text,
      instrument: instrumentName,
      choice: oneOf(voteChoices),
      confidence: real,
      reason: text,
    }),
    topic: ({ instrument }) => `votes/${instrument}`,
  }),
  DecisionReached: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'The council decided a proposal by its rule; the ballot is recorded.',
    schema: Type.Object({
      proposal: text,
      instrument: instrumentName,
      direction: oneOf(directions),
      approved: flag,
      /** Weighted share for, of all that said for or against. */
      support: real,
      /** Weighted share of the council that voted at all. */
      turnout: real,
      /** Size of the position that is wanted, as a share of the limit, 0 to 1. */
      conviction: real,
      ballot: Type.Array(ballotEntrySchema),
    }),
    topic: ({ instrument }) => `decisions/${instrument}`,
  }),
  QuorumMissed: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Too few voted; nothing is decided.',
    schema: Type.Object({
      proposal: text,
      instrument: instrumentName,
      turnout: real,
      quorum: real,
      ballot: Type.Array(ballotEntrySchema),
    }),
    topic: ({ instrument }) => `decisions/${instrument}`,
  }),
};
