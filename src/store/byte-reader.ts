/** The reading side of `ByteWriter`. Reading past the end is damage, never a guess. */
import { HivetapeError } from '../core/errors.js';

const TWO_TO_28 = 0x1000_0000;

export class ByteReader {
  private readonly view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    public at = 0,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    this.expect(1);
    return this.bytes[this.at++];
  }

  uint32(): number {
    this.expect(4);
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  double(): number {
    this.expect(8);
    this.at += 8;
    return this.view.getFloat64(this.at - 8, true);
  }

  /** Reads a whole number in [0, 2^53). */
  varint(): number {
    const { bytes } = this;
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = bytes[this.at++];
      low |= (byte & 127) << shift;
      if (!(byte > 127)) return this.checked(low);
    }
    let high = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = bytes[this.at++];
      high |= (byte & 127) << shift;
      if (!(byte > 127)) return this.checked(high * TWO_TO_28 + low);
    }
    throw broken('a number longer than eight bytes');
  }

  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  raw(count: number): Uint8Array {
    this.expect(count);
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  private expect(count: number): void {
    if (!(this.at + count <= this.bytes.length)) throw broken('the end');
  }

  private checked(value: number): number {
    if (this.at > this.bytes.length) throw broken('the end');
    return value;
  }
}

/** Returns the error of bytes that no writer of ours would have written. */
export function broken(found: string): HivetapeError {
  return new HivetapeError('log-damaged', `A block is laid out as its format says (found ${found}).`);
}
