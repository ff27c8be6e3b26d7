/** What is said where agents want what cannot all be had: claims, conflicts and how they end, offers and answers. */
import { Type } from '@sinclair/typebox';
import { agentName, flag, integer, oneOf, real, text } from '../schema.js';
import { defineEvent } from './definition.js';

export const conflictKinds = ['signal', 'resource', 'priority', 'timing', 'strategy', 'risk'] as const;
export type ConflictKind = (typeof conflictKinds)[number];

export const resolutionWords = ['vote', 'expert', 'confidence', 'compromise', 'negotiate', 'fallback', 'human'] as const;
export type Resolution = (typeof resolutionWords)[number];

/** One side of a conflict: where it stands (a lean from -1 to 1, or what it claims), and how strongly, 0 to 1. */
const partySchema = Type.Object({ agent: agentName, position: real, strength: real });

/** What one who claimed gets. */
export const awardSchema = Type.Object({ agent: agentName, claim: text, amount: real, fromAt: integer, untilAt: integer });

export const negotiationEvents = {
  ClaimStated: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent says how much of a shared resource it wants, and for when.',
    schema: Type.Object({
      claim: text,
      resource: text,
      /** In units of the resource; 0 takes the claim back. */
      amount: real,
      /** 0 to 1. */
      priority: real,
      fromAt: integer,
      untilAt: integer,
    }),
    topic: ({ resource }) => `claims/${resource}`,
  }),
  ConflictDetected: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Agents want what cannot all be had.',
    schema: Type.Object({
      conflict: text,
      kind: oneOf(conflictKinds),
      /** The instrument or the resource. */
      subject: text,
      parties: Type.Array(partySchema),
      /** 0 to 1, and what it had to be above. */
      severity: real,
      severityMin: real,
      deadlineAt: integer,
    }),
    topic: ({ subject }) => `conflicts/${subject}`,
  }),
  ConflictResolving: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A way to end a conflict is tried.',
    schema: Type.Object({ conflict: text, subject: text, strategy: oneOf(resolutionWords) }),
    topic: ({ subject }) => `conflicts/${subject}`,
  }),
  ConflictResolved: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A conflict ended in something that holds.',
    schema: Type.Object({
      conflict: text,
      subject: text,
      strategy: oneOf(resolutionWords),
      /** Where it ended: a lean from -1 to 1; 0 where claims were awarded. */
      position: real,
      /** Share of the parties' weight that stands behind it, 0 to 1. */
      support: real,
      /** Who ruled, where a person or a superior did; absent otherwise. */
      by: Type.Optional(text),
      awards: Type.Array(awardSchema),
    }),
    topic: ({ subject }) => `conflicts/${subject}`,
  }),
  ConflictEscalated: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A conflict was not resolved before its deadline; somebody above is asked, and until then a fallback holds.',
    schema: Type.Object({ conflict: text, subject: text, to: text, position: real, answerBy: integer, awards: Type.Array(awardSchema) }),
    topic: ({ subject }) => `conflicts/${subject}`,
  }),
  ConflictExpired: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A conflict is over without having been resolved.',
    schema: Type.Object({ conflict: text, subject: text, reason: oneOf(['settled-itself', 'unanswered']), position: real }),
    topic: ({ subject }) => `conflicts/${subject}`,
  }),
  ConflictRuled: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'An operator, or whoever a conflict was escalated to, says how it ends.',
    schema: Type.Object({ conflict: text, subject: text, position: real, reason: text, awards: Type.Array(awardSchema) }),
    topic: ({ subject }) => `conflicts/${subject}`,
  }),
  NegotiationOpened: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'The parties of a conflict are asked to agree, round by round.',
    schema: Type.Object({
      negotiation: text,
      subject: text,
      parties: Type.Array(Type.Object({ agent: agentName, position: real, weight: real })),
      roundsMax: integer,
      /** Share of the weight that must accept, and how it is compared. */
      supportMin: real,
      operator: oneOf(['>', '>=']),
    }),
    topic: ({ subject }) => `negotiations/${subject}`,
  }),
  OfferMade: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A round of a negotiation begins with an offer.',
    schema: Type.Object({ negotiation: text, subject: text, round: integer, offer: real, closesAt: integer }),
    topic: ({ subject }) => `negotiations/${subject}`,
  }),
  PositionStated: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A party answers an offer: whether it accepts, and how far it would go.',
    schema: Type.Object({ negotiation: text, subject: text, round: integer, party: agentName, accepts: flag, position: real }),
    topic: ({ subject }) => `negotiations/${subject}`,
  }),
  NegotiationClosed: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A negotiation ended, with or without an agreement.',
    schema: Type.Object({
      negotiation: text,
      subject: text,
      reached: flag,
      /** The last offer. */
      position: real,
      /** Share of the weight that accepted it. */
      support: real,
      rounds: integer,
    }),
    topic: ({ subject }) => `negotiations/${subject}`,
  }),
};
