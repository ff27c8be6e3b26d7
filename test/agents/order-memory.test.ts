/** The memory of order ids: flat, and it never takes a used id for a new one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyOrderMemory, hasRoom, LONG_AGO, nameIn, offsetOf, OTHER_IDS_MAX, rememberOrder } from '../../src/agents/order-memory.js';
import { agentId } from '../../src/core/brand.js';
import { orderId } from '../../src/domain/order.js';

const named = (id: string, owner: string) => ({ id: orderId(id), owner: agentId(owner) });

test('is as large after a million orders as after ten thousand, and knows every one of them', () => {
  const memory = emptyOrderMemory();
  const sizeAfter = (from: number, to: number): number => {
    for (let n = from; n <= to; n += 1) rememberOrder(memory, named(`trader-${n}`, 'trader'), n);
    return Object.keys(memory.offsets).length + memory.latest.length + Object.keys(memory.usedUpTo).length;
  };
  const early = sizeAfter(1, 10_000);
  expect(sizeAfter(10_001, 1_000_000)).toBe(early);
  expect(offsetOf(memory, named('trader-1000000', 'trader'))).toBe(1_000_000);
  for (const n of [1, 2, 500_000, 990_000]) expect(offsetOf(memory, named(`trader-${n}`, 'trader'))).toBe(LONG_AGO);
  expect(offsetOf(memory, named('trader-1000001', 'trader'))).toBeUndefined();
});

test('takes no id that was ever remembered for a new one', () => {
  const owner = fc.constantFrom('a', 'b', 'a-1', 'constructor');
  const id = fc.oneof(
    fc.tuple(owner, fc.nat(6_000)).map(([name, n]) => `${name}-${n}`),
    fc.string({ minLength: 1, maxLength: 4 }).filter((text) => text !== '__proto__'),
    fc.constantFrom('a-01', 'a-1.0', 'a-1e3', 'a--1', 'a-', '-1', 'a-9007199254740993'),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(id, owner), { maxLength: 60 }), fc.nat(9_000), (wishes, flood) => {
      const memory = emptyOrderMemory();
      wishes.forEach(([text, by], offset) => rememberOrder(memory, named(text, by), offset));
      for (let n = 10_000; n < 10_000 + flood; n += 1) rememberOrder(memory, named(`b-${n}`, 'b'), n);
      for (const [text, by] of wishes) expect(offsetOf(memory, named(text, by))).toBeDefined();
    }),
    { numRuns: 50 },
  );
});

test('has room for a stated number of ids that cannot be summed up, and always for numbered ones', () => {
  const memory = { ...emptyOrderMemory(), others: OTHER_IDS_MAX - 1 };
  expect(hasRoom(memory, named('odd', 'trader'))).toBe(true);
  rememberOrder(memory, named('odd', 'trader'), 1);
  expect(hasRoom(memory, named('odder', 'trader'))).toBe(false);
  rememberOrder(memory, named('odder', 'trader'), 2);
  expect(offsetOf(memory, named('odder', 'trader'))).toBeUndefined();
  expect(offsetOf(memory, named('odd', 'trader'))).toBe(1);
  expect(hasRoom(memory, named('trader-1', 'trader'))).toBe(true);
});

test('finds the name in an id', () => {
  expect(['risk-gate-12', 'x', '-1', 'a-b-'].map(nameIn)).toEqual(['risk-gate', '', '', 'a-b']);
});
