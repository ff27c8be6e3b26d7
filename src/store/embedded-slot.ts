/**
 * Writes one run into its directory. Frames gather in memory and go out together; when they are on the
 * disk for certain is the durability mode's business, never the fingerprint's.
 */
import type { Json } from '../core/canonical.js';
import type { Recorded } from '../core/event.js';
import { GrowingFile, pathIn, removeTree, syncDirectory } from '../host/log-files.js';
import { BlockEncoder } from './block-encoder.js';
import { frameOf, type BlockCompression, type FrameInput } from './block-frame.js';
import type { RunSlot } from './run-shelf.js';
import type { RunManifest, RunSeal } from './run-store.js';
import { sealRecord, writeRecord } from './run-records.js';
import { segmentName } from './segment-scan.js';
import type { TypeLayouts } from './type-layouts.js';

/**
 * `memory`: nothing is forced out. `batch`: forced out when writing ends; a crash of the process loses at
 * most what was buffered. `every`: each event is on the disk before `append` returns.
 */
export type Durability = 'memory' | 'batch' | 'every';

export interface EmbeddedOptions {
  readonly durability: Durability;
  readonly compression: BlockCompression;
  /** A segment file that has reached this size is followed by the next. */
  readonly segmentBytesMax: number;
  /** Frames are written out when so much has gathered. */
  readonly bufferBytesMax: number;
}

export const TAIL_FILE = 'tail.blocks';
const NO_HEAD = new Uint8Array(32);

export class EmbeddedSlot implements RunSlot {
  private segment: GrowingFile;
  private segmentNumber = 0;
  private buffered: Uint8Array[] = [];
  private bufferedBytes = 0;
  private tail: { readonly file: GrowingFile; readonly encoder: BlockEncoder } | undefined;

  private readonly directory: string;
  private readonly manifest: RunManifest;
  private readonly options: EmbeddedOptions;
  private readonly layouts: TypeLayouts;

  constructor(run: { directory: string; manifest: RunManifest; options: EmbeddedOptions; layouts: TypeLayouts }) {
    this.directory = run.directory;
    this.manifest = run.manifest;
    this.options = run.options;
    this.layouts = run.layouts;
    this.segment = this.openSegment();
  }

  put(block: FrameInput): void {
    const { compression, segmentBytesMax, bufferBytesMax, durability } = this.options;
    if (this.segment.size + this.bufferedBytes >= segmentBytesMax) this.rollSegment();
    for (const part of frameOf(block, { kind: 'block', compression })) {
      this.buffered.push(part);
      this.bufferedBytes += part.length;
    }
    if (durability === 'every') this.settleTail();
    else if (this.bufferedBytes >= bufferBytesMax) this.flush();
  }

  acknowledge(event: Recorded): void {
    if (this.options.durability !== 'every') return;
    this.tail ??= { file: new GrowingFile(pathIn(this.directory, TAIL_FILE)), encoder: new BlockEncoder(this.layouts, event.offset) };
    const { file, encoder } = this.tail;
    encoder.add(event);
    file.append(frameOf({ ...encoder.encode(), head: NO_HEAD }, { kind: 'loose', compression: 'none' }));
    file.sync();
    encoder.clear();
  }

  flush(): void {
    if (this.buffered.length === 0) return;
    this.segment.append(this.buffered);
    this.buffered = [];
    this.bufferedBytes = 0;
  }

  close(environment: Json, seal: RunSeal | undefined): void {
    const { durability, compression } = this.options;
    const sync = durability !== 'memory';
    this.flush();
    if (sync) this.segment.sync();
    this.segment.close();
    this.tail?.file.close();
    writeRecord(this.directory, 'environment', { value: { environment, durability, compression }, sync });
    if (seal !== undefined) writeRecord(this.directory, 'head', { value: sealRecord(this.manifest, seal), sync });
    if (this.tail !== undefined) removeTree(pathIn(this.directory, TAIL_FILE));
  }

  /** The block is on the disk before its events are taken off the tail. */
  private settleTail(): void {
    this.flush();
    this.segment.sync();
    this.tail?.file.empty();
  }

  private rollSegment(): void {
    this.flush();
    if (this.options.durability !== 'memory') this.segment.sync();
    this.segment.close();
    this.segmentNumber += 1;
    this.segment = this.openSegment();
  }

  private openSegment(): GrowingFile {
    const file = new GrowingFile(pathIn(this.directory, segmentName(this.segmentNumber)));
    if (this.options.durability !== 'memory') syncDirectory(this.directory);
    return file;
  }
}
