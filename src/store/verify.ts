/**
 * Walks the chain of a log without any agent: every byte is read, every header is compared with what it
 * describes, and the first block that is not what was written is named.
 */
import { canonicalJson } from '../core/canonical.js';
import { isHivetapeError } from '../core/errors.js';
import { BlockDecoder } from './block-decoder.js';
import { EVENTS_PER_BLOCK } from './block-encoder.js';
import { chainNext, chainStart, fingerprintOf, type ChainHead } from './chain.js';
import type { LogView } from './log-view.js';
import type { ChainedBlock } from './run-shelf.js';
import type { Verification, VerificationFailure } from './run-store.js';
import type { TypeLayouts } from './type-layouts.js';

/** Returns what a walk over the whole log finds, the shared prefix of a fork first. */
export function verifyLog(log: LogView, layouts: TypeLayouts): Verification {
  const parent = log.parent === undefined ? undefined : verifyLog(log.parent, layouts);
  if (parent?.ok === false) return parent;
  const decoder = new BlockDecoder(layouts);
  let head: ChainHead = chainStart(log.manifest);
  let next = log.ownFrom;
  for (const [index, block] of log.run.blocks.entries()) {
    const step = verifyBlock(log, { index, block, head, next, decoder });
    if ('failure' in step) return step.failure;
    head = step.head;
    next += block.content.count;
  }
  return { ok: true, events: log.count, blocks: log.run.blocks.length + (parent?.blocks ?? 0), fingerprint: log.fingerprint };
}

/** Returns the finding that an error of damage speaks of; other errors are thrown on. */
export function failureOf(error: unknown): VerificationFailure {
  if (!isHivetapeError(error) || error.code !== 'log-damaged') throw error;
  const values = error.details.values ?? {};
  return {
    ok: false,
    block: Number(values['block'] ?? 0),
    firstOffset: Number(values['firstOffset'] ?? 0),
    lastOffset: Number(values['lastOffset'] ?? 0),
    file: String(values['file'] ?? error.details.place?.file ?? ''),
    position: Number(values['position'] ?? 0),
    expected: 'the bytes that were written',
    found: String(values['found'] ?? error.message),
  };
}

interface BlockStep {
  readonly index: number;
  readonly block: ChainedBlock;
  readonly head: ChainHead;
  readonly next: number;
  readonly decoder: BlockDecoder;
}

function verifyBlock(log: LogView, { index, block, head, next, decoder }: BlockStep): { readonly head: ChainHead } | { readonly failure: VerificationFailure } {
  const { content, file, position } = block;
  const place = { block: index, firstOffset: next, lastOffset: next + EVENTS_PER_BLOCK - 1, file, position };
  const fail = (expected: string, found: string): { failure: VerificationFailure } => ({ failure: { ok: false, ...place, expected, found } });
  try {
    const bytes = log.run.load(index);
    const after = chainNext(head, bytes);
    if (fingerprintOf(after) !== fingerprintOf(block.head)) return fail(fingerprintOf(block.head), fingerprintOf(after));
    const inside = decoder.decode(bytes).content;
    const [written, decoded] = [canonicalJson(content), canonicalJson(inside)];
    if (written !== decoded) return fail(`a header that says ${decoded}`, written);
    if (inside.firstOffset !== next) return fail(`first offset ${next}`, String(inside.firstOffset));
    const isLast = index === log.run.blocks.length - 1;
    if (!isLast && inside.count !== EVENTS_PER_BLOCK) return fail(`${EVENTS_PER_BLOCK} events`, String(inside.count));
    return { head: after };
  } catch (error) {
    return { failure: { ...failureOf(error), ...place } };
  }
}
