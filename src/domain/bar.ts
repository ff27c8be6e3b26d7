/** A bar sums up the trading of an interval. It is known at `closedAt`, and not before. */
import { Type, type Static } from '@sinclair/typebox';
import { instrumentName, integer, real } from './schema.js';

export const barSchema = Type.Object({
  instrument: instrumentName,
  openedAt: integer,
  /** When it may be known. */
  closedAt: integer,
  open: real,
  high: real,
  low: real,
  close: real,
  /** Traded quantity in units of the instrument; -1 where it is not known. */
  volume: real,
});

export type Bar = Static<typeof barSchema>;

export const UNKNOWN_VOLUME = -1;
