/** Reads what `write-columns.ts` writes, into columns that the caller owns. */
import { broken, type ByteReader } from './byte-reader.js';
import { bitsOf, FLAGS, INTEGERS, NUMBERS, POWERS_OF_TEN } from './write-columns.js';

export function readIntegers(from: ByteReader, values: Float64Array, count: number): void {
  if (count === 0) return;
  const mode = from.byte();
  if (mode === INTEGERS.doubles) return readDoubles(from, values, count);
  if (mode !== INTEGERS.arithmetic && mode !== INTEGERS.differences) throw broken(`way ${mode} of writing integers`);
  let value = from.zigzag();
  values[0] = value;
  if (mode === INTEGERS.arithmetic) {
    const step = count > 1 ? from.zigzag() : 0;
    for (let i = 1; i < count; i += 1) {
      value += step;
      values[i] = value;
    }
    return;
  }
  readDifferences(from, values, count);
}

export function readNumbers(from: ByteReader, values: Float64Array, count: number): void {
  if (count === 0) return;
  const mode = from.byte();
  if (mode === NUMBERS.doubles) return readDoubles(from, values, count);
  if (mode === NUMBERS.constant) {
    values.fill(from.double(), 0, count);
    return;
  }
  if (mode >= POWERS_OF_TEN.length) throw broken(`way ${mode} of writing numbers`);
  readIntegers(from, values, count);
  if (mode === 0) return;
  const power = POWERS_OF_TEN[mode];
  for (let i = 0; i < count; i += 1) values[i] /= power;
}

export function readFlags(from: ByteReader, values: Uint8Array, count: number): void {
  if (count === 0) return;
  const mode = from.byte();
  if (mode === FLAGS.mixed) {
    const bytes = from.raw(Math.ceil(count / 8));
    for (let i = 0; i < count; i += 1) values[i] = (bytes[i >>> 3] >>> (i & 7)) & 1;
    return;
  }
  if (mode !== FLAGS.none && mode !== FLAGS.all) throw broken(`way ${mode} of writing flags`);
  values.fill(mode, 0, count);
}

/** Reads the place in the block's table of each row's text. */
export function readTexts(from: ByteReader, values: Int32Array, count: number): void {
  if (count === 0) return;
  const distinct = from.varint();
  if (distinct < 1 || distinct > count) throw broken(`${distinct} different texts in ${count} rows`);
  const places = new Int32Array(distinct);
  let place = 0;
  for (let i = 0; i < distinct; i += 1) {
    place += from.zigzag();
    places[i] = place;
  }
  readCodes(from, { values, count, distinct });
  for (let i = 0; i < count; i += 1) {
    if (values[i] >= distinct) throw broken('a text of no number');
    values[i] = places[values[i]];
  }
}

export function readCodes(from: ByteReader, column: { readonly values: Int32Array; readonly count: number; readonly distinct: number }): void {
  const { values, count, distinct } = column;
  if (distinct === 1) {
    values.fill(0, 0, count);
    return;
  }
  if (distinct === count) {
    for (let i = 0; i < count; i += 1) values[i] = i;
    return;
  }
  const bits = bitsOf(distinct);
  const bytes = from.raw(Math.ceil((count * bits) / 8));
  if (bits < 8) {
    const perByte = 8 / bits;
    const mask = (1 << bits) - 1;
    for (let i = 0; i < count; i += 1) values[i] = (bytes[Math.floor(i / perByte)] >>> ((i % perByte) * bits)) & mask;
    return;
  }
  const width = bits / 8;
  for (let i = 0; i < count; i += 1) {
    let code = 0;
    for (let part = 0; part < width; part += 1) code |= bytes[i * width + part] << (part * 8);
    values[i] = code;
  }
}

function readDifferences(from: ByteReader, values: Float64Array, count: number): void {
  const { bytes } = from;
  let value = values[0];
  for (let i = 1; i < count; i += 1) {
    const byte = bytes[from.at];
    if (byte < 128) {
      from.at += 1;
      value += (byte & 1) === 0 ? byte >>> 1 : -((byte + 1) >>> 1);
    } else value += from.zigzag();
    values[i] = value;
  }
}

function readDoubles(from: ByteReader, values: Float64Array, count: number): void {
  for (let i = 0; i < count; i += 1) values[i] = from.double();
}
