/**
 * What moves money and holdings without an order: the venue books it, and all books fold it. With the
 * fills these are everything that an account ever comes to.
 */
import { Type } from '@sinclair/typebox';
import { fillLabels } from '../fill.js';
import { sides } from '../order.js';
import { flag, instrumentName, integer, offset, oneOf, orderName, real, text } from '../schema.js';
import { defineEvent } from './definition.js';

/** Why money comes or goes without a fill. */
export const cashFlowKinds = ['borrow', 'dividend', 'funding', 'fraction'] as const;
export type CashFlowKind = (typeof cashFlowKinds)[number];

/** What makes the venue change money of one currency into another. */
export const exchangeCauses = ['fill', 'flow', 'rate'] as const;

/** Why the venue closes a position that nobody asked to close. */
export const closeOutReasons = ['liquidation', 'delisted', 'expired'] as const;

const topic = ({ instrument }: { readonly instrument: string }): string => `reports/${instrument}`;

export const accountEvents = {
  CashFlowBooked: defineEvent({
    version: 1,
    class: 'venue',
    meaning: 'A position paid or earned money: a fee for borrowing, a dividend, funding.',
    schema: Type.Object({
      instrument: instrumentName,
      kind: oneOf(cashFlowKinds),
      /** What the account gets, in the currency of the instrument; negative: what it pays. */
      amountMicros: integer,
      /** The holding that it was due on, signed. */
      lots: integer,
      /** Per unit held: money for a dividend, a share of the value for funding and borrowing. */
      rate: real,
      dueAt: integer,
    }),
    topic,
  }),
  PositionSplit: defineEvent({
    version: 1,
    class: 'venue',
    meaning: 'Each `per` lots of a position became `into` lots at the same cost; what is left of a lot is paid in cash.',
    schema: Type.Object({ instrument: instrumentName, into: integer, per: integer, lotsBefore: integer, lotsAfter: integer, dueAt: integer }),
    topic,
  }),
  PositionSettled: defineEvent({
    version: 1,
    class: 'venue',
    meaning: 'A futures position was settled: what it gained or lost since it was last settled went to cash, and its cost is the settlement price from here on.',
    schema: Type.Object({
      instrument: instrumentName,
      price: real,
      lots: integer,
      dueAt: integer,
    }),
    topic,
  }),
  PositionClosedOut: defineEvent({
    version: 1,
    class: 'venue',
    meaning: 'The venue closed a position on its own account: there was too little margin for it, or nothing left to hold.',
    schema: Type.Object({
      instrument: instrumentName,
      reason: oneOf(closeOutReasons),
      side: oneOf(sides),
      quantityLots: integer,
      price: real,
      feeMicros: integer,
      label: oneOf(fillLabels),
      /** The bar that it happened on; -1 where it was no bar. */
      barOffset: offset,
      closedAt: integer,
    }),
    topic,
  }),
  MarginCalled: defineEvent({
    version: 1,
    class: 'venue',
    meaning: 'The equity fell below the maintenance margin; open orders are cancelled and positions closed until it is enough.',
    schema: Type.Object({
      currency: text,
      equityMicros: integer,
      requiredMicros: integer,
      /** The instrument whose price did it, and that price. */
      instrument: instrumentName,
      price: real,
      /** Whether the price was only touched inside the bar. */
      isIntrabar: flag,
    }),
    topic,
  }),
  AccountRuined: defineEvent({
    version: 1,
    class: 'venue',
    meaning: 'Nothing is held any more and the equity is not above zero. The deficit stands in the books.',
    schema: Type.Object({ currency: text, equityMicros: integer, instrument: instrumentName }),
    topic,
  }),
  RateSeen: defineEvent({
    version: 1,
    class: 'market',
    meaning: 'One unit of a currency is worth so much of another from here on.',
    schema: Type.Object({
      base: text,
      quote: text,
      /** Units of `quote` for one of `base`, in whole thousand-millionths. */
      rate: real,
      /** Since when; a run that begins between two rates is told the earlier one at its start. */
      at: integer,
    }),
    // Everybody who keeps books hears of the account.
    topic: () => 'account',
  }),
  CurrencyExchanged: defineEvent({
    version: 1,
    class: 'venue',
    meaning: 'Money of one currency was changed into another, at a rate that was known.',
    schema: Type.Object({
      paid: text,
      paidMicros: integer,
      got: text,
      gotMicros: integer,
      rate: real,
      /** The RateSeen that the rate stands in. */
      rateOffset: offset,
      /** What it cost beside the rate, in the account's own currency; part of what was paid, or missing in what was got. */
      costMicros: integer,
      cause: oneOf(exchangeCauses),
      exchangedAt: integer,
    }),
    topic: () => 'account',
  }),
  InterestBooked: defineEvent({
    version: 1,
    class: 'venue',
    meaning: 'Cash earned interest, or a debt cost some, for the nights that are over.',
    schema: Type.Object({
      currency: text,
      amountMicros: integer,
      /** The cash that it is due on; below zero for a debt. */
      balanceMicros: integer,
      ratePerYear: real,
      nights: integer,
      dueAt: integer,
    }),
    topic: () => 'account',
  }),
  OrderAdjusted: defineEvent({
    version: 1,
    class: 'venue',
    meaning: 'A split changed the terms of an open order, and left its value as it was.',
    schema: Type.Object({
      orderId: orderName,
      instrument: instrumentName,
      into: integer,
      per: integer,
      /** Lots that were open before, and that are now; -1 for a share of funds. */
      lotsBefore: integer,
      openLots: integer,
      limitPrice: Type.Optional(real),
      stopPrice: Type.Optional(real),
      trailAmount: Type.Optional(real),
    }),
    topic,
  }),
};
