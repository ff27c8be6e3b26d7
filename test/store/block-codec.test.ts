import { readFileSync } from 'node:fs';
import { Type } from '@sinclair/typebox';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Recorded } from '../../src/core/event.js';
import { isHivetapeError } from '../../src/core/errors.js';
import { hex } from '../../src/core/sha256.js';
import { catalogue } from '../../src/domain/catalogue.js';
import { late } from '../../src/domain/schema.js';
import { BlockDecoder } from '../../src/store/block-decoder.js';
import { BlockEncoder } from '../../src/store/block-encoder.js';
import { columnLayout } from '../../src/store/column-layout.js';
import { TypeLayouts } from '../../src/store/type-layouts.js';
import { anyLog, plainLog, sampleCatalogue } from './sample-log.js';
import { codeOf } from '../core/code-of.js';

const layouts = new TypeLayouts(sampleCatalogue);

function encoded(events: readonly Recorded[], encoder = new BlockEncoder(layouts, events[0].offset)): Uint8Array {
  for (const event of events) encoder.add(event);
  return encoder.encode().bytes;
}

function decoded(bytes: Uint8Array): Recorded[] {
  return new BlockDecoder(layouts).decode(bytes).events;
}

describe('a field that was added late', () => {
  const before = Type.Object({ price: Type.Number(), note: Type.Optional(Type.String()) });
  const after = Type.Object({ price: Type.Number(), trail: Type.Optional(late(Type.Object({ by: Type.Number(), tag: Type.Optional(Type.String()) }))), note: Type.Optional(Type.String()), list: Type.Optional(late(Type.Array(Type.Integer()))) });
  const old = new TypeLayouts({ Asked: { version: 1, schema: before } });
  const grown = new TypeLayouts({ Asked: { version: 1, schema: after } });
  const asked = (offset: number, data: object): Recorded => ({ ...plainLog(1)[0], offset, type: 'Asked', version: 1, data });
  const bytesOf = (known: TypeLayouts, events: readonly Recorded[]): Uint8Array => encoded(events, new BlockEncoder(known, 0));

  test('takes no place in a block that does not use it, so old and new blocks are the same bytes', () => {
    const events = [asked(0, { price: 1.5 }), asked(1, { price: 2, note: 'x' })];
    expect(hex(bytesOf(grown, events))).toBe(hex(bytesOf(old, events)));
    expect(new BlockDecoder(grown).decode(bytesOf(old, events)).events).toStrictEqual(events);
  });

  test('comes back from a block that uses it, and leaves the next block alone', () => {
    const events = [asked(0, { price: 1 }), asked(1, { price: 2, trail: { by: 0.5 }, list: [] }), asked(2, { price: 3, trail: { by: 1, tag: 'y' }, note: 'z' })];
    const decoder = new BlockDecoder(grown);
    expect(decoder.decode(bytesOf(grown, events)).events).toStrictEqual(events);
    const plain = [asked(0, { price: 4 })];
    expect(decoder.decode(bytesOf(old, plain)).events).toStrictEqual(plain);
  });

  test('is optional, or the schema cannot be stored', () => {
    expect(codeOf(() => columnLayout(Type.Object({ price: late(Type.Number()) })))).toBe('schema-not-storable');
  });
});

