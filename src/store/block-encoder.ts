/**
 * Takes events one by one into columns, and gives the canonical bytes of the block they make up. The
 * bytes are a pure function of the events and their offsets. An event that is refused leaves no trace.
 */
import { assert } from '../core/assert.js';
import type { Recorded } from '../core/event.js';
import { ByteWriter } from './byte-writer.js';
import { ColumnStage } from './column-stage.js';
import { EnvelopeStage } from './envelope-stage.js';
import { TextNumbering } from './text-numbering.js';
import { TextPool } from './text-pool.js';
import type { TypeLayout, TypeLayouts } from './type-layouts.js';
import { writeCodes, writeFlags, writeIntegers, writeNumbers, writeTexts } from './write-columns.js';

/** Events of a full block. Part of the format: boundaries are a function of offsets. */
export const EVENTS_PER_BLOCK = 1_000;

/** A header names at most so many agents, so that it stays small in a large swarm. */
export const AGENTS_NAMED_MAX = 64;

/** What the header of a block says of its events, so that a reader can pass over it. */
export interface BlockContent {
  readonly firstOffset: number;
  readonly count: number;
  readonly firstTime: number;
  readonly lastTime: number;
  /** In order of first appearance. */
  readonly types: readonly string[];
  /** In order of first appearance; `undefined` when there are more than {@link AGENTS_NAMED_MAX}. */
  readonly agents: readonly string[] | undefined;
}

export interface EncodedBlock {
  readonly content: BlockContent;
  readonly bytes: Uint8Array;
}

interface Group {
  readonly layout: TypeLayout;
  readonly stage: ColumnStage;
  readonly index: number;
}

export class BlockEncoder {
  private readonly pool = new TextPool();
  private readonly numbering = new TextNumbering();
  private readonly envelope = new EnvelopeStage(EVENTS_PER_BLOCK);
  private readonly groups: Group[] = [];
  private readonly groupOf = new Map<string, Group>();
  private readonly head = new ByteWriter(4096);
  private readonly body = new ByteWriter();

  /** `rewriting`: the events come out of a log, so versions before the current one are welcome. */
  constructor(
    private readonly layouts: TypeLayouts,
    private firstOffset: number,
    private readonly rewriting = false,
  ) {}

  get count(): number {
    return this.envelope.count;
  }

  get isFull(): boolean {
    return this.envelope.count === EVENTS_PER_BLOCK;
  }

  /** Throws `event-type-unknown`, `invalid-event`, `value-not-canonical`, `append-refused`. */
  add(event: Recorded): void {
    assert(!this.isFull, 'A full block takes no more events');
    const group = this.groupOf.get(event.type) ?? this.openGroup(event.type, event.type);
    if (this.rewriting && group.layout.version !== event.version) return this.addTo(this.groupOfVersion(event), event);
    this.addTo(group, event);
  }

  private addTo(group: Group, event: Recorded): void {
    this.envelope.check(event, this.firstOffset, group.layout.version);
    group.layout.check(event.data);
    try {
      this.envelope.stageRow(event, group.index, this.pool);
      group.layout.write(group.stage, event.data, this.pool.numberOf);
    } catch (error) {
      group.stage.forgetHalfRow();
      throw error;
    }
    this.envelope.commitRow();
  }

  /** Returns the block of what was added so far, and keeps it. */
  encode(): EncodedBlock {
    const { envelope, numbering, body, head } = this;
    assert(envelope.count > 0, 'A block holds at least one event');
    for (const { layout } of this.groups) this.pool.numberOf(layout.type);
    numbering.begin(this.pool.texts.length);
    body.length = 0;
    const types = this.writeTypes();
    const agents = envelope.write(body, numbering);
    for (const group of types) this.writeGroup(group);

    head.length = 0;
    head.varint(this.firstOffset);
    head.varint(envelope.count);
    this.writeTable();
    const bytes = new Uint8Array(head.length + body.length);
    bytes.set(head.taken());
    bytes.set(body.taken(), head.length);
    return { bytes, content: this.contentOf(types, agents) };
  }

  /** Returns, each once, the offsets before this block that began what its events belong to. */
  earlierCorrelations(): readonly number[] {
    return this.envelope.earlierCorrelations(this.firstOffset);
  }

  /** Begins the next block. */
  clear(): void {
    this.firstOffset += this.envelope.count;
    this.envelope.clear();
    for (const { stage } of this.groups) stage.clear();
    this.pool.trim();
  }

  private openGroup(key: string, type: string, version?: number): Group {
    const layout = version === undefined ? this.layouts.current(type) : this.layouts.ofVersion(type, version);
    const group = { layout, stage: new ColumnStage(layout.layout), index: this.groups.length };
    this.groups.push(group);
    this.groupOf.set(key, group);
    return group;
  }

  private groupOfVersion({ type, version }: Recorded): Group {
    const key = `${version} ${type}`;
    return this.groupOf.get(key) ?? this.openGroup(key, type, version);
  }

  private writeTypes(): Group[] {
    const { codes, distinct } = this.envelope.typeCodes();
    const { body } = this;
    body.varint(distinct.length);
    const groups = distinct.map((index) => this.groups[index]);
    for (const { layout } of groups) {
      body.varint(this.numbering.placeOf(this.pool.numberOf(layout.type)));
      body.varint(layout.version);
    }
    writeCodes(body, { codes, count: this.envelope.count, distinct: distinct.length });
    return groups;
  }

  private writeGroup({ layout, stage }: Group): void {
    const { body } = this;
    body.uint32(0);
    const start = body.length;
    for (const index of layout.layout.early) this.writeColumn(stage, index);
    if (stage.hasLate()) for (const index of layout.layout.late) this.writeColumn(stage, index);
    body.patchUint32(start - 4, body.length - start);
  }

  private writeColumn(stage: ColumnStage, index: number): void {
    const { body } = this;
    const { kind, scope } = stage.layout.columns[index];
    const values = stage.columns[index];
    const count = stage.counts[scope];
    if (kind === 'number') writeNumbers(body, values as Float64Array, count);
    else if (kind === 'integer' || kind === 'length') writeIntegers(body, values as Float64Array, count);
    else if (kind === 'text') writeTexts(body, { values: values as Int32Array, count }, this.numbering);
    else writeFlags(body, values as Uint8Array, count);
  }

  private writeTable(): void {
    const { table } = this.numbering;
    const texts = table.map((number) => this.pool.texts[number]);
    this.head.varint(texts.length);
    for (const text of texts) this.head.sizedText(text);
  }

  private contentOf(types: readonly Group[], agents: readonly number[]): BlockContent {
    const { envelope, firstOffset, numbering, pool } = this;
    return {
      firstOffset,
      count: envelope.count,
      firstTime: envelope.timeAt(0),
      lastTime: envelope.timeAt(envelope.count - 1),
      types: types.map(({ layout }) => layout.type),
      agents: agents.length > AGENTS_NAMED_MAX ? undefined : agents.map((place) => pool.texts[numbering.table[place]]),
    };
  }
}
