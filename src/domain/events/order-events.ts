/** The life of an order, from the agent's wish to its one final event. */
import { Type } from '@sinclair/typebox';
import { fillSchema } from '../fill.js';
import { cancelReasons, denialReasons, expiryReasons, orderSchema, rejectionReasons } from '../order.js';
import { instrumentName, integer, oneOf, orderName, real } from '../schema.js';
import { defineEvent } from './definition.js';

const named = { orderId: orderName, instrument: instrumentName };

export const orderEvents = {
  OrderPlaced: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent asks the risk gate to let an order through.',
    schema: Type.Object({ order: orderSchema }),
    topic: () => 'orders/placed',
  }),
  OrderDenied: defineEvent({
    version: 1,
    class: 'venue',
    meaning: 'We refused the order ourselves.',
    schema: Type.Object({
      ...named,
      reason: oneOf(denialReasons),
      /** What was found and what is allowed, for the limit that said no; absent where it has no figure. */
      found: Type.Optional(real),
      limit: Type.Optional(real),
    }),
    topic: ({ instrument }) => `reports/${instrument}`,
  }),
  OrderApproved: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'The risk gate lets the order through to the venue.',
    schema: Type.Object({ order: orderSchema }),
    topic: () => 'orders/approved',
  }),
  OrderAccepted: defineEvent({
    version: 1,
    class: 'venue',
    meaning: 'The venue took the order into its book.',
    schema: Type.Object({ ...named, acceptedAt: integer }),
    topic: ({ instrument }) => `reports/${instrument}`,
  }),
  OrderRejected: defineEvent({
    version: 1,
    class: 'venue',
    meaning: 'The venue refused the order.',
    schema: Type.Object({ ...named, reason: oneOf(rejectionReasons) }),
    topic: ({ instrument }) => `reports/${instrument}`,
  }),
  OrderFilled: defineEvent({
    version: 1,
    class: 'venue',
    meaning: 'A bar gave the order all or part of its quantity.',
    schema: Type.Object({ fill: fillSchema }),
    topic: ({ fill }) => `reports/${fill.instrument}`,
  }),
  OrderCancelRequested: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'An agent wants an open order cancelled.',
    schema: Type.Object(named),
    topic: () => 'orders/cancel',
  }),
  OrderCancelRejected: defineEvent({
    version: 1,
    class: 'venue',
    meaning: 'The cancel came too late, or names no open order.',
    schema: Type.Object({ ...named, reason: oneOf(['too-late', 'unknown-order']) }),
    topic: ({ instrument }) => `reports/${instrument}`,
  }),
  OrderCancelled: defineEvent({
    version: 1,
    class: 'venue',
    meaning: 'The order ended unfilled, or with the rest unfilled.',
    schema: Type.Object({ ...named, reason: oneOf(cancelReasons), openLots: integer }),
    topic: ({ instrument }) => `reports/${instrument}`,
  }),
  OrderExpired: defineEvent({
    version: 1,
    class: 'venue',
    meaning: 'The time of the order was up.',
    schema: Type.Object({ ...named, reason: oneOf(expiryReasons), openLots: integer }),
    topic: ({ instrument }) => `reports/${instrument}`,
  }),
};
