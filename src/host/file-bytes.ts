/**
 * Files of bytes, read in chunks and constant memory, plain or gzipped. What is no ordinary file, too
 * large, an archive, or blown up by compression is refused here, before anybody reads a row of it.
 */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { HivetapeError } from '../core/errors.js';
import { startByteDigest } from './byte-digest.js';

export interface FileLimits {
  /** Most bytes, of the file and of what it unpacks to; 256 GiB if absent. */
  readonly bytesMax?: number;
  /** Most unpacked bytes per packed byte; 200 if absent. Files that unpack to less than 16 MiB are spared. */
  readonly ratioMax?: number;
}

export interface FileSeen {
  /** Size of the file as it lies there. */
  readonly bytes: number;
  /** SHA-256 of the file as it lies there, hex. */
  readonly sha256: string;
  readonly gzipped: boolean;
}

const GIB = 1_073_741_824;
const RATIO_FREE_BYTES = 16 * 1_048_576;
const CHUNK_BYTES = 262_144;

/**
 * Returns what the file was, after every chunk of its (unpacked) bytes was handed over in order. A chunk
 * is only lent: it may be written over once `onChunk` has returned.
 *
 * The file is digested twice, while it is read and again afterwards, so that a file that somebody writes
 * at the same time is noticed. Throws `file-unreadable`, `file-not-regular`, `file-too-large`,
 * `archive-refused`, `gzip-refused`, `file-changed`, and whatever `onChunk` throws.
 */
export async function scanFile(
  path: string,
  limits: FileLimits,
  onChunk: (chunk: Uint8Array) => void,
): Promise<FileSeen> {
  const bytesMax = limits.bytesMax ?? 256 * GIB;
  const handle = await openRegular(path);
  try {
    const before = await handle.stat({ bigint: true });
    if (before.size > BigInt(bytesMax)) throw tooLarge(path, bytesMax);
    const gzipped = await looksGzipped(path, handle);
    const digest = startByteDigest();
    let bytes = 0;
    const tap = (chunk: Uint8Array): void => {
      bytes += chunk.length;
      digest.update(chunk);
    };
    if (gzipped) await unpack(path, handle, { tap, onChunk, bytesMax, ratioMax: limits.ratioMax ?? 200 });
    else
      await readAll(handle, (chunk) => {
        tap(chunk);
        onChunk(chunk);
      });
    const sha256 = digest.hex();
    const after = await handle.stat({ bigint: true });
    if (BigInt(bytes) !== before.size || after.size !== before.size || after.mtimeNs !== before.mtimeNs) throw changed(path);
    if ((await digestOf(path)) !== sha256) throw changed(path);
    return { bytes, sha256, gzipped };
  } finally {
    await handle.close();
  }
}

/** Returns a whole small file. Throws as {@link scanFile} does. */
export async function readFileBytes(path: string, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  await scanFile(path, { bytesMax }, (chunk) => chunks.push(chunk.slice()));
  return Buffer.concat(chunks);
}

/** Returns what a file is, without unpacking it. Throws `file-unreadable`, `file-not-regular`. */
export async function sightFile(path: string): Promise<FileSeen> {
  const handle = await openRegular(path);
  const digest = startByteDigest();
  let bytes = 0;
  try {
    await readAll(handle, (chunk) => {
      bytes += chunk.length;
      digest.update(chunk);
    });
  } finally {
    await handle.close();
  }
  return { bytes, sha256: digest.hex(), gzipped: false };
}

async function openRegular(path: string): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    // Without O_NONBLOCK, opening a FIFO would wait for a writer.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (cause) {
    throw new HivetapeError('file-unreadable', `The file could not be opened (${errnoOf(cause)}).`, {
      place: { file: path },
      help: 'Check the path, and that you may read it.',
      cause,
    });
  }
  const stat = await handle.stat();
  if (stat.isFile()) return handle;
  await handle.close();
  const found = stat.isDirectory() ? 'a directory' : stat.isFIFO() ? 'a FIFO' : 'a device or socket';
  throw new HivetapeError('file-not-regular', `Data are read from an ordinary file (found ${found}).`, {
    place: { file: path },
    help: 'Write the data into a file first.',
    values: { found },
  });
}

