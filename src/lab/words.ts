/** The catalogue of events as the kernel needs it: versions, places in the order, topics, checks. */
import { catalogue, isEventType } from '../domain/catalogue.js';
import { eventCheck } from '../domain/event-check.js';
import { deliveryClasses, type EventDefinition } from '../domain/events/definition.js';
import type { Vocabulary, Word } from '../kernel/vocabulary.js';

/** Returns the words of the catalogue; each check is compiled when its word is first used. */
export function catalogueWords(): Vocabulary {
  const words = new Map<string, Word>();
  return {
    wordOf(type) {
      let word = words.get(type);
      if (word === undefined && isEventType(type)) words.set(type, (word = wordFor(type)));
      return word;
    },
  };
}

function wordFor(type: keyof typeof catalogue): Word {
  const definition: EventDefinition = catalogue[type] as unknown as EventDefinition;
  const { rank, further } = definition;
  const priority = deliveryClasses.indexOf(definition.class);
  const shape = eventCheck(type, definition.schema);
  const beside = further?.();
  return {
    version: definition.version,
    priority,
    ...(rank === undefined ? {} : { priorityOf: (data: never) => priority + rank(data) }),
    topicOf: definition.topic as (data: never) => string,
    check: beside === undefined ? shape : (data) => {
      shape(data);
      beside(data);
    },
  };
}
