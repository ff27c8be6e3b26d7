/**
 * The columns of one event type while a block is built or taken apart: plain typed arrays that are
 * used again for the next block, so that an event costs no allocation.
 */
import { assert } from '../core/assert.js';
import type { ColumnKind, ColumnLayout } from './column-layout.js';

export type ColumnValues = Float64Array | Int32Array | Uint8Array;

const FIRST_CAPACITY = 32;

export class ColumnStage {
  readonly columns: ColumnValues[];
  /** Rows in each scope. */
  readonly counts: Int32Array;
  readonly capacities: Int32Array;
  /** Where reading stands in each scope. */
  readonly cursors: Int32Array;

  constructor(readonly layout: ColumnLayout) {
    this.columns = layout.columns.map(({ kind }) => emptyColumn(kind, FIRST_CAPACITY));
    this.counts = new Int32Array(layout.scopes);
    this.cursors = new Int32Array(layout.scopes);
    this.capacities = new Int32Array(layout.scopes).fill(FIRST_CAPACITY);
  }

  clear(): void {
    this.counts.fill(0);
    this.cursors.fill(0);
  }

  /** Tells whether some row has a field that was added late. */
  hasLate(): boolean {
    return this.layout.late.some((index) => {
      const { kind, scope } = this.layout.columns[index];
      return kind === 'presence' && this.columns[index].subarray(0, this.counts[scope]).includes(1);
    });
  }

  /** Makes room in one scope for at least `rows` rows (default: one more than it can hold now). */
  grow(scope: number, rows = this.capacities[scope] + 1): void {
    if (rows <= this.capacities[scope]) return;
    const capacity = Math.max(rows, this.capacities[scope] * 2);
    this.capacities[scope] = capacity;
    this.layout.columns.forEach((column, index) => {
      if (column.scope !== scope) return;
      const bigger = emptyColumn(column.kind, capacity);
      bigger.set(this.columns[index]);
      this.columns[index] = bigger;
    });
  }

  /** Forgets what a refused row has left in the scopes below it; the row itself was never counted. */
  forgetHalfRow(): void {
    this.layout.columns.forEach(({ scope, opens }, index) => {
      if (opens === undefined) return;
      assert(opens > scope, 'A scope is opened by a column of a scope before it', { scope, opens });
      let rows = 0;
      for (let row = 0; row < this.counts[scope]; row += 1) rows += this.columns[index][row];
      this.counts[opens] = rows;
    });
  }
}

function emptyColumn(kind: ColumnKind, capacity: number): ColumnValues {
  switch (kind) {
    case 'integer':
    case 'number':
    case 'length':
      return new Float64Array(capacity);
    case 'text':
      return new Int32Array(capacity);
    case 'flag':
    case 'presence':
      return new Uint8Array(capacity);
  }
}
