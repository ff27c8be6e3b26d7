/**
 * Writes one run into its directory. Frames gather in memory and go out together; when they are on the
 * disk for certain is the durability mode's business, never the fingerprint's. After the first failure of
 * the machine nothing more is written: what lies there stays a valid prefix.
 */
import type { Json } from '../core/canonical.js';
import { isHivetapeError } from '../core/errors.js';
import type { Recorded } from '../core/event.js';
import { pathIn, type GrowingFile, type LogFiles } from '../host/log-files.js';
import { BlockEncoder, type EncodedBlock } from './block-encoder.js';
import { frameOf, type BlockCompression } from './block-frame.js';
import { CorrelationPairs, INDEX_FILE } from './correlation-index.js';
import type { FinishedBlock, RunSlot } from './run-shelf.js';
import type { RunManifest, RunSeal } from './run-store.js';
import { sealRecord, writeRecord } from './run-records.js';
import { segmentName } from './segment-scan.js';
import type { TypeLayouts } from './type-layouts.js';

/**
 * `memory`: nothing is forced out. `batch`: handed to the system as it gathers, forced out once a second
 * and when writing ends; a crash of the process loses at most what was buffered, and nothing of what was
 * committed; a power cut leaves a valid prefix. `every`: each event is on the disk before `append` returns.
 */
export type Durability = 'memory' | 'batch' | 'every';

export interface EmbeddedOptions {
  readonly durability: Durability;
  readonly compression: BlockCompression;
  /** A segment file that has reached this size is followed by the next. */
  readonly segmentBytesMax: number;
  /** Frames are written out when so much has gathered. */
  readonly bufferBytesMax: number;
  /** Frames are written out when the last time was so long ago, looked at once for each block. */
  readonly flushMsMax: number;
  /** In the mode `batch` what was written is forced out when the last time was so long ago. */
  readonly syncMsMax: number;
  /** Goes forward only; from any beginning. */
  readonly clockMs: () => number;
  readonly files: LogFiles;
}

export interface SlotPlace {
  readonly directory: string;
  readonly manifest: RunManifest;
  readonly options: EmbeddedOptions;
  readonly layouts: TypeLayouts;
}

export const TAIL_FILE = 'tail.blocks';
/** Loose events stand outside the chain. */
export const NO_HEAD = new Uint8Array(32);

export class EmbeddedSlot implements RunSlot {
  safeTo: number;
  readonly acknowledge?: (event: Recorded) => void;
  private segment: GrowingFile;
  private segmentNumber: number;
  private buffered: Uint8Array[] = [];
  private bufferedBytes = 0;
  private bufferedTo: number;
  private tail: GrowingFile | undefined;
  private tailEncoder: BlockEncoder | undefined;
  private flushedAtMs: number;
  private syncedAtMs: number;
  private failure: unknown;
  /** Until a block comes of which nobody knows what it speaks of. */
  private pairs: CorrelationPairs | undefined = new CorrelationPairs();
  private blocks = 0;

  /** `segment` is the number of the segment to go on in, of a run that was cut short. */
  constructor(
    private readonly place: SlotPlace,
    resumed?: { readonly segment: number; readonly safeTo: number },
  ) {
    const { options, directory } = place;
    const { segment, safeTo } = resumed ?? { segment: 0, safeTo: place.manifest.parent?.at ?? 0 };
    if (resumed !== undefined) this.pairs = undefined;
    if (options.durability === 'every') this.acknowledge = (event) => this.keepEvent(event);
    this.safeTo = safeTo;
    this.bufferedTo = safeTo;
    this.segmentNumber = segment;
    this.segment = this.openSegment();
    const tail = pathIn(directory, TAIL_FILE);
    if (options.files.pathExists(tail)) this.tail = options.files.openGrowing(tail);
    this.flushedAtMs = options.clockMs();
    this.syncedAtMs = this.flushedAtMs;
  }

  put(block: FinishedBlock): void {
    this.whileSound(() => {
      this.gather(block);
      const { compression, segmentBytesMax, bufferBytesMax } = this.place.options;
      if (this.segment.size + this.bufferedBytes >= segmentBytesMax) this.rollSegment();
      for (const part of frameOf(block, { kind: 'block', compression })) {
        this.buffered.push(part);
        this.bufferedBytes += part.length;
      }
      this.bufferedTo = block.content.firstOffset + block.content.count;
      if (this.tail !== undefined) this.settleTail(this.tail);
      else if (this.bufferedBytes >= bufferBytesMax) this.writeBuffered();
      else this.keepTime();
    });
  }

