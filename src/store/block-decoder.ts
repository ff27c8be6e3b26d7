/**
 * Turns the canonical bytes of a block back into events: full object literals, one hidden class per
 * type. Types that nobody asked for are stepped over, not taken apart.
 */
import type { AgentId } from '../core/brand.js';
import { NOBODY, NO_CAUSE, type Recorded } from '../core/event.js';
import { textOfBytes } from '../host/text-native.js';
import { broken, ByteReader } from './byte-reader.js';
import { AGENTS_NAMED_MAX, EVENTS_PER_BLOCK, type BlockContent } from './block-encoder.js';
import { ColumnStage } from './column-stage.js';
import { readCodes, readFlags, readIntegers, readNumbers, readTexts } from './read-columns.js';
import type { TypeLayout, TypeLayouts } from './type-layouts.js';

/** Rows that one block may hold in one scope; more is damage, not data. */
const ROWS_MAX = 1 << 24;

export interface DecodedBlock {
  readonly content: BlockContent;
  /** In order of offset. */
  readonly events: Recorded[];
}

interface Envelopes {
  readonly firstOffset: number;
  readonly count: number;
  readonly texts: readonly string[];
  readonly groups: readonly { readonly type: string; readonly version: number }[];
  readonly types: Int32Array;
  readonly times: Float64Array;
  readonly delays: Float64Array;
  readonly agents: Int32Array;
  readonly topics: Int32Array;
  readonly receiverCounts: Float64Array;
  readonly receivers: Int32Array;
  readonly correlations: Float64Array;
  readonly causations: Float64Array;
}

export class BlockDecoder {
  private readonly stages = new Map<TypeLayout, ColumnStage>();

  constructor(private readonly layouts: TypeLayouts) {}

  /** Returns the events of a block, or only those of the types wanted. Throws `log-damaged`, `event-type-unknown`. */
  decode(bytes: Uint8Array, isWanted: (type: string) => boolean = () => true): DecodedBlock {
    const from = new ByteReader(bytes);
    const envelopes = readEnvelopes(from);
    const readers = envelopes.groups.map(({ type, version }) => this.readGroup(from, { type, version, isWanted }));
    if (from.at !== bytes.length) throw broken('bytes after the last column');
    return { content: contentOf(envelopes), events: eventsOf(envelopes, readers) };
  }

  /** Returns, each once, the offsets before this block that began what its events belong to. Reads the envelopes alone. */
  earlierCorrelations(bytes: Uint8Array): readonly number[] {
    const { firstOffset, correlations } = readEnvelopes(new ByteReader(bytes));
    const found = new Set<number>();
    for (const [row, distance] of correlations.entries()) if (distance > row + 1) found.add(firstOffset + row - distance + 1);
    return [...found];
  }

  private readGroup(from: ByteReader, group: { type: string; version: number; isWanted: (type: string) => boolean }): GroupReader | undefined {
    const size = from.uint32();
    if (!group.isWanted(group.type)) {
      from.raw(size);
      return undefined;
    }
    const layout = this.layouts.ofVersion(group.type, group.version);
    const stage = this.stageOf(layout);
    return { layout, stage, fill: this.filler(from, { stage, layout, size }) };
  }

  private filler(from: ByteReader, { stage, layout, size }: { stage: ColumnStage; layout: TypeLayout; size: number }): (rows: number) => void {
    const own = new ByteReader(from.raw(size));
    return (rows) => {
      stage.clear();
      openScope(stage, 0, rows);
      for (const index of layout.layout.early) readColumn(own, stage, index);
      // Late columns are there only if a row has one of their fields.
      const hasLate = own.at !== size;
      for (const index of layout.layout.late) {
        if (hasLate) readColumn(own, stage, index);
        else skipColumn(stage, index);
      }
      if (own.at !== size) throw broken('a group of another length');
    };
  }

  private stageOf(layout: TypeLayout): ColumnStage {
    const known = this.stages.get(layout);
    if (known !== undefined) return known;
    const stage = new ColumnStage(layout.layout);
    this.stages.set(layout, stage);
    return stage;
  }
}

interface GroupReader {
  readonly layout: TypeLayout;
  readonly stage: ColumnStage;
  /** Reads the columns, once the number of rows is known. */
  readonly fill: (rows: number) => void;
}

function readColumn(own: ByteReader, stage: ColumnStage, index: number): void {
  const { kind, scope, opens } = stage.layout.columns[index];
  const count = stage.counts[scope];
  const values = stage.columns[index];
  if (kind === 'number') readNumbers(own, values as Float64Array, count);
  else if (kind === 'integer' || kind === 'length') readIntegers(own, values as Float64Array, count);
  else if (kind === 'text') readTexts(own, values as Int32Array, count);
  else readFlags(own, values as Uint8Array, count);
  if (opens !== undefined) openScope(stage, opens, sumOf(values, count));
}

