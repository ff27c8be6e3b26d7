/**
 * The post between agents: what is sent, and what becomes of it. A message is named by who sent it first and by that
 * one's own count; a copy of it by its receiver as well. Sent = delivered + expired + dropped + pending, by copies.
 */
import { Type } from '@sinclair/typebox';
import { deathReasons, delayReasons, dropReasons, messageGuarantees, messageKinds, messagePriorities, messageRoutings } from '../messages/envelope.js';
import { payloadCheck } from '../messages/payload-check.js';
import { agentName, flag, integer, json, late, oneOf, text } from '../schema.js';
import { defineEvent } from './definition.js';

const message = { sender: agentName, number: integer };
const copy = { ...message, receiver: agentName };
/** Present and true where the message waits with somebody who only passes it on. */
const isRelay = Type.Optional(late(flag));
const topic = (): string => 'post';

/** What stands on a message and in it, wherever it waits or travels. */
const content = {
  number: integer,
  kind: oneOf(messageKinds),
  routing: oneOf(messageRoutings),
  priority: oneOf(messagePriorities),
  guarantee: oneOf(messageGuarantees),
  /** Its type in the catalogue of messages. */
  name: text,
  /** From then on it is handed to nobody. */
  expiresAt: integer,
  payload: json,
  /** Of a request: how long each attempt waits for its answer, in µs. */
  timeoutUs: Type.Optional(late(integer)),
  /** Of a request and of what must be acknowledged: how often it is sent again. */
  retries: Type.Optional(late(integer)),
  /** Of a response: the number of the request, which its receiver sent. */
  answers: Type.Optional(late(integer)),
  /** Messages that travel together, in the order they were given; the envelope's number is that of the first. */
  batch: Type.Optional(late(Type.Array(Type.Object({ number: integer, payload: json })))),
  /** Of what was sent again from the dead letters: until when that is allowed, so that its receivers know it. */
  lastsUntil: Type.Optional(late(integer)),
  /** A mark by which the receiver knows the sender. */
  signature: Type.Optional(late(text)),
};

const rankOf = { critical: -0.75, high: -0.5, medium: 0, low: 0.5 } as const;

export const messageEvents = {
  MessageSent: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent sent a message, sent it again, or passed it on.',
    schema: Type.Object({
      ...content,
      /** 1 for the first time. */
      attempt: integer,
      /** Of what is sent again: when, if nobody acknowledges it and chance has a part in that. */
      againAt: Type.Optional(late(integer)),
      /** Who sent it first, where it is passed on. */
      origin: Type.Optional(late(agentName)),
      /** For whom it is, where that is not who gets it next. */
      receivers: Type.Optional(late(Type.Array(agentName))),
    }),
    topic,
    further: payloadCheck,
    rank: ({ priority }) => rankOf[priority],
  }),
  MessageDelayed: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A message waits at its sender, and goes out later.',
    schema: Type.Object({ ...content, receivers: Type.Array(agentName), reason: oneOf(delayReasons), until: integer }),
    topic,
    further: payloadCheck,
  }),
  MessageQueued: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A message waits in the inbox of a busy agent.',
    schema: Type.Object({ ...copy, priority: oneOf(messagePriorities), depth: integer, isRelay }),
    topic,
  }),
  MessageTaken: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A message that had waited in the inbox was handed over, or passed on.',
    schema: Type.Object({ ...copy, priority: oneOf(messagePriorities), waitedUs: integer, isRelay }),
    topic,
  }),
  MessageAcknowledged: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A message was handed over to its receiver; it need not be sent again.',
    schema: Type.Object({ ...copy, again: Type.Optional(late(flag)) }),
    topic,
  }),
  MessageIgnored: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A message came that was handed over before, waits already, or was overtaken; it is not handed over.',
    schema: Type.Object(copy),
    topic,
  }),
  MessageRefused: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'The receiver could not take a message now: it is full, or the message is not to be worked.',
    schema: Type.Object({ ...copy, isFull: flag, reason: text }),
    topic,
  }),
  InboxOpened: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An inbox that was full has room again.',
    schema: Type.Object({ receiver: agentName, /** How many more it takes from whoever hears this. */ room: integer }),
    topic,
  }),
  MessageExpired: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'The time to live of a message is over; it is handed to nobody.',
    schema: Type.Object(copy),
    topic,
  }),
  MessageDropped: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A message was given up.',
    schema: Type.Object({ ...copy, name: text, reason: oneOf(dropReasons) }),
    topic,
  }),
  MessageDeadLettered: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A message could not be brought to these receivers; it lies with the dead letters and can be sent again.',
    schema: Type.Object({ ...content, sender: agentName, receivers: Type.Array(agentName), reason: oneOf(deathReasons), attempts: integer }),
    topic: () => 'post/dead',
  }),
  MessageReinjected: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A dead letter is sent again.',
    schema: Type.Object({ ...message, receivers: Type.Array(agentName), expiresAt: integer }),
    topic: () => 'post/dead',
  }),
  MessageUnhandled: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent was handed a message of a type that it does nothing about.',
    schema: Type.Object({ ...copy, name: text }),
    topic,
  }),
  RequestTimedOut: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An attempt of a request found no answer in its time.',
    schema: Type.Object({ ...copy, attempt: integer, isLast: flag }),
    topic,
  }),
  HaltCalled: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'Everybody who is named must stop opening positions, and say that it did.',
    schema: Type.Object({ halt: integer, reason: text, attempt: integer, closesAt: integer }),
    topic: () => 'halts',
  }),
  HaltAcknowledged: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'An agent has stopped, as it was told to.',
    schema: Type.Object({ caller: agentName, halt: integer }),
    topic: () => 'halts/acknowledged',
  }),
  HaltSettled: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'Everybody has acknowledged a halt, or its time is up; who had not answered by then is late.',
    schema: Type.Object({ halt: integer, acknowledged: Type.Array(agentName), late: Type.Array(agentName), tookUs: integer }),
    topic: () => 'halts/settled',
  }),
  HaltLifted: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'The halt is over.',
    schema: Type.Object({ caller: agentName, halt: integer, reason: text }),
    topic: () => 'halts',
  }),
};
