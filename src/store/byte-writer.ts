/**
 * A growing buffer of bytes. Whole numbers are varints (7 bits a byte, lowest first), signed ones
 * zigzag first, doubles their eight bytes with the lowest first.
 */
import { utf8 } from '../core/utf8.js';

const TWO_TO_28 = 0x1000_0000;

export class ByteWriter {
  bytes: Uint8Array;
  length = 0;
  private view: DataView;
  private numbers = new Float64Array(0);

  constructor(capacity = 1 << 16) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes room for so many more bytes, so that what follows need not look. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const bigger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count));
    bigger.set(this.bytes.subarray(0, this.length));
    this.bytes = bigger;
    this.view = new DataView(bigger.buffer);
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  uint32(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.length, value, true);
    this.length += 4;
  }

  /** Overwrites four bytes that were written before, once their value is known. */
  patchUint32(at: number, value: number): void {
    this.view.setUint32(at, value, true);
  }

  double(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** Takes a whole number in [0, 2^53). */
  varint(value: number): void {
    this.reserve(8);
    this.length = putVarint(this.bytes, this.length, value);
  }

  /** Takes a whole number in (-2^52, 2^52). */
  zigzag(value: number): void {
    this.varint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Writes UTF-8 without a length, and returns how many bytes it took. */
  text(text: string): number {
    const start = this.length;
    this.reserve(text.length);
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i);
      if (unit > 127) {
        this.length = start;
        this.raw(utf8(text));
        return this.length - start;
      }
      this.bytes[this.length++] = unit;
    }
    return text.length;
  }

  /** Writes UTF-8 behind its length in bytes. */
  sizedText(text: string): void {
    const start = this.length;
    // ASCII, the common case, has as many bytes as characters.
    this.varint(text.length);
    const from = this.length;
    const size = this.text(text);
    if (size === text.length) return;
    const bytes = this.bytes.slice(from, from + size);
    this.length = start;
    this.varint(size);
    this.raw(bytes);
  }

  /** Returns room for numbers that are worked out before they are written; overwritten by the next caller. */
  scratch(count: number): Float64Array {
    if (count > this.numbers.length) this.numbers = new Float64Array(count * 2);
    return this.numbers;
  }

  taken(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}

/** Writes a whole number in [0, 2^53) at `at`, and returns the place after it. The caller has reserved 8 bytes. */
export function putVarint(bytes: Uint8Array, at: number, value: number): number {
  if (value < 128) {
    bytes[at] = value;
    return at + 1;
  }
  if (value < TWO_TO_28) return putSmall(bytes, at, value);
  const low = value % TWO_TO_28;
  bytes[at] = (low & 127) | 128;
  bytes[at + 1] = ((low >>> 7) & 127) | 128;
  bytes[at + 2] = ((low >>> 14) & 127) | 128;
  bytes[at + 3] = (low >>> 21) | 128;
  return putSmall(bytes, at + 4, (value - low) / TWO_TO_28);
}

function putSmall(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value | 0;
  while (rest > 127) {
    bytes[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  bytes[at++] = rest;
  return at;
}
