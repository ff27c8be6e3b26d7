/** Alerts: that a figure stands beyond its level, that nobody answered, that somebody knows, and that it is over. */
import { Type } from '@sinclair/typebox';
import { integer, oneOf, real, text } from '../schema.js';
import { defineEvent } from './definition.js';

export const severities = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof severities)[number];

const topic = (): string => 'alerts';
/** Which one: alerts are numbered by who raises them, from 1. */
const alert = { alert: integer, rule: text };

export const alertEvents = {
  AlertRaised: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A figure stands beyond its level, and has for as long as its rule asks.',
    schema: Type.Object({
      ...alert,
      figure: text,
      severity: oneOf(severities),
      side: oneOf(['above', 'below']),
      found: real,
      limit: real,
      since: integer,
      /** Of how many outcomes that is a figure. */
      n: integer,
      /** Whom it is about, where it is about one. */
      about: Type.Optional(text),
    }),
    topic,
  }),
  AlertEscalated: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An alert was open for so long without anybody saying that he knows, that it became more severe.',
    schema: Type.Object({ ...alert, severity: oneOf(severities), openUs: integer }),
    topic,
  }),
  AlertAcknowledged: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An operator knows of an alert; it is not escalated any more.',
    schema: Type.Object({ ...alert, operator: text, reason: text }),
    topic,
  }),
  AlertCleared: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'The figure is back where it must be for the alert to be over.',
    schema: Type.Object({ ...alert, found: real, openUs: integer }),
    topic,
  }),
};