/** No row has the field. */
function skipColumn(stage: ColumnStage, index: number): void {
  const { scope, opens } = stage.layout.columns[index];
  stage.columns[index].fill(0, 0, stage.counts[scope]);
  if (opens !== undefined) openScope(stage, opens, 0);
}

function openScope(stage: ColumnStage, scope: number, rows: number): void {
  if (!(rows >= 0 && rows <= ROWS_MAX)) throw broken(`${rows} rows`);
  stage.grow(scope, rows);
  stage.counts[scope] = rows;
}

function sumOf(values: ArrayLike<number>, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += values[i];
  return sum;
}

function readEnvelopes(from: ByteReader): Envelopes {
  const firstOffset = from.varint();
  const count = from.varint();
  if (count < 1 || count > EVENTS_PER_BLOCK) throw broken(`${count} events in a block`);
  const texts = readTable(from);
  const kinds = from.varint();
  if (kinds < 1 || kinds > count) throw broken(`${kinds} types in ${count} events`);
  const groups = Array.from({ length: kinds }, () => ({ type: textAt(texts, from.varint()), version: from.varint() }));
  const types = new Int32Array(count);
  readCodes(from, { values: types, count, distinct: kinds });

  const integers = (): Float64Array => {
    const values = new Float64Array(count);
    readIntegers(from, values, count);
    return values;
  };
  const places = (rows: number): Int32Array => {
    const values = new Int32Array(rows);
    readTexts(from, values, rows);
    return values;
  };
  const times = integers();
  const delays = integers();
  const agents = places(count);
  const topics = places(count);
  const receiverCounts = integers();
  const total = sumOf(receiverCounts, count);
  if (!(total >= 0 && total <= ROWS_MAX)) throw broken(`${total} receivers`);
  const receivers = places(total);
  return { firstOffset, count, texts, groups, types, times, delays, agents, topics, receiverCounts, receivers, correlations: integers(), causations: integers() };
}

function readTable(from: ByteReader): readonly string[] {
  const count = from.varint();
  if (count > from.bytes.length) throw broken(`${count} texts`);
  const texts: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const size = from.varint();
    const start = from.at;
    from.raw(size);
    texts.push(textOfBytes(from.bytes, start, start + size));
  }
  return texts;
}

function textAt(texts: readonly string[], place: number): string {
  const text = texts[place];
  if (text === undefined) throw broken('a text of no number');
  return text;
}

function contentOf({ firstOffset, count, times, groups, agents, texts }: Envelopes): BlockContent {
  const speakers = Array.from(new Set(agents), (place) => textAt(texts, place));
  return {
    firstOffset,
    count,
    firstTime: times[0],
    lastTime: times[count - 1],
    types: groups.map(({ type }) => type),
    agents: speakers.length > AGENTS_NAMED_MAX ? undefined : speakers,
  };
}

function eventsOf(envelopes: Envelopes, readers: readonly (GroupReader | undefined)[]): Recorded[] {
  const { count, types } = envelopes;
  const rows = new Int32Array(readers.length);
  for (let row = 0; row < count; row += 1) rows[types[row]] += 1;
  readers.forEach((reader, code) => reader?.fill(rows[code]));

  const events: Recorded[] = [];
  let receiver = 0;
  for (let row = 0; row < count; row += 1) {
    const reader = readers[types[row]];
    if (reader !== undefined) events.push(eventAt(envelopes, row, { reader, receiver }));
    receiver += envelopes.receiverCounts[row];
  }
  return events;
}

function eventAt(envelopes: Envelopes, row: number, { reader, receiver }: { reader: GroupReader; receiver: number }): Recorded {
  const { texts, times } = envelopes;
  const { layout } = reader;
  const offset = envelopes.firstOffset + row;
  const time = times[row];
  const receivers = envelopes.receiverCounts[row];
  const correlation = envelopes.correlations[row];
  const causation = envelopes.causations[row];
  return {
    offset,
    type: layout.type,
    version: layout.version,
    time,
    deliverAt: time + envelopes.delays[row],
    agent: texts[envelopes.agents[row]] as AgentId,
    topic: texts[envelopes.topics[row]],
    to: receivers === 0 ? NOBODY : receiversOf(envelopes, receiver, receivers),
    correlation: correlation === 0 ? NO_CAUSE : offset - correlation + 1,
    causation: causation === 0 ? NO_CAUSE : offset - causation,
    data: layout.read(reader.stage, texts),
  };
}

function receiversOf({ texts, receivers }: Envelopes, first: number, count: number): AgentId[] {
  const agents: AgentId[] = [];
  for (let i = first; i < first + count; i += 1) agents.push(texts[receivers[i]] as AgentId);
  return agents;
}
