/** The small text files beside the blocks of a run: what it is, how it ended, on what machine. */
import { canonicalJson, digestOf, type Json } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import { pathIn, type LogFiles } from '../host/log-files.js';
import type { RunManifest, RunSeal } from './run-store.js';

export const RECORD_FORMAT = 1;

/** `manifest`: what the run is. `environment`: written when writing ends. `head`: written when it ends well. */
export type RecordName = 'manifest' | 'environment' | 'head';

export interface ManifestRecord {
  readonly manifest: RunManifest;
  readonly label: string | undefined;
  /** What the writer said of the machine when it began. */
  readonly begun: Json | undefined;
}

export interface RecordToWrite {
  readonly name: RecordName;
  readonly value: object;
  readonly sync: boolean;
}

export interface EnvironmentRecord {
  readonly environment: Json;
}

export function writeRecord(files: LogFiles, directory: string, { name, value, sync }: RecordToWrite): void {
  const text = `${canonicalJson({ format: RECORD_FORMAT, ...value })}\n`;
  files.writeTextAtomically(pathIn(directory, `${name}.json`), text, { sync });
}

export function removeRecord(files: LogFiles, directory: string, name: RecordName): void {
  files.removeTree(pathIn(directory, `${name}.json`));
}

/** Returns `undefined` if there is none. Throws `log-damaged`, and `store-unusable` for a record of another format. */
export function readManifest(files: LogFiles, directory: string): ManifestRecord | undefined {
  const record = readRecord(files, directory, 'manifest');
  if (record === undefined) return undefined;
  const manifest = record['manifest'] as Partial<RunManifest> | undefined;
  if (typeof manifest?.runId !== 'string' || typeof manifest.name !== 'string' || manifest.identity === undefined) {
    throw broken(directory, 'manifest', 'no manifest in it');
  }
  return { manifest: manifest as RunManifest, label: record['label'] as string | undefined, begun: record['begun'] as Json | undefined };
}

export function readEnvironment(files: LogFiles, directory: string): EnvironmentRecord | undefined {
  const record = readRecord(files, directory, 'environment');
  return record && { environment: (record['environment'] ?? null) as Json };
}

/** Returns what head.json says: how the log ended, and that this is the manifest it was written under. */
export function sealRecord(manifest: RunManifest, seal: RunSeal): object {
  return { ...seal, manifest: digestOf(manifest) };
}

/** Throws `log-damaged` if the manifest is not the one that was sealed. */
export function readSeal(files: LogFiles, directory: string): RunSeal | undefined {
  const record = readRecord(files, directory, 'head');
  if (record === undefined) return undefined;
  const { fingerprint, events } = record;
  if (typeof fingerprint !== 'string' || !Number.isSafeInteger(events)) throw broken(directory, 'head', 'no fingerprint in it');
  const manifest = readManifest(files, directory)?.manifest;
  const digest = manifest === undefined ? 'none' : digestOf(manifest);
  if (digest !== record['manifest']) throw manifestDamaged(directory, { sealed: String(record['manifest']), digest });
  return { fingerprint, events: events as number };
}

function readRecord(files: LogFiles, directory: string, name: RecordName): Record<string, unknown> | undefined {
  const text = files.readTextIfAny(pathIn(directory, `${name}.json`));
  if (text === undefined) return undefined;
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    throw broken(directory, name, 'text that is not JSON');
  }
  if (typeof record !== 'object' || record === null) throw broken(directory, name, 'no object');
  const { format } = record as { format?: unknown };
  if (format !== RECORD_FORMAT) throw foreign(directory, name, `format ${String(format)}`);
  return record as Record<string, unknown>;
}

/** A record of another format may be sound, and is for a newer version to read. */
function foreign(directory: string, name: RecordName, found: string): HivetapeError {
  const file = pathIn(directory, `${name}.json`);
  return new HivetapeError('store-unusable', `A record of a run is JSON of format ${RECORD_FORMAT} (found ${found} in "${file}").`, {
    place: { file },
  });
}

function broken(directory: string, name: RecordName, found: string): HivetapeError {
  const file = pathIn(directory, `${name}.json`);
  return damagedRecord(file, `A record of a run is as it was written (found ${found} in "${file}").`, found);
}

function manifestDamaged(directory: string, { sealed, digest }: { readonly sealed: string; readonly digest: string }): HivetapeError {
  const file = pathIn(directory, 'manifest.json');
  return damagedRecord(file, `A manifest is as it was sealed, ${sealed} (found ${digest} in "${file}").`, `a manifest of digest ${digest}`);
}

function damagedRecord(file: string, message: string, found: string): HivetapeError {
  return new HivetapeError('log-damaged', message, {
    place: { file },
    values: { file, block: 0, firstOffset: 0, lastOffset: 0, position: 0, found },
  });
}
