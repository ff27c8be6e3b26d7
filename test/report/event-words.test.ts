/** Every type of the catalogue says something in words: none is shown as data. */
import { Kind, type TSchema } from '@sinclair/typebox';
import { describe, expect, test } from 'vitest';
import { catalogue, eventTypes, type EventType, type LogEvent } from '../../src/domain/catalogue.js';
import { executionEvents } from '../../src/domain/events/execution-events.js';
import { orderEvents } from '../../src/domain/events/order-events.js';
import { riskEvents } from '../../src/domain/events/risk-events.js';
import { eventLine } from '../../src/cli/event-line.js';
import { eventWords, ownWords } from '../../src/report/event-words.js';

/** A value that fits a schema, with or without what may be absent. */
function sampleOf(schema: TSchema, isFull: boolean): unknown {
  const { anyOf, properties, required = [], type, items } = schema as { anyOf?: TSchema[]; properties?: Record<string, TSchema>; required?: string[]; type?: string; items?: TSchema };
  if ('const' in schema) return schema['const'];
  if (anyOf !== undefined) return sampleOf(anyOf[0], isFull);
  if (properties !== undefined) return Object.fromEntries(Object.entries(properties).filter(([name]) => isFull || required.includes(name)).map(([name, inner]) => [name, sampleOf(inner, isFull)]));
  if (type === 'array') return isFull && items !== undefined ? [sampleOf(items, isFull), sampleOf(items, isFull)] : [];
  if (type === 'integer') return 3_000_000;
  if (type === 'number') return 0.125;
  if (type === 'boolean') return isFull;
  if (type === 'string') return 'ada';
  if (schema[Kind] === 'Unsafe') return { a: [1, 'b'] };
  return {};
}

const eventOf = (type: EventType, isFull: boolean): LogEvent =>
  ({ offset: 7, type, version: 1, time: 5, deliverAt: 6, agent: 'bob', topic: 't', to: [], correlation: 0, causation: 0, data: sampleOf(catalogue[type].schema, isFull) }) as unknown as LogEvent;

describe('the words of events', () => {
  test.each(eventTypes.map((type) => [type]))('%s is said in words, whatever it leaves out', (type) => {
    for (const isFull of [true, false]) {
      const line = eventLine(eventOf(type, isFull));
      const words = line.slice(line.indexOf(': ') + 2);
      expect(words.length).toBeGreaterThan(0);
      expect(words).not.toMatch(/[{}]|\[object|undefined|NaN|null/);
    }
  });

  test('what happens to orders and limits has words of its own', () => {
    const types = Object.keys({ ...orderEvents, ...executionEvents, ...riskEvents }) as EventType[];
    expect(types.filter((type) => ownWords(eventOf(type, true)) === '')).toEqual([]);
  });

  test('everything else is told by its fields: instants, spans, money and lots as such, lists counted', () => {
    const told = { type: 'Any', data: { lock: 'alpha', until: 86_400_000_000, waitedUs: 2_500, feeMicros: 1_250_000, openLots: 3, isWhole: false, missing: ['ann', 'bob'], voters: [{ agent: 'x' }], note: '', depth: { left: 1, right: 0.25 } } };
    expect(eventWords(told as unknown as LogEvent)).toBe('alpha, until 1970-01-02, waited 2.5 ms, fee 1.25, open 3 lots, not whole, missing ann and bob, voters: 1, depth (left 1, right 0.2500)');
    expect(eventWords({ type: 'NothingSaid', data: {} } as unknown as LogEvent)).toBe('nothing said');
  });
});
