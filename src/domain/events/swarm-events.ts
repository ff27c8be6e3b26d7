/** What agents say to each other on the way from a bar to a decision. */
import { Type } from '@sinclair/typebox';
import { agentName, flag, instrumentName, integer, late, offset, oneOf, real, text } from '../schema.js';
import { voteMethodSchema } from '../vote-method.js';
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
  /** In a ranked choice: the directions it wants, the best first. */
  ranking: Type.Optional(late(Type.Array(oneOf(directions)))),
});

/** What the word of one voter is worth: if it answers, and if it does not. */
export const stakeSchema = Type.Object({ agent: agentName, weight: real, silentWeight: real });

export const verdicts = ['right', 'wrong', 'no-side'] as const;

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
      /** Of a view that is made of others' words: where these stand in the log. */
      sources: Type.Optional(late(Type.Array(offset))),
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
      /** How votes are counted, where that was declared; otherwise by weight, of those who take a side. */
      method: Type.Optional(late(voteMethodSchema)),
      /** Weights frozen at the opening, where they are earned. */
      stakes: Type.Optional(late(Type.Array(stakeSchema))),
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
      /** In a ranked choice: the directions it wants, the best first. */
      ranking: Type.Optional(late(Type.Array(oneOf(directions)))),
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
      /** Where a method was declared: confidence in what was asked, before any gate, 0 to 1. */
      confidence: Type.Optional(late(real)),
      /** Present and true where the vote passed, and its confidence was too low to act on. */
      isHeld: Type.Optional(late(flag)),
      /** Present and true where too few answered, and those who were there decided. */
      isShort: Type.Optional(late(flag)),
      /** Where a method was declared: offsets of the votes that were counted, in the order of the ballot. */
      evidence: Type.Optional(late(Type.Array(offset))),
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
  OutcomeJudged: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'What came of a decision is known: who had been right, and what everybody’s word is worth from now on.',
    schema: Type.Object({
      /** Whose decision it was. */
      council: agentName,
      proposal: text,
      instrument: instrumentName,
      /** Change of the price from the decision to its outcome, as a fraction. */
      change: real,
      decidedAt: integer,
      /** When the outcome was known. Before that, none of this counts. */
      validFrom: integer,
      voters: Type.Array(Type.Object({ agent: agentName, verdict: oneOf(verdicts), before: real, after: real })),
    }),
    topic: ({ instrument }) => `outcomes/${instrument}`,
  }),
};
