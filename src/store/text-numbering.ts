/**
 * Renumbers the texts of one block. The block's table holds each text once, in order of first
 * appearance over all columns; a column holds the places of its own distinct texts in that table.
 */
import { assert } from '../core/assert.js';

export class TextNumbering {
  /** Pool numbers of the block's texts, in order of first appearance. */
  readonly table: number[] = [];
  /** For each pool number: the block, and the place in its table; the column, and the code in it. */
  private tableStamps = new Int32Array(1024);
  private tablePlaces = new Int32Array(1024);
  private columnStamps = new Int32Array(1024);
  private columnCodes = new Int32Array(1024);
  private codes = new Int32Array(1024);
  private stamp = 0;
  private blockStamp = 0;

  /** Begins a block whose texts have pool numbers below `poolSize`. */
  begin(poolSize: number): void {
    if (poolSize > this.tableStamps.length) this.growPool(poolSize * 2);
    this.table.length = 0;
    this.stamp += 1;
    this.blockStamp = this.stamp;
    assert(this.stamp < 0x7f00_0000, 'A numbering is not used for more than two billion columns');
  }

  /** Returns the place of one text in the block's table. */
  placeOf(number: number): number {
    if (this.tableStamps[number] === this.blockStamp) return this.tablePlaces[number];
    this.tableStamps[number] = this.blockStamp;
    this.tablePlaces[number] = this.table.length;
    return this.table.push(number) - 1;
  }

  /**
   * Returns the code of each row, and for each code the place of its text in the block's table. The
   * codes are overwritten by the next call.
   */
  codesOf(values: Int32Array, count: number): { readonly codes: Int32Array; readonly distinct: number[] } {
    if (count > this.codes.length) this.codes = new Int32Array(count * 2);
    const { codes, columnStamps, columnCodes } = this;
    this.stamp += 1;
    const { stamp } = this;
    const distinct: number[] = [];
    for (let i = 0; i < count; i += 1) {
      const number = values[i];
      if (columnStamps[number] !== stamp) {
        columnStamps[number] = stamp;
        columnCodes[number] = distinct.push(this.placeOf(number)) - 1;
      }
      codes[i] = columnCodes[number];
    }
    return { codes, distinct };
  }

  private growPool(size: number): void {
    this.tableStamps = grown(this.tableStamps, size);
    this.tablePlaces = grown(this.tablePlaces, size);
    this.columnStamps = grown(this.columnStamps, size);
    this.columnCodes = grown(this.columnCodes, size);
  }
}

function grown(values: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const bigger = new Int32Array(size);
  bigger.set(values);
  return bigger;
}
