/** The life of a parent order, between a decision and the orders that carry it out. */
import { Type } from '@sinclair/typebox';
import { parentEndings, parentOrderSchema } from '../parent-order.js';
import { agentName, instrumentName, integer, oneOf, orderName } from '../schema.js';
import { defineEvent } from './definition.js';

const named = { parentId: orderName, executor: agentName, instrument: instrumentName };

export const executionEvents = {
  ParentOrderPlaced: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent asks an executor to trade a quantity over a time.',
    schema: Type.Object({ parent: parentOrderSchema }),
    topic: ({ parent }) => `executions/${parent.executor}`,
  }),
  ParentOrderCancelRequested: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'The owner of a parent order wants no more of it.',
    schema: Type.Object(named),
    topic: ({ executor }) => `executions/${executor}`,
  }),
  ParentOrderEnded: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'The parent order is over: no child of it is open, and none will come.',
    schema: Type.Object({ ...named, owner: agentName, filledLots: integer, quantityLots: integer, reason: oneOf(parentEndings) }),
    topic: ({ executor }) => `executed/${executor}`,
  }),
};
