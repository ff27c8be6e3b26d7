/**
 * The columns of the envelopes of one block. References are written as distances back, because most
 * events answer a recent one; 0 stands for none.
 */
import { NO_CAUSE, type Recorded } from '../core/event.js';
import { HivetapeError } from '../core/errors.js';
import type { ByteWriter } from './byte-writer.js';
import type { TextNumbering } from './text-numbering.js';
import type { TextPool } from './text-pool.js';
import { writeIntegers, writeTexts } from './write-columns.js';

export class EnvelopeStage {
  count = 0;
  private readonly types: Int32Array;
  private readonly times: Float64Array;
  private readonly delays: Float64Array;
  private readonly agents: Int32Array;
  private readonly topics: Int32Array;
  private readonly receiverCounts: Float64Array;
  private receivers = new Int32Array(64);
  private readonly correlations: Float64Array;
  private readonly causations: Float64Array;
  private receiverTotal = 0;
  private receiverNext = 0;
  private lastTime = Number.MIN_SAFE_INTEGER;

  constructor(capacity: number) {
    this.types = new Int32Array(capacity);
    this.times = new Float64Array(capacity);
    this.delays = new Float64Array(capacity);
    this.agents = new Int32Array(capacity);
    this.topics = new Int32Array(capacity);
    this.receiverCounts = new Float64Array(capacity);
    this.correlations = new Float64Array(capacity);
    this.causations = new Float64Array(capacity);
  }

  /** Throws `append-refused` unless the event continues the log. */
  check(event: Recorded, firstOffset: number, version: number): void {
    const { offset, time, deliverAt, correlation, causation } = event;
    const expected = firstOffset + this.count;
    if (offset !== expected) throw refused(event, `its offset is the next one, ${expected} (found ${offset})`);
    if (event.version !== version) throw refused(event, `its version is ${version} (found ${event.version})`);
    if (!Number.isSafeInteger(time) || time < this.lastTime) throw refused(event, `its time is a whole number and does not go back (found ${time})`);
    if (!Number.isSafeInteger(deliverAt) || deliverAt <= time) throw refused(event, `it is heard later than it was said (found ${deliverAt})`);
    if (!isReference(correlation, offset)) throw refused(event, `its correlation is an offset not after its own, or -1 (found ${correlation})`);
    if (!isReference(causation, offset) || causation === offset) throw refused(event, `its causation is an earlier offset, or -1 (found ${causation})`);
  }

  /** Puts the envelope into the next row, which counts only once it is committed. */
  stageRow(event: Recorded, type: number, pool: TextPool): void {
    const row = this.count;
    const { offset, time, correlation, causation, to } = event;
    this.types[row] = type;
    this.times[row] = time;
    this.delays[row] = event.deliverAt - time;
    this.agents[row] = pool.numberOf(event.agent);
    this.topics[row] = pool.numberOf(event.topic);
    this.correlations[row] = correlation === NO_CAUSE ? 0 : offset - correlation + 1;
    this.causations[row] = causation === NO_CAUSE ? 0 : offset - causation;
    this.receiverCounts[row] = to.length;
    this.receiverNext = this.receiverTotal;
    if (to.length > 0) this.stageReceivers(to, pool);
  }

  commitRow(): void {
    this.lastTime = this.times[this.count];
    this.receiverTotal = this.receiverNext;
    this.count += 1;
  }

  /** Returns, each once, the correlations of this block's events with events before it. */
  earlierCorrelations(firstOffset: number): readonly number[] {
    const found = new Set<number>();
    for (let row = 0; row < this.count; row += 1) {
      // A distance of 1 is the event itself, so one of `row + 1` is the first of the block.
      if (this.correlations[row] > row + 1) found.add(firstOffset + row - this.correlations[row] + 1);
    }
    return [...found];
  }

  clear(): void {
    this.count = 0;
    this.receiverTotal = 0;
  }

  timeAt(row: number): number {
    return this.times[row];
  }

  /** Returns the type of each row as a code in order of first appearance, and the types by code. */
  typeCodes(): { readonly codes: Int32Array; readonly distinct: number[] } {
    const codes = new Int32Array(this.count);
    const codeOf = new Map<number, number>();
    for (let row = 0; row < this.count; row += 1) {
      const type = this.types[row];
      let code = codeOf.get(type);
      if (code === undefined) {
        code = codeOf.size;
        codeOf.set(type, code);
      }
      codes[row] = code;
    }
    return { codes, distinct: [...codeOf.keys()] };
  }

  /** Writes all columns but the types, and returns the agents' places in the block's table of texts. */
  write(out: ByteWriter, numbering: TextNumbering): readonly number[] {
    const { count } = this;
    writeIntegers(out, this.times, count);
    writeIntegers(out, this.delays, count);
    const agents = writeTexts(out, { values: this.agents, count }, numbering);
    writeTexts(out, { values: this.topics, count }, numbering);
    writeIntegers(out, this.receiverCounts, count);
    writeTexts(out, { values: this.receivers, count: this.receiverTotal }, numbering);
    writeIntegers(out, this.correlations, count);
    writeIntegers(out, this.causations, count);
    return agents;
  }

  private stageReceivers(to: readonly string[], pool: TextPool): void {
    if (this.receiverTotal + to.length > this.receivers.length) {
      const bigger = new Int32Array((this.receiverTotal + to.length) * 2);
      bigger.set(this.receivers);
      this.receivers = bigger;
    }
    for (const agent of to) {
      this.receivers[this.receiverNext] = pool.numberOf(agent);
      this.receiverNext += 1;
    }
  }
}

function isReference(value: number, offset: number): boolean {
  return Number.isSafeInteger(value) && value >= NO_CAUSE && value <= offset;
}

function refused(event: Recorded, rule: string): HivetapeError {
  return new HivetapeError('append-refused', `${event.type} continues the log: ${rule}.`, { place: { offset: event.offset } });
}
