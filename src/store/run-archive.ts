/**
 * Runs as one file: data only, and the same bytes wherever they are exported. A line that names the format,
 * a line that says what runs are inside, their blocks in frames without compression, and a digest of it
 * all. Where a run lay, on what machine and when, is no part of it.
 */
import { canonicalJson } from '../core/canonical.js';
import { utf8 } from '../core/utf8.js';
import { startByteDigest } from '../host/byte-digest.js';
import type { BlockContent } from './block-encoder.js';
import { frameOf } from './block-frame.js';
import type { LogView } from './log-view.js';
import type { RunManifest, RunSeal } from './run-store.js';

export const ARCHIVE_LINE = 'hivetape-archive/1\n';
/** The last line: `sha256 `, 64 hex digits, and its end. */
export const ARCHIVE_END_SIZE = 72;

export interface ArchivedRun {
  readonly manifest: RunManifest;
  readonly seal: RunSeal;
  readonly blocks: number;
}

/** Returns the bytes of an archive part by part; each part is new. `logs` are sealed, parents stand before their forks. */
export function* archiveOf(logs: readonly LogView[]): Generator<Uint8Array> {
  const digest = startByteDigest();
  for (const part of partsOf(logs)) {
    digest.update(part);
    yield part;
  }
  yield utf8(`sha256 ${digest.hex()}\n`);
}

function* partsOf(logs: readonly LogView[]): Generator<Uint8Array> {
  const runs = logs.map(({ manifest, fingerprint, count, run }): ArchivedRun => ({ manifest, seal: { fingerprint, events: count }, blocks: run.blocks.length }));
  yield utf8(ARCHIVE_LINE);
  yield utf8(`${canonicalJson({ runs })}\n`);
  for (const { run } of logs) {
    for (const [index, { content, head }] of run.blocks.entries()) {
      yield* frameOf({ content: plainContent(content), head, bytes: run.load(index) }, { kind: 'block', compression: 'none' });
    }
  }
}

/** The header's fields alone, in the order of the format. */
function plainContent({ firstOffset, count, firstTime, lastTime, types, agents }: BlockContent): BlockContent {
  return { firstOffset, count, firstTime, lastTime, types, agents };
}
