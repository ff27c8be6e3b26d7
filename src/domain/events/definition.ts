/** How an event of the catalogue is declared: schema, version, class of delivery and home topic. */
import type { Static, TObject } from '@sinclair/typebox';

/** Order of delivery within one instant: control first, agents' words last. Part of the behaviour version. */
export const deliveryClasses = ['control', 'market', 'venue', 'timer', 'agent'] as const;
export type DeliveryClass = (typeof deliveryClasses)[number];

export interface EventDefinition<Schema extends TObject = TObject> {
  readonly version: number;
  readonly class: DeliveryClass;
  /** One line for people: what it means that this was recorded. */
  readonly meaning: string;
  readonly schema: Schema;
  /** Returns the topic it is published on when the draft names none. */
  readonly topic: (data: Static<Schema>) => string;
  /** Returns a check beside the schema, of what a schema cannot say; made once for a run. Throws `invalid-event`. */
  readonly further?: () => (data: unknown) => void;
  /** Returns its place among the words of its class, above -1 and below 1; lower is earlier, and 0 is usual. */
  readonly rank?: (data: Static<Schema>) => number;
  /** Versions it had before, by their number, and how a payload of one becomes one of the next: old logs are read for ever. */
  readonly earlier?: Readonly<Record<number, { readonly schema: TObject; readonly upcast: (data: unknown) => unknown }>>;
}

export function defineEvent<Schema extends TObject>(definition: EventDefinition<Schema>): EventDefinition<Schema> {
  return definition;
}
