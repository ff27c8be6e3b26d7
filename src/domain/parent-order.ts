/** A parent order: what an agent wants traded over a time, by an executor that cuts it into orders. */
import { Type, type Static } from '@sinclair/typebox';
import { sides } from './order.js';
import { agentName, flag, instrumentName, integer, oneOf, orderName, real, text } from './schema.js';

export const parentOrderSchema = Type.Object({
  id: orderName,
  instrument: instrumentName,
  /** Who wants it, and who works it: the executor places the children, under its own name, with this id as their tag. */
  owner: agentName,
  executor: agentName,
  side: oneOf(sides),
  quantityLots: integer,
  /** From when to when it is worked: no child may fill on a bar that opens at or after the end. */
  startAt: integer,
  endAt: integer,
  /** Its children never open or enlarge a position. */
  reduceOnly: flag,
  /** Last known price when it was wanted; what it costs is measured against this. */
  arrivalPrice: real,
  tag: Type.Optional(text),
});

export type ParentOrder = Static<typeof parentOrderSchema>;

/** How a parent ends: all of it was filled, its time was over, its owner cancelled it, a child was refused, trading halted, the run ended. */
export const parentEndings = ['filled', 'end', 'cancelled', 'refused', 'halted', 'end-of-run', 'invalid'] as const;
export type ParentEnding = (typeof parentEndings)[number];