/** Container formats by their first bytes. They would read as garbage rows. */
const ARCHIVES: readonly (readonly [name: string, magic: string])[] = [
  ['zip', '504b0304'],
  ['zip', '504b0506'],
  ['7z', '377abcaf271c'],
  ['xz', 'fd377a585a00'],
  ['bzip2', '425a68'],
  ['zstd', '28b52ffd'],
  ['rar', '526172211a07'],
  ['Parquet', '50415231'],
];

async function looksGzipped(path: string, handle: FileHandle): Promise<boolean> {
  const start = Buffer.alloc(8);
  const { bytesRead } = await handle.read(start, 0, 8, 0);
  const magic = start.toString('hex', 0, bytesRead);
  const archive = ARCHIVES.find(([, prefix]) => magic.startsWith(prefix));
  if (archive === undefined) return magic.startsWith('1f8b');
  throw new HivetapeError('archive-refused', `Data are read from plain or gzipped text (found a ${archive[0]} file).`, {
    place: { file: path },
    help: 'Unpack it first, and name the file inside.',
    values: { format: archive[0] },
  });
}

async function readAll(handle: FileHandle, onChunk: (chunk: Uint8Array) => void): Promise<void> {
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    onChunk(buffer.subarray(0, bytesRead));
  }
}

interface Unpacking {
  readonly tap: (chunk: Uint8Array) => void;
  readonly onChunk: (chunk: Uint8Array) => void;
  readonly bytesMax: number;
  readonly ratioMax: number;
}

async function unpack(path: string, handle: FileHandle, { tap, onChunk, bytesMax, ratioMax }: Unpacking): Promise<void> {
  let packed = 0;
  let unpacked = 0;
  try {
    await pipeline(
      handle.createReadStream({ start: 0, autoClose: false, highWaterMark: CHUNK_BYTES }),
      async function* (source: AsyncIterable<Buffer>) {
        for await (const chunk of source) {
          packed += chunk.length;
          tap(chunk);
          yield chunk;
        }
      },
      createGunzip({ chunkSize: CHUNK_BYTES }),
      async (source: AsyncIterable<Buffer>) => {
        for await (const chunk of source) {
          unpacked += chunk.length;
          if (unpacked > bytesMax) throw tooLarge(path, bytesMax);
          if (unpacked > RATIO_FREE_BYTES && unpacked > packed * ratioMax) throw bomb(path, ratioMax);
          // A plain array of bytes: `slice` of a Buffer is a view, and would change under who keeps it.
          onChunk(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
        }
      },
    );
  } catch (cause) {
    throw isZlibError(cause) ? damagedGzip(path, cause) : cause;
  }
}

async function digestOf(path: string): Promise<string> {
  return (await sightFile(path)).sha256;
}

function errnoOf(cause: unknown): string {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : 'unknown reason';
}

function isZlibError(cause: unknown): boolean {
  return errnoOf(cause).startsWith('Z_');
}

function tooLarge(path: string, bytesMax: number): HivetapeError {
  return new HivetapeError('file-too-large', `A data file has at most ${bytesMax} bytes, packed or unpacked (this one has more).`, {
    place: { file: path },
    help: 'Split the file, or raise the limit.',
    values: { bytesMax },
  });
}

function bomb(path: string, ratioMax: number): HivetapeError {
  return new HivetapeError('gzip-refused', `Gzip unpacks to at most ${ratioMax} times its size (this file goes beyond).`, {
    place: { file: path },
    help: 'If you trust the file, unpack it and read the plain text.',
    values: { ratioMax },
  });
}

function damagedGzip(path: string, cause: unknown): HivetapeError {
  return new HivetapeError('gzip-refused', `The gzip file is damaged or cut off (${errnoOf(cause)}).`, {
    place: { file: path },
    help: 'Fetch or pack it again.',
    cause,
  });
}

function changed(path: string): HivetapeError {
  return new HivetapeError('file-changed', 'The file changed while it was read, so nobody knows what was read.', {
    place: { file: path },
    help: 'Wait until nobody writes it, or copy it, and read again.',
  });
}
