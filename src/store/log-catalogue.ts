/**
 * What the store must be told of events: each type's version and schema. The store learns the layout
 * of its columns from here and from nowhere else, so it never knows what a price is.
 */
import type { TObject } from '@sinclair/typebox';

export interface LoggedType {
  /** Version that is written. */
  readonly version: number;
  readonly schema: TObject;
  /** Earlier versions by their number, so that old logs are read for ever. */
  readonly earlier?: Readonly<Record<number, EarlierVersion>>;
}

export interface EarlierVersion {
  readonly schema: TObject;
  /** Returns a payload of this version as one of the next. Pure, and never in place. */
  readonly upcast: (data: unknown) => unknown;
}

export type LogCatalogue = Readonly<Record<string, LoggedType>>;
