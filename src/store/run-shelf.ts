/**
 * Where finished blocks of runs lie: in memory or in files. A shelf keeps bytes under names and knows
 * nothing of events; the rules of a store (one writer, forks, executing again) stand above it, once.
 */
import type { Json } from '../core/canonical.js';
import type { Recorded } from '../core/event.js';
import type { BlockContent, EncodedBlock } from './block-encoder.js';
import type { ChainHead } from './chain.js';
import type { CorrelationIndex } from './correlation-index.js';
import type { SideFiles } from './side-files.js';
import type { RunManifest, RunSeal, RunState } from './run-store.js';

/** A block and the chain head after it. */
export interface ChainedBlock {
  readonly content: BlockContent;
  readonly head: ChainHead;
  readonly file: string;
  /** First byte of the block in its file. */
  readonly position: number;
  /** First byte after it. */
  readonly end: number;
}

export interface ShelvedRun {
  readonly manifest: RunManifest;
  readonly label: string | undefined;
  readonly environment: Json;
  readonly state: RunState;
  readonly seal: RunSeal | undefined;
  readonly blocks: readonly ChainedBlock[];
  /** Events that were made durable before their block was full; they follow the last block. */
  readonly loose: readonly Recorded[];
  readonly cutBytes: number;
  /** Answers which blocks, besides that of an offset itself, hold events of the chain it began; absent: nobody knows. */
  readonly index?: () => CorrelationIndex;
  /** Where snapshots of this log lie. */
  readonly side?: SideFiles;
  /** Returns the canonical bytes of the block of that number, its check sum verified. Throws `log-damaged`. */
  load(block: number): Uint8Array;
}

/** What a run begins with. */
export interface RunBeginning {
  readonly manifest: RunManifest;
  readonly label: string | undefined;
  readonly environment: Json | undefined;
}

/** What of an incomplete run is kept when it is written on. */
export interface KeptLog {
  /** The last full block that is kept, and where it ends in its file. */
  readonly last: { readonly file: string; readonly end: number; readonly number: number } | undefined;
  /** Offset after the last full block. */
  readonly from: number;
  /** The events from there on, less than a block. */
  readonly pending: readonly Recorded[];
}

/** What can be read of a run that may be damaged. */
export interface RunPieces {
  readonly manifest: RunManifest;
  readonly label: string | undefined;
  /** `undefined` if there is none, or none that can be read. */
  readonly seal: RunSeal | undefined;
  /** Every block whose own check sums hold, in the order in which they lie. */
  readonly blocks: readonly { readonly block: ChainedBlock; readonly load: () => Uint8Array }[];
  /** Events that were made durable before their block was full, in the order in which they were. */
  readonly tail: readonly Recorded[];
  /** Size of all that lies there, sound or not. */
  readonly bytes: number;
}

export interface FinishedBlock {
  readonly content: BlockContent;
  readonly head: ChainHead;
  /** Canonical. */
  readonly bytes: Uint8Array;
  /** Offsets before the block that began what its events belong to; absent: not looked at. */
  readonly earlierCorrelations?: readonly number[];
}

/** Where one run is being written. After a failure of the machine every call throws it again. */
export interface RunSlot {
  /** Events below this offset outlive this process, as far as the shelf promises anything. */
  readonly safeTo: number;
  /** Keeps a finished block. */
  put(block: FinishedBlock): void;
  /** Called after each event; only a shelf that promises durability of every single event has it. */
  readonly acknowledge?: (event: Recorded) => void;
  /** Makes what was put visible to readers. */
  flush(): void;
  /** Lets what was put, and the block in the making, outlive this process. */
  commit(unfinished: EncodedBlock | undefined): void;
  /** Ends the writing; without a seal the run is incomplete. */
  close(environment: Json, seal: RunSeal | undefined): void;
}

export interface RunShelf {
  /** In any order, everything that was begun and not removed. */
  names(): readonly string[];
  has(name: string): boolean;
  manifestOf(name: string): RunManifest | undefined;
  labelOf(name: string): string | undefined;
  /** Returns how a finished run ended, without looking at its blocks. */
  sealOf(name: string): RunSeal | undefined;
  /** Returns what lies under a name. `known` is an earlier answer for the same running run, to go on from. Throws `log-damaged`. */
  find(name: string, known?: ShelvedRun): ShelvedRun | undefined;
  /** Returns all pieces of a run; `undefined` if there is none. Throws `log-damaged` if not even the manifest can be read. */
  piecesOf(name: string): RunPieces | undefined;
  begin(name: string, beginning: RunBeginning): RunSlot;
  /** Makes an incomplete run ready to be written on; `undefined` if there is none. */
  reopen(name: string, kept: KeptLog): RunSlot | undefined;
  /** Takes the one writer's lock of a run, and returns what gives it back. Throws `store-locked`. */
  lock(name: string): () => void;
  move(from: string, to: string): void;
  /** Puts another run in the place of one, in such a way that one of the two is always there. */
  replace(name: string, by: string): void;
  remove(name: string): void;
  /** Calls again and again, as long as somebody else may be writing; returns what ends it. */
  poll(look: () => void): () => void;
}