describe('a block', () => {
  test('gives back exactly the events it was made of, and the same bytes again', () => {
    fc.assert(
      fc.property(anyLog(), (events) => {
        const bytes = encoded(events);
        const back = decoded(bytes);
        expect(back).toStrictEqual(events);
        expect(hex(encoded(back))).toBe(hex(bytes));
      }),
      { numRuns: 300 },
    );
  });

  test('has bytes that do not depend on what the encoder did before', () => {
    fc.assert(
      fc.property(anyLog(), anyLog({ first: 5_000 }), (before, events) => {
        const used = new BlockEncoder(layouts, before[0].offset);
        encoded(before, used);
        used.clear();
        const moved = events.map((event, index) => ({ ...event, offset: before.length + index, time: event.time + 1e12, deliverAt: event.deliverAt + 1e12, correlation: -1, causation: -1 }));
        expect(hex(encoded(moved, used))).toBe(hex(encoded(moved)));
      }),
    );
  });

  test('can be looked at while it is being made', () => {
    const events = plainLog(400);
    const encoder = new BlockEncoder(layouts, 0);
    events.forEach((event, index) => {
      encoder.add(event);
      if (index % 97 === 0) expect(decoded(encoder.encode().bytes)).toStrictEqual(events.slice(0, index + 1));
    });
    expect(hex(encoder.encode().bytes)).toBe(hex(encoded(events)));
  });

  test('steps over the types that nobody wants', () => {
    const bytes = encoded(plainLog(100));
    const { events } = new BlockDecoder(layouts).decode(bytes, (type) => type === 'Listed');
    expect(events).toStrictEqual(plainLog(100).filter(({ type }) => type === 'Listed'));
  });

  test('says in its content what a header needs', () => {
    const encoder = new BlockEncoder(layouts, 0);
    for (const event of plainLog(20)) encoder.add(event);
    const { bytes, content } = encoder.encode();
    expect(content).toEqual({
      firstOffset: 0, count: 20, firstTime: 1_600_000_000_000_000, lastTime: 1_600_000_000_000_000 + 19 * 60_000_000,
      types: ['Counted', 'Measured', 'Noted', 'Listed', 'Marked'], agents: ['ant', 'bee'],
    });
    expect(new BlockDecoder(layouts).decode(bytes).content).toEqual(content);
  });

  test('keeps the bytes of format version 1', () => {
    const golden = readFileSync(new URL('../goldens/store/block-v1.hex', import.meta.url), 'utf8').trim();
    expect(hex(encoded(plainLog(25)))).toBe(golden);
    expect(decoded(Uint8Array.from(Buffer.from(golden, 'hex')))).toStrictEqual(plainLog(25));
  });

  test('is read by a catalogue that has gone on, as long as it remembers the version', () => {
    const bytes = encoded(plainLog(1));
    const newer = Type.Object({ count: Type.Integer(), unit: Type.String() });
    const Counted = { version: 2, schema: newer };
    const earlier = { 1: { schema: sampleCatalogue.Counted.schema, upcast: (data: unknown) => data } };
    const remembering = new BlockDecoder(new TypeLayouts({ ...sampleCatalogue, Counted: { ...Counted, earlier } }));
    expect(remembering.decode(bytes).events).toStrictEqual(plainLog(1));
    const forgetful = new BlockDecoder(new TypeLayouts({ ...sampleCatalogue, Counted }));
    expect(codeOf(() => forgetful.decode(bytes))).toBe('event-type-unknown');
  });

  test('never loops or crashes on bytes that are not ours', () => {
    const bytes = encoded(plainLog(60));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const broken = bytes.slice();
        broken[at] ^= change;
        try {
          decoded(broken);
        } catch (error) {
          expect(isHivetapeError(error)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the encoder refuses', () => {
  const good = plainLog(5);
  const cases: readonly [string, string, Recorded][] = [
    ['NaN', 'value-not-canonical', { ...good[1], offset: 0, causation: -1, correlation: -1, data: { place: { name: 'n', depth: 1 }, value: NaN, good: true } }],
    ['an infinity', 'value-not-canonical', { ...good[1], offset: 0, causation: -1, correlation: -1, data: { place: { name: 'n', depth: 1 }, value: -Infinity, good: true } }],
    ['-0 as a number', 'value-not-canonical', { ...good[1], offset: 0, causation: -1, correlation: -1, data: { place: { name: 'n', depth: 1 }, value: -0, good: true } }],
    ['-0 as an integer', 'value-not-canonical', { ...good[0], data: { count: -0 } }],
    ['an integer that is not safe', 'invalid-event', { ...good[0], data: { count: 2 ** 53 } }],
    ['a lone surrogate', 'value-not-canonical', { ...good[1], offset: 0, causation: -1, correlation: -1, data: { place: { name: '\ud800', depth: 1 }, value: 1, good: true } }],
    ['a lone surrogate in a topic', 'value-not-canonical', { ...good[0], topic: '\udc00' }],
    ['a field that is undefined', 'value-not-canonical', { ...good[2], offset: 0, causation: -1, correlation: -1, data: { colour: 'red', note: undefined, extra: null } }],
    ['free JSON that is not JSON', 'value-not-canonical', { ...good[2], offset: 0, causation: -1, correlation: -1, data: { colour: 'red', extra: { at: NaN } } }],
    ['a field that the schema does not name', 'invalid-event', { ...good[0], data: { count: 1, more: 2 } }],
    ['a missing field', 'invalid-event', { ...good[0], data: {} }],
    ['a word that is none', 'invalid-event', { ...good[2], offset: 0, causation: -1, correlation: -1, data: { colour: 'pink', extra: null } }],
    ['an unknown type', 'event-type-unknown', { ...good[0], type: 'Dreamt' }],
    ['the name of an inherited property as a type', 'event-type-unknown', { ...good[0], type: 'constructor' }],
    ['another version', 'append-refused', { ...good[0], version: 9 }],
    ['a gap in the offsets', 'append-refused', { ...good[0], offset: 1 }],
    ['a cause that is not earlier', 'append-refused', { ...good[0], causation: 0 }],
    ['a delivery that is not later', 'append-refused', { ...good[0], deliverAt: good[0].time }],
    ['a time that is not whole', 'append-refused', { ...good[0], time: 0.5 }],
  ];

  test.each(cases)('%s, with code %s, and goes on as if nothing had been said', (_, code, event) => {
    const encoder = new BlockEncoder(layouts, 0);
    expect(codeOf(() => encoder.add(event))).toBe(code);
    expect(hex(encoded(good, encoder))).toBe(hex(encoded(good)));
  });

  test('a time that goes back', () => {
    const encoder = new BlockEncoder(layouts, 0);
    encoder.add(good[0]);
    expect(codeOf(() => encoder.add({ ...good[1], time: good[0].time - 1 }))).toBe('append-refused');
  });

  test('half a row of an array without leaving any of it', () => {
    const encoder = new BlockEncoder(layouts, 0);
    const rows = [{ id: 1, share: 1, sub: [true] }, { id: 2, share: -0, sub: [] }];
    const bad = { ...good[3], offset: 0, causation: -1, correlation: -1, data: { tags: ['x'], rows } };
    expect(codeOf(() => encoder.add(bad))).toBe('value-not-canonical');
    expect(hex(encoded(good, encoder))).toBe(hex(encoded(good)));
  });

  test('names the field that breaks the schema', () => {
    const bad = { ...good[1], offset: 0, causation: -1, correlation: -1, data: { place: { name: 3, depth: 1 }, value: 1, good: true } };
    expect(() => new BlockEncoder(layouts, 0).add(bad)).toThrow(/Measured obeys its schema: at data\.place\.name expected string \(found 3\)/);
  });
});

describe('the layout', () => {
  test('exists for every event of the real catalogue', () => {
    const real = new TypeLayouts(catalogue);
    for (const type of Object.keys(catalogue)) expect(real.current(type).layout.columns.length).toBeGreaterThan(0);
  });

  test.each([
    ['a number literal', Type.Object({ field: Type.Literal(3) })],
    ['a union of objects', Type.Object({ field: Type.Union([Type.Object({}), Type.Null()]) })],
    ['a record', Type.Object({ field: Type.Record(Type.String(), Type.Number()) })],
    ['a field name that could be code', Type.Object({ "a'b": Type.Number() })],
    ['a field name of the prototype', Type.Object({ ['__proto__']: Type.Number() })],
  ])('is refused for %s', (_, schema) => {
    expect(codeOf(() => columnLayout(schema))).toBe('schema-not-storable');
  });
});
