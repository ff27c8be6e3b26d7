/**
 * A log as it stood when it was opened: the parent's prefix, if it is a fork, and its own blocks. Reads
 * one block at a time, so memory stays flat however long the log is.
 */
import { Observable, type Subscriber } from 'rxjs';
import { assert } from '../core/assert.js';
import type { Json } from '../core/canonical.js';
import type { Recorded } from '../core/event.js';
import { BlockDecoder } from './block-decoder.js';
import { BlockEncoder, EVENTS_PER_BLOCK, type BlockContent } from './block-encoder.js';
import { chainNext, chainStart, fingerprintOf, type ChainHead } from './chain.js';
import { isSelected } from './event-selection.js';
import type { KeptLog, ShelvedRun } from './run-shelf.js';
import type { EventRange, RunLog, RunManifest, RunState } from './run-store.js';
import type { SealedPayloads } from './sealed-payloads.js';
import type { SideFiles } from './side-files.js';
import type { TypeLayouts } from './type-layouts.js';

export class LogView implements RunLog {
  readonly manifest: RunManifest;
  readonly label: string | undefined;
  readonly environment: Json;
  readonly state: RunState;
  readonly cutBytes: number;
  readonly side: SideFiles | undefined;
  readonly count: number;
  readonly fingerprint: string;
  /** First offset of the log's own blocks. */
  readonly ownFrom: number;

  constructor(
    readonly run: ShelvedRun,
    private readonly layouts: TypeLayouts,
    readonly parent: LogView | undefined,
    private readonly seals: SealedPayloads,
  ) {
    this.manifest = run.manifest;
    this.label = run.label;
    this.environment = run.environment;
    this.state = run.state;
    this.cutBytes = run.cutBytes;
    this.side = run.side;
    this.ownFrom = run.manifest.parent?.at ?? 0;
    this.count = this.looseFrom + run.loose.length;
    this.fingerprint = run.loose.length === 0 ? fingerprintOf(this.headBefore(run.blocks.length)) : this.prefixFingerprint(this.count);
  }

  /** Time of the last own event; `undefined` if there is none. */
  get lastTime(): number | undefined {
    return this.run.loose.at(-1)?.time ?? this.run.blocks.at(-1)?.content.lastTime;
  }

  *events(range: EventRange = {}): IterableIterator<Recorded> {
    for (const batch of this.batches(range)) yield* batch;
  }

  read(range: EventRange = {}): Observable<Recorded> {
    return new Observable((subscriber) => {
      try {
        for (const batch of this.batches(range)) {
          if (!pushAll(batch, subscriber)) return;
        }
        subscriber.complete();
      } catch (error) {
        subscriber.error(error);
      }
    });
  }

  prefixFingerprint(at: number): string {
    assert(Number.isSafeInteger(at) && at >= 0 && at <= this.count, 'A prefix ends inside the log', { at, count: this.count });
    if (this.parent !== undefined && at < this.ownFrom) return this.parent.prefixFingerprint(at);
    const index = Math.floor((at - this.ownFrom) / EVENTS_PER_BLOCK);
    const from = this.ownFrom + index * EVENTS_PER_BLOCK;
    const head = this.headBefore(index);
    if (at === from) return fingerprintOf(head);
    const encoder = new BlockEncoder(this.layouts, from, true);
    for (const event of this.eventsOfBlock(index).slice(0, at - from)) encoder.add(event);
    return fingerprintOf(chainNext(head, encoder.encode().bytes));
  }

  /** Returns what stays of this log when it is written on from offset `to`. */
  keptTo(to: number): KeptLog & { readonly head: ChainHead } {
    assert(Number.isSafeInteger(to) && to >= this.ownFrom && to <= this.count, 'A log is resumed at an offset of its own', { to, from: this.ownFrom, count: this.count });
    const number = Math.min(this.run.blocks.length, Math.floor((to - this.ownFrom) / EVENTS_PER_BLOCK));
    const from = this.ownFrom + number * EVENTS_PER_BLOCK;
    const before = number === 0 ? undefined : this.run.blocks[number - 1];
    return {
      from,
      head: this.headBefore(number),
      pending: [...this.ownEvents({ from, to, asWritten: true })],
      last: before && { file: before.file, end: before.end, number: number - 1 },
    };
  }

  private *ownEvents(range: EventRange): IterableIterator<Recorded> {
    for (const batch of this.ownBatches(range)) yield* batch;
  }

