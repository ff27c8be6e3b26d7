/** The file of a model: what is written is read, and what is not a model is refused with its digest (bad input 91). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { modelBytes, modelHash, readModel, weightBytes } from '../../src/agents/pattern-model-file.js';
import { randomModel } from './random-model.js';

const { bytes, ...model } = randomModel();
const code = (wanted: string) => expect.objectContaining({ code: wanted }) as unknown;

test('is read as it was written, and its hash is that of its bytes', () => {
  const again = readModel(bytes, { name: 'm', expected: model.hash });
  expect(again).toEqual(model);
  expect(modelBytes(again)).toEqual(bytes);
  expect(again.hash).toBe(modelHash(bytes));
  expect(weightBytes(again.weights).length % 4).toBe(0);
});

test('is refused whichever byte of it was changed, when it is asked for by its hash', () => {
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
      const damaged = bytes.slice();
      damaged[place] ^= change;
      expect(() => readModel(damaged, { name: 'm', expected: model.hash })).toThrow(code('model-damaged'));
    }),
    { numRuns: 100 },
  );
});

test.each([
  ['an empty file', () => new Uint8Array()],
  ['a text', () => new TextEncoder().encode('hello\nworld')],
  ['too few weights', () => bytes.slice(0, -4)],
  ['too many weights', () => new Uint8Array([...bytes, 0, 0, 0, 0])],
  ['a weight that is no number', () => withLastWeight(NaN)],
  ['an infinite weight', () => withLastWeight(Infinity)],
  ['another format', () => withHead((head) => ({ ...head, format: 'hivetape-model/9' }))],
  ['another shape', () => withHead((head) => ({ ...head, hidden: 6 }))],
  ['fewer means than features', () => withHead((head) => ({ ...head, means: [0] }))],
  ['a deviation of zero', () => withHead((head) => ({ ...head, deviations: model.features.map(() => 0) }))],
  ['an unknown label', () => withHead((head) => ({ ...head, labels: ['direction', 'moon'] }))],
  ['a convolution longer than its window', () => withHead((head) => ({ ...head, kernelBars: 9 }))],
])('is refused: %s', (_, make) => {
  const found = make();
  expect(() => readModel(found, { name: 'm' })).toThrow(code('model-damaged'));
  expect(() => readModel(found, { name: 'm' })).toThrow(modelHash(found));
});

function withLastWeight(value: number): Uint8Array {
  const changed = bytes.slice();
  new DataView(changed.buffer).setFloat32(changed.length - 4, value, true);
  return changed;
}

function withHead(change: (head: Record<string, unknown>) => Record<string, unknown>): Uint8Array {
  const end = bytes.indexOf(10);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))) as Record<string, unknown>;
  const line = new TextEncoder().encode(`${JSON.stringify(change(head))}\n`);
  return new Uint8Array([...line, ...bytes.subarray(end + 1)]);
}