  flush(): void {
    this.whileSound(() => this.writeBuffered());
  }

  commit(unfinished: EncodedBlock | undefined): void {
    if (this.place.options.durability === 'every') return;
    this.whileSound(() => {
      this.writeBuffered();
      if (unfinished === undefined) return;
      this.appendLoose(unfinished);
      this.safeTo = unfinished.content.firstOffset + unfinished.content.count;
    });
  }

  close(environment: Json, seal: RunSeal | undefined): void {
    this.whileSound(() => {
      const { directory, manifest, options } = this.place;
      const { durability, compression, files } = options;
      const sync = durability !== 'memory';
      this.writeBuffered();
      if (sync) this.segment.sync();
      if (seal !== undefined) this.writeIndex(seal.fingerprint);
      writeRecord(files, directory, { name: 'environment', value: { environment, durability, compression }, sync });
      if (seal !== undefined) writeRecord(files, directory, { name: 'head', value: sealRecord(manifest, seal), sync });
      this.closeFiles();
      if (this.tail !== undefined) files.removeTree(pathIn(directory, TAIL_FILE));
    });
  }

  private keepEvent(event: Recorded): void {
    this.whileSound(() => {
      this.tailEncoder ??= new BlockEncoder(this.place.layouts, event.offset, true);
      this.tailEncoder.add(event);
      this.appendLoose(this.tailEncoder.encode()).sync();
      this.tailEncoder.clear();
      this.safeTo = event.offset + 1;
    });
  }

  /** A failed write or sync may have left anything: nothing is tried again on the same file. */
  private whileSound(work: () => void): void {
    if (this.failure !== undefined) throw this.failure;
    try {
      work();
    } catch (error) {
      this.failure = error;
      try {
        this.closeFiles();
      } catch {
        // The first failure is the one to tell.
      }
      throw error;
    }
  }

  private gather({ earlierCorrelations }: FinishedBlock): void {
    if (earlierCorrelations === undefined) this.pairs = undefined;
    this.pairs?.add(this.blocks, earlierCorrelations ?? []);
    this.blocks += 1;
  }

  /** Where it cannot be written it is made again by whoever needs it. */
  private writeIndex(fingerprint: string): void {
    if (this.pairs === undefined) return;
    const { directory, options } = this.place;
    try {
      options.files.writeBytesAtomically(pathIn(directory, INDEX_FILE), [this.pairs.bytes(fingerprint)], { sync: false });
    } catch (error) {
      if (!isHivetapeError(error)) throw error;
    }
  }

  private closeFiles(): void {
    this.segment.close();
    this.tail?.close();
  }

  private appendLoose(block: EncodedBlock): GrowingFile {
    this.tail ??= this.openFile(TAIL_FILE);
    this.tail.append(frameOf({ ...block, head: NO_HEAD }, { kind: 'loose', compression: 'none' }));
    return this.tail;
  }

  private writeBuffered(): void {
    if (this.buffered.length === 0) return;
    this.segment.append(this.buffered);
    this.buffered = [];
    this.bufferedBytes = 0;
    if (this.bufferedTo > this.safeTo) this.safeTo = this.bufferedTo;
    this.flushedAtMs = this.place.options.clockMs();
  }

  /** So that little is lost of a run that speaks seldom. */
  private keepTime(): void {
    const { clockMs, flushMsMax, syncMsMax, durability } = this.place.options;
    const nowMs = clockMs();
    if (nowMs - this.flushedAtMs < flushMsMax) return;
    this.writeBuffered();
    if (durability === 'memory' || nowMs - this.syncedAtMs < syncMsMax) return;
    this.segment.sync();
    this.syncedAtMs = nowMs;
  }

  /** The block is on the disk before its events are taken off the tail. */
  private settleTail(tail: GrowingFile): void {
    this.writeBuffered();
    this.segment.sync();
    tail.empty();
  }

  private rollSegment(): void {
    this.writeBuffered();
    if (this.place.options.durability !== 'memory') this.segment.sync();
    this.segment.close();
    this.segmentNumber += 1;
    this.segment = this.openSegment();
  }

  private openSegment(): GrowingFile {
    return this.openFile(segmentName(this.segmentNumber));
  }

  /** A new file is there after a power cut only once its name is on the disk. */
  private openFile(name: string): GrowingFile {
    const { directory, options } = this.place;
    const file = options.files.openGrowing(pathIn(directory, name));
    if (options.durability !== 'memory') options.files.syncDirectory(directory);
    return file;
  }
}