  /** Gives the events of a range in arrays, one for each block that has any. */
  private *batches(range: EventRange): IterableIterator<readonly Recorded[]> {
    const { parent, ownFrom } = this;
    const inherited = parent !== undefined && (range.from ?? 0) < ownFrom;
    const prefix = { ...range, to: Math.min(range.to ?? ownFrom, ownFrom) };
    if (inherited && range.backwards !== true) yield* parent.batches(prefix);
    yield* this.ownBatches(range);
    if (inherited && range.backwards === true) yield* parent.batches(prefix);
  }

  private *ownBatches(range: EventRange): IterableIterator<readonly Recorded[]> {
    for (const batch of this.writtenBatches(range)) yield range.asWritten === true ? batch : this.layouts.upcast(this.seals.opened(batch, this.manifest, range.sealed ?? 'refuse'));
  }

  private *writtenBatches(range: EventRange): IterableIterator<Recorded[]> {
    const { blocks, loose } = this.run;
    const decoder = new BlockDecoder(this.layouts);
    const types = range.types === undefined ? undefined : new Set(range.types);
    const isWanted = types === undefined ? undefined : (type: string): boolean => types.has(type);
    const isInside = isSelected(range);
    const mayHold = holderTest(range, this.run);
    const looseFirst = loose.length > 0 && range.backwards === true;
    if (looseFirst) yield loose.filter(isInside).reverse();
    for (let step = 0; step < blocks.length; step += 1) {
      const index = range.backwards === true ? blocks.length - 1 - step : step;
      const { content } = blocks[index];
      if (!mayHold(content, index)) continue;
      const { events } = decoder.decode(this.run.load(index), isWanted);
      const chosen = isAllInside(content, range) ? events : events.filter(isInside);
      yield range.backwards === true ? chosen.reverse() : chosen;
    }
    if (loose.length > 0 && !looseFirst) yield loose.filter(isInside);
  }

  private eventsOfBlock(index: number): readonly Recorded[] {
    if (index === this.run.blocks.length) return this.run.loose;
    return new BlockDecoder(this.layouts).decode(this.run.load(index)).events;
  }

  private get looseFrom(): number {
    const last = this.run.blocks.at(-1)?.content;
    return last === undefined ? this.ownFrom : last.firstOffset + last.count;
  }

  private headBefore(block: number): ChainHead {
    return block === 0 ? chainStart(this.manifest) : this.run.blocks[block - 1].head;
  }
}

/** Returns false once nobody listens any more. */
function pushAll(batch: readonly Recorded[], subscriber: Subscriber<Recorded>): boolean {
  for (const event of batch) {
    if (subscriber.closed) return false;
    subscriber.next(event);
  }
  return !subscriber.closed;
}

/** Returns whether a block can hold an event of the range, as far as headers and the index tell. */
function holderTest(range: EventRange, { index }: ShelvedRun): (content: BlockContent, block: number) => boolean {
  const { correlation } = range;
  if (correlation === undefined) return (content) => headerAllows(content, range);
  const answering = index && new Set(index().blocksOf(correlation));
  return (content, block) => {
    const { firstOffset, count } = content;
    if (correlation >= firstOffset + count) return false;
    return (correlation >= firstOffset || answering === undefined || answering.has(block)) && headerAllows(content, range);
  };
}

function headerAllows(content: BlockContent, range: EventRange): boolean {
  const { firstOffset, count, firstTime, lastTime, types, agents } = content;
  if (firstOffset >= (range.to ?? Infinity) || firstOffset + count <= (range.from ?? 0)) return false;
  if (firstTime >= (range.toTime ?? Infinity) || lastTime < (range.fromTime ?? -Infinity)) return false;
  if (range.types !== undefined && !types.some((type) => range.types?.includes(type))) return false;
  return range.agents === undefined || agents === undefined || agents.some((agent) => range.agents?.includes(agent));
}

/** Whether nothing needs to be looked at one by one; types were chosen while decoding. */
function isAllInside({ firstOffset, count, firstTime, lastTime }: BlockContent, range: EventRange): boolean {
  const { from = 0, to = Infinity, fromTime = -Infinity, toTime = Infinity, agents, topic, correlation } = range;
  return agents === undefined && topic === undefined && correlation === undefined && firstOffset >= from && firstOffset + count <= to && firstTime >= fromTime && lastTime < toTime;
}
