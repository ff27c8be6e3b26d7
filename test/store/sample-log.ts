/** A catalogue of our own, with every kind of column, and logs made of it: the store knows no prices. */
import { Type } from '@sinclair/typebox';
import fc from 'fast-check';
import { agentId, runId } from '../../src/core/brand.js';
import { NOBODY, type Recorded } from '../../src/core/event.js';
import type { LogCatalogue } from '../../src/store/log-catalogue.js';
import type { RunManifest } from '../../src/store/run-store.js';

const integer = Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER });
const word = Type.Union([Type.Literal('red'), Type.Literal('green'), Type.Literal('blue')]);

export const sampleCatalogue = {
  Counted: { version: 1, schema: Type.Object({ count: integer }) },
  Measured: { version: 3, schema: Type.Object({ place: Type.Object({ name: Type.String(), depth: integer }), value: Type.Number(), good: Type.Boolean() }) },
  Noted: {
    version: 1,
    schema: Type.Object({
      colour: word,
      note: Type.Optional(Type.String()),
      rating: Type.Optional(Type.Number()),
      extra: Type.Unsafe<unknown>({ json: true }),
      where: Type.Optional(Type.Object({ x: integer, y: Type.Optional(integer) })),
    }),
  },
  Listed: {
    version: 2,
    schema: Type.Object({ tags: Type.Array(Type.String()), rows: Type.Array(Type.Object({ id: integer, share: Type.Number(), sub: Type.Array(Type.Boolean()) })) }),
  },
  Marked: { version: 1, schema: Type.Object({}) },
} as const satisfies LogCatalogue;

const plain = { noNullPrototype: true };
const safeInteger = fc.oneof(fc.integer({ min: -300, max: 300 }), fc.maxSafeInteger());
const finite = fc.oneof(
  fc.integer({ min: -100_000, max: 100_000 }).map((cents) => cents / 100 + 0),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
);
const text = fc.oneof(fc.constantFrom('a', 'b', 'alpha', ''), fc.string({ unit: 'grapheme', maxLength: 12 }));
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value).replaceAll(/-0(?=[,\]}]|$)/g, '0')) as unknown);

const payloads: Record<keyof typeof sampleCatalogue, fc.Arbitrary<unknown>> = {
  Counted: fc.record({ count: safeInteger }, plain),
  Measured: fc.record({ place: fc.record({ name: text, depth: safeInteger }, plain), value: finite, good: fc.boolean() }, plain),
  Noted: fc.record(
    { colour: fc.constantFrom('red', 'green', 'blue'), note: text, rating: finite, extra: json, where: fc.record({ x: safeInteger, y: safeInteger }, { requiredKeys: ['x'], noNullPrototype: true }) },
    { requiredKeys: ['colour', 'extra'], noNullPrototype: true },
  ),
  Listed: fc.record({
    tags: fc.array(text, { maxLength: 4 }),
    rows: fc.array(fc.record({ id: safeInteger, share: finite, sub: fc.array(fc.boolean(), { maxLength: 3 }) }, plain), { maxLength: 3 }),
  }, plain),
  Marked: fc.constant({}),
};

const body = fc.oneof(
  ...Object.entries(payloads).map(([type, data]) => fc.record({ type: fc.constant(type as keyof typeof sampleCatalogue), data })),
);

/** Logs of any events, dense from `first`, with times that never go back and causes that come before. */
export function anyLog({ first = 0, maxLength = 60 }: { readonly first?: number; readonly maxLength?: number } = {}): fc.Arbitrary<Recorded[]> {
  const row = fc.record({
    body,
    wait: fc.oneof(fc.nat(3), fc.nat(90_000_000)),
    delay: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 5_000_000 })),
    agent: fc.constantFrom('ant', 'bee', 'wasp'),
    topic: fc.constantFrom('news', 'orders/placed'),
    to: fc.array(fc.constantFrom('ant', 'bee'), { maxLength: 2 }),
    back: fc.nat(20),
    open: fc.nat(20),
  });
  return fc.array(row, { minLength: 1, maxLength }).map((rows) => {
    let time = 1_600_000_000_000_000;
    return rows.map(({ body: { type, data }, wait, delay, agent, topic, to, back, open }, index) => {
      const offset = first + index;
      time += wait;
      return {
        offset,
        type,
        version: sampleCatalogue[type].version,
        time,
        deliverAt: time + delay,
        agent: agentId(agent),
        topic,
        to: to.length === 0 ? NOBODY : to.map(agentId),
        correlation: Math.max(-1, offset - open),
        causation: Math.max(-1, offset - 1 - back),
        data,
      };
    });
  });
}

/** A log of a given length, the same at every call: every type, prices on a grid, texts old and new. */
export function plainLog(length: number, { first = 0, salt = 0 }: { readonly first?: number; readonly salt?: number } = {}): Recorded[] {
  return Array.from({ length }, (_, index) => {
    const offset = first + index;
    const time = 1_600_000_000_000_000 + offset * 60_000_000;
    const [type, data] = plainBody(offset, salt);
    return {
      offset,
      type,
      version: sampleCatalogue[type].version,
      time,
      deliverAt: time + 1 + (offset % 3),
      agent: agentId(offset % 2 === 0 ? 'ant' : 'bee'),
      topic: `news/${type}`,
      to: offset % 5 === 0 ? [agentId('wasp')] : NOBODY,
      correlation: offset % 4 === 0 ? -1 : offset - (offset % 4),
      causation: offset - 1,
      data,
    };
  });
}

export function manifestOf(name: string, parent?: RunManifest['parent']): RunManifest {
  return { runId: runId(name), name: `Sample ${name}`, identity: { seed: 7 }, ...(parent && { parent }) };
}

function plainBody(offset: number, salt: number): [keyof typeof sampleCatalogue, unknown] {
  switch (offset % 5) {
    case 0:
      return ['Counted', { count: offset * 3 + salt }];
    case 1:
      return ['Measured', { place: { name: offset % 2 === 0 ? 'north' : 'south', depth: -offset }, value: (10_000 + ((offset * 7919) % 500)) / 100, good: offset % 3 === 0 }];
    case 2:
      return ['Noted', { colour: (['red', 'green', 'blue'] as const)[offset % 3], ...(offset % 2 === 0 && { note: `note ${offset} – ü` }), extra: { offset, list: [1, null, 'x'] } }];
    case 3:
      return ['Listed', { tags: ['a', `t${offset}`], rows: [{ id: offset, share: 1 / (offset + 1), sub: [true, false] }] }];
    default:
      return ['Marked', {}];
  }
}
