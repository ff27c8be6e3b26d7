/**
 * The bytes of one column. Each rule that chooses between two ways of writing looks at the values
 * only, so the same values always give the same bytes.
 */
import { putVarint, type ByteWriter } from './byte-writer.js';
import type { TextNumbering } from './text-numbering.js';

/** First bytes of an integer column. */
export const INTEGERS = { arithmetic: 0, differences: 1, doubles: 2 } as const;
/** First bytes of a number column beside the decimal scales 0 to 9. */
export const NUMBERS = { constant: 254, doubles: 255 } as const;
/** First bytes of a flag column. */
export const FLAGS = { none: 0, all: 1, mixed: 2 } as const;

export const POWERS_OF_TEN = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9] as const;

const DIFFERENCE_MAX = 4_503_599_627_370_496; // 2^52: so that its zigzag is below 2^53.
const SCALED_MAX = 2_251_799_813_685_248; // 2^51: so that the nearest integer is the decimal we mean.

/**
 * Writes whole numbers: an arithmetic sequence by its first value and step, others by their
 * differences as zigzag varints, and by eight bytes each if a difference is beyond 2^52.
 */
export function writeIntegers(out: ByteWriter, values: Float64Array, count: number): void {
  if (count === 0) return;
  const start = out.length;
  out.reserve(10 + count * 8);
  const first = values[0];
  if (Math.abs(first) >= DIFFERENCE_MAX) return writeDoubles(out, INTEGERS.doubles, { values, count });
  const sequence = isArithmetic(values, count);
  out.byte(sequence ? INTEGERS.arithmetic : INTEGERS.differences);
  out.zigzag(first);
  if (count === 1) return;
  if (sequence && Math.abs(values[1] - first) < DIFFERENCE_MAX) return out.zigzag(values[1] - first);

  const { bytes } = out;
  let at = out.length;
  let before = first;
  for (let i = 1; i < count; i += 1) {
    const step = values[i] - before;
    if (step >= DIFFERENCE_MAX || step <= -DIFFERENCE_MAX) {
      out.length = start;
      return writeDoubles(out, INTEGERS.doubles, { values, count });
    }
    before = values[i];
    const zigzag = step >= 0 ? step * 2 : -step * 2 - 1;
    if (zigzag < 128) bytes[at++] = zigzag;
    else at = putVarint(bytes, at, zigzag);
  }
  out.length = at;
}

/**
 * Writes doubles. When every value is a decimal of at most nine places, and dividing its integer
 * by the power of ten gives the same double back, the integers are written; else eight bytes each.
 */
export function writeNumbers(out: ByteWriter, values: Float64Array, count: number): void {
  if (count === 0) return;
  const scale = decimalScale(values, count);
  if (scale === undefined) {
    if (!isConstant(values, count)) return writeDoubles(out, NUMBERS.doubles, { values, count });
    out.byte(NUMBERS.constant);
    return out.double(values[0]);
  }
  const power = POWERS_OF_TEN[scale];
  out.byte(scale);
  // Not in place: a block in the making may be written more than once.
  const scaled = out.scratch(count);
  for (let i = 0; i < count; i += 1) scaled[i] = Math.round(values[i] * power) + 0;
  writeIntegers(out, scaled, count);
}

export function writeFlags(out: ByteWriter, values: Uint8Array, count: number): void {
  if (count === 0) return;
  let set = 0;
  for (let i = 0; i < count; i += 1) set += values[i];
  if (set === 0) return out.byte(FLAGS.none);
  if (set === count) return out.byte(FLAGS.all);
  out.byte(FLAGS.mixed);
  writePacked(out, { codes: values, count, bits: 1 });
}

/**
 * Writes texts as places in the block's table: the distinct ones in order of first appearance, then
 * who has which. Returns those places.
 */
export function writeTexts(
  out: ByteWriter,
  column: { readonly values: Int32Array; readonly count: number },
  numbering: TextNumbering,
): readonly number[] {
  const { values, count } = column;
  if (count === 0) return [];
  const { codes, distinct } = numbering.codesOf(values, count);
  out.varint(distinct.length);
  let before = 0;
  for (const place of distinct) {
    out.zigzag(place - before);
    before = place;
  }
  writeCodes(out, { codes, count, distinct: distinct.length });
  return distinct;
}

/** Writes codes in order of first appearance; nothing where they follow from their number. */
export function writeCodes(out: ByteWriter, column: { readonly codes: Int32Array; readonly count: number; readonly distinct: number }): void {
  const { codes, count, distinct } = column;
  if (distinct === 1 || distinct === count) return;
  writePacked(out, { codes, count, bits: bitsOf(distinct) });
}

/** Returns the width of a code: the power of two that is enough, so that no code straddles two bytes by halves. */
export function bitsOf(distinct: number): 1 | 2 | 4 | 8 | 16 | 32 {
  if (distinct <= 2) return 1;
  if (distinct <= 4) return 2;
  if (distinct <= 16) return 4;
  if (distinct <= 256) return 8;
  return distinct <= 65_536 ? 16 : 32;
}

interface Packed {
  readonly codes: Int32Array | Uint8Array;
  readonly count: number;
  readonly bits: 1 | 2 | 4 | 8 | 16 | 32;
}

function writePacked(out: ByteWriter, { codes, count, bits }: Packed): void {
  const size = Math.ceil((count * bits) / 8);
  out.reserve(size);
  const { bytes, length } = out;
  if (bits < 8) {
    bytes.fill(0, length, length + size);
    const perByte = 8 / bits;
    for (let i = 0; i < count; i += 1) bytes[length + Math.floor(i / perByte)] |= codes[i] << ((i % perByte) * bits);
  } else {
    const width = bits / 8;
    for (let i = 0; i < count; i += 1) {
      for (let part = 0; part < width; part += 1) bytes[length + i * width + part] = codes[i] >>> (part * 8);
    }
  }
  out.length += size;
}

function isArithmetic(values: Float64Array, count: number): boolean {
  if (count < 3) return true;
  const step = values[1] - values[0];
  for (let i = 2; i < count; i += 1) if (values[i] - values[i - 1] !== step) return false;
  return true;
}

function isConstant(values: Float64Array, count: number): boolean {
  for (let i = 1; i < count; i += 1) if (values[i] !== values[0]) return false;
  return true;
}

function writeDoubles(out: ByteWriter, mode: number, column: { readonly values: Float64Array; readonly count: number }): void {
  out.byte(mode);
  for (let i = 0; i < column.count; i += 1) out.double(column.values[i]);
}

/** Returns the smallest number of places that is enough for all values, or `undefined` if nine are not. */
function decimalScale(values: Float64Array, count: number): number | undefined {
  let scale = 0;
  let power: number = POWERS_OF_TEN[0];
  let largest = 0;
  for (let i = 0; i < count; i += 1) {
    const value = values[i];
    const size = Math.abs(value);
    if (size > largest) largest = size;
    while (Math.round(value * power) / power !== value) {
      scale += 1;
      if (scale === POWERS_OF_TEN.length) return undefined;
      power = POWERS_OF_TEN[scale];
    }
  }
  return largest * power < SCALED_MAX ? scale : undefined;
}
