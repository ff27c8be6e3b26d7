/**
 * The chain over the blocks of a log: h_n = SHA-256(h_(n-1) ‖ length ‖ canonical bytes). Its head is
 * the run's fingerprint. The start binds format, run and, for a fork, the prefix that it shares.
 */
import { hex } from '../core/sha256.js';
import { utf8 } from '../core/utf8.js';
import { sha256Native } from '../host/sha256-native.js';
import type { RunManifest } from './run-store.js';

export type ChainHead = Uint8Array;

export function chainStart({ runId, parent }: Pick<RunManifest, 'runId' | 'parent'>): ChainHead {
  const lines = ['hivetape/log/v1', runId];
  if (parent !== undefined) lines.push(parent.run, String(parent.at), parent.prefix);
  return sha256Native(utf8(lines.join('\n')));
}

/** Returns the head after one more block. The length is eight bytes, lowest first. */
export function chainNext(head: ChainHead, bytes: Uint8Array): ChainHead {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setUint32(0, bytes.length, true);
  return sha256Native(head, length, bytes);
}

export function fingerprintOf(head: ChainHead): string {
  return `hivetape1:${hex(head)}`;
}

export function isSameHead(one: ChainHead, other: ChainHead): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
