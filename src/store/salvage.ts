/**
 * Saves what can be read of a damaged log: the sound beginning becomes an incomplete run of its own, whose
 * fingerprint is that of the same prefix of the run. The damaged one stays as it is.
 */
import { canonicalJson, type Json } from '../core/canonical.js';
import { isHivetapeError } from '../core/errors.js';
import type { Recorded } from '../core/event.js';
import { BlockDecoder } from './block-decoder.js';
import { BlockEncoder, EVENTS_PER_BLOCK } from './block-encoder.js';
import { chainNext, chainStart, fingerprintOf, type ChainHead } from './chain.js';
import { eventsFollowing } from './loose-events.js';
import type { RunPieces, RunShelf } from './run-shelf.js';
import type { Salvage } from './run-store.js';
import type { TypeLayouts } from './type-layouts.js';

const SALVAGED = '.salvaged-';

interface SoundBeginning {
  /** How many of the pieces it takes. */
  readonly blocks: number;
  readonly head: ChainHead;
  readonly count: number;
}

/** Returns `undefined` if there is no such run. Throws `log-damaged` where not even the manifest can be read. */
export function salvageRun(shelf: RunShelf, name: string, layouts: TypeLayouts): Salvage | undefined {
  const pieces = shelf.piecesOf(name);
  if (pieces === undefined) return undefined;
  const beginning = soundBeginning(pieces, layouts);
  const loose = looseAfter(pieces, beginning);
  const head = headAfter(beginning, loose, layouts);
  const events = beginning.count + loose.length;
  const lost = lostOf(pieces, { beginning, events });
  const fingerprint = fingerprintOf(head);
  const saved = `${name}${SALVAGED}${fingerprint.slice(-8)}`;
  const unlock = shelf.lock(saved);
  try {
    const slot = shelf.begin(saved, { manifest: pieces.manifest, label: pieces.label, environment: undefined });
    for (const { block, load } of pieces.blocks.slice(0, beginning.blocks)) slot.put({ content: block.content, head: block.head, bytes: load() });
    if (loose.length > 0) slot.put({ ...encoded(loose, layouts), head });
    slot.close({ salvagedFrom: name, lost: { ...lost } as Json }, undefined);
  } finally {
    unlock();
  }
  return { runId: saved as Salvage['runId'], events, fingerprint, lost };
}

/** Walks the pieces as long as they are dense, chained, and hold what their headers say. */
function soundBeginning({ manifest, blocks }: RunPieces, layouts: TypeLayouts): SoundBeginning {
  const decoder = new BlockDecoder(layouts);
  let head = chainStart(manifest);
  let next = manifest.parent?.at ?? 0;
  let before = EVENTS_PER_BLOCK;
  for (const [index, { block, load }] of blocks.entries()) {
    const after = before === EVENTS_PER_BLOCK && block.content.firstOffset === next ? headOfSound({ block, load }, head, decoder) : undefined;
    if (after === undefined) return { blocks: index, head, count: next };
    head = after;
    before = block.content.count;
    next += before;
  }
  return { blocks: blocks.length, head, count: next };
}

function headOfSound({ block, load }: RunPieces['blocks'][number], before: ChainHead, decoder: BlockDecoder): ChainHead | undefined {
  try {
    const bytes = load();
    const after = chainNext(before, bytes);
    if (fingerprintOf(after) !== fingerprintOf(block.head)) return undefined;
    return canonicalJson(decoder.decode(bytes).content) === canonicalJson(block.content) ? after : undefined;
  } catch (error) {
    if (isHivetapeError(error) && error.code === 'log-damaged') return undefined;
    throw error;
  }
}

/** Events that were acknowledged one by one go on after a full block. */
function looseAfter({ tail, blocks }: RunPieces, { count, blocks: taken }: SoundBeginning): readonly Recorded[] {
  const isWhole = taken === 0 || blocks[taken - 1].block.content.count === EVENTS_PER_BLOCK;
  return isWhole ? eventsFollowing(tail, count) : [];
}

function headAfter({ head }: SoundBeginning, loose: readonly Recorded[], layouts: TypeLayouts): ChainHead {
  return loose.length === 0 ? head : chainNext(head, encoded(loose, layouts).bytes);
}

function encoded(loose: readonly Recorded[], layouts: TypeLayouts): ReturnType<BlockEncoder['encode']> {
  const encoder = new BlockEncoder(layouts, loose[0].offset, true);
  for (const event of loose) encoder.add(event);
  return encoder.encode();
}

function lostOf({ blocks, seal, bytes }: RunPieces, { beginning, events }: { readonly beginning: SoundBeginning; readonly events: number }): Salvage['lost'] {
  const later = blocks.slice(beginning.blocks);
  const kept = blocks.slice(0, beginning.blocks).reduce((sum, { block }) => sum + block.end - block.position, 0);
  return {
    firstOffset: events,
    events: seal === undefined ? undefined : seal.events - events,
    bytes: bytes - kept,
    laterBlocks: later.length,
    laterEvents: later.reduce((sum, { block }) => sum + block.content.count, 0),
  };
}
