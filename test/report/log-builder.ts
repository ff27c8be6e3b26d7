/** Writes fabricated logs: offsets are dense, topics come from the catalogue, and time never goes back. */
import { agentId } from '../../src/core/brand.js';
import { NOBODY, NO_CAUSE } from '../../src/core/event.js';
import type { Instant } from '../../src/core/instant.js';
import { catalogue, type DataOf, type EventOf, type EventType, type LogEvent } from '../../src/domain/catalogue.js';

export interface Saying {
  readonly by: string;
  readonly at: Instant;
  readonly cause?: number;
}

export interface LogBuilder {
  readonly events: LogEvent[];
  say<Type extends EventType>(type: Type, data: DataOf<Type>, saying: Saying): EventOf<Type>;
}

export function logBuilder(): LogBuilder {
  const events: LogEvent[] = [];
  return {
    events,
    say: (type, data, { by, at, cause = NO_CAUSE }) => {
      const definition = catalogue[type];
      const event = {
        offset: events.length, type, version: definition.version, time: at, deliverAt: at + 1, agent: agentId(by),
        topic: (definition.topic as (data: unknown) => string)(data), to: NOBODY, correlation: cause, causation: cause, data,
      };
      events.push(event as unknown as LogEvent);
      return event as never;
    },
  };
}
