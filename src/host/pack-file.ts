/** Copies a file, packed by gzip or as it is, so that the copy is whole or not there. */
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { HivetapeError } from '../core/errors.js';
import { failureCodeOf } from './file-calls.js';
import { startByteDigest } from './byte-digest.js';

export interface PackedFile {
  readonly bytes: number;
  /** SHA-256 of the copy, hex. */
  readonly sha256: string;
}

/** Returns what the copy is. Throws `file-unwritable`. */
export async function packFile(from: string, to: string, { gzip }: { readonly gzip: boolean }): Promise<PackedFile> {
  const aside = `${to}.new`;
  const digest = startByteDigest();
  let bytes = 0;
  const tapped = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      bytes += chunk.length;
      digest.update(chunk);
      yield chunk;
    }
  };
  try {
    const read: Readable = createReadStream(from);
    if (gzip) await pipeline(read, createGzip(), tapped, createWriteStream(aside, { flush: true }));
    else await pipeline(read, tapped, createWriteStream(aside, { flush: true }));
    await rename(aside, to);
  } catch (cause) {
    await rm(aside, { force: true });
    throw new HivetapeError('file-unwritable', `The file "${to}" could not be written (${failureCodeOf(cause)}).`, { place: { file: to }, cause });
  }
  return { bytes, sha256: digest.hex() };
}
