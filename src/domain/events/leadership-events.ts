/**
 * How a group elects a leader and agrees on a log of commands (Raft), and how those that have no leader
 * spread what they know. A group is a name; its members are known to all of it.
 */
import { Type } from '@sinclair/typebox';
import { agentName, flag, integer, json, oneOf, text } from '../schema.js';
import { defineEvent } from './definition.js';

const group = { group: text };
const term = { ...group, term: integer };
const topic = (data: { readonly group: string }): string => `leadership/${data.group}`;
const within = (data: { readonly group: string }): string => `leadership/${data.group}/members`;

/** A command in the log of a group. Its place is its index, from 1; a command of `null` only opens a term. */
export const entrySchema = Type.Object({
  term: integer,
  /** Said by whoever offered it; a group takes each id once. */
  id: text,
  by: agentName,
  command: json,
});

export const leadershipEvents = {
  CommandOffered: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Somebody asks a group to agree on a command.',
    schema: Type.Object({ ...group, id: text, command: json }),
    topic: ({ group: name }) => `leadership/${name}/commands`,
  }),
  TermBegan: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A member stands for election in a new term, and votes for itself.',
    schema: Type.Object(term),
    topic,
  }),
  LeaderVoteAsked: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A member asks the others for their votes; in a trial it only asks whether they would give them.',
    schema: Type.Object({ ...term, lastIndex: integer, lastTerm: integer, isTrial: flag }),
    topic: within,
  }),
  LeaderVoteGiven: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A member answers who asked for its vote. In one term it votes for one.',
    schema: Type.Object({ ...term, candidate: agentName, isGranted: flag, isTrial: flag }),
    topic: within,
  }),
  LeaderElected: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A majority of all members voted for this member: it leads until a higher term begins.',
    schema: Type.Object({ ...term, voters: Type.Array(agentName) }),
    topic,
  }),
  LeaderResigned: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A leader found that it leads no more: it reaches no majority, or a higher term has begun.',
    schema: Type.Object({ ...term, reason: oneOf(['no-majority', 'higher-term']) }),
    topic,
  }),
  EntriesAppended: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'The leader sends entries of its log, and how far they are committed; without entries it says that it is there.',
    schema: Type.Object({
      ...term,
      /** The entry before the first of these; 0 for none. */
      previousIndex: integer,
      previousTerm: integer,
      entries: Type.Array(entrySchema),
      committed: integer,
      /** Everybody has everything: nothing more is sent, nor expected, until there is news. */
      isRest: flag,
    }),
    topic: within,
  }),
  EntriesSettled: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'All members hold the log up to an index: nobody needs to keep what is far behind it.',
    schema: Type.Object({ ...group, index: integer }),
    topic: within,
  }),
  EntriesAcknowledged: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A member holds the log of the leader up to an index; or, if it does not fit, asks for earlier entries.',
    schema: Type.Object({
      ...term,
      isFitting: flag,
      index: integer,
      /** When the leader said what is acknowledged here: until then at least it was followed. */
      asOf: integer,
      /** Commands that were offered to this member long ago, and that the leader may not have heard. */
      waiting: Type.Array(Type.Object({ id: text, by: agentName, command: json })),
    }),
    topic: within,
  }),
  EntryCommitted: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A majority of all members holds this entry: it stands for ever.',
    schema: Type.Object({ ...term, index: integer, id: text, by: agentName, command: json }),
    topic: ({ group: name }) => `leadership/${name}/committed`,
  }),
  TimerShared: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'Whoever leads tells the others what it waits for, so that a successor waits for it too.',
    schema: Type.Object({ ...group, name: text, dueAt: integer }),
    topic: within,
  }),
  MarkMade: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent leaves a mark that the others will hear of: it has begun something, or done it.',
    schema: Type.Object({ ...group, key: text, version: integer, value: json }),
    topic: ({ group: name }) => `rumours/${name}`,
  }),
  RumourSpread: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent tells another what it knows and that one may not, and how much it has been told by it.',
    schema: Type.Object({
      ...group,
      /** The teller's changes are told up to here. */
      upTo: integer,
      /** So many changes of the hearer are known to the teller. */
      confirms: integer,
      rumours: Type.Array(Type.Object({ key: text, origin: agentName, version: integer, value: json })),
    }),
    topic: ({ group: name }) => `rumours/${name}`,
  }),
};
