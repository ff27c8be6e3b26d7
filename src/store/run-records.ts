/** The small text files beside the blocks of a run: what it is, how it ended, on what machine. */
import { canonicalJson, digestOf, type Json } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import { pathIn, readTextIfAny, writeTextAtomically } from '../host/log-files.js';
import type { RunManifest, RunSeal } from './run-store.js';

export const RECORD_FORMAT = 1;

/** `manifest`: what the run is. `environment`: written when writing ends. `head`: written when it ends well. */
export type RecordName = 'manifest' | 'environment' | 'head';

export interface ManifestRecord {
  readonly manifest: RunManifest;
  readonly label: string | undefined;
}

export interface EnvironmentRecord {
  readonly environment: Json;
}

export function writeRecord(directory: string, name: RecordName, { value, sync }: { readonly value: object; readonly sync: boolean }): void {
  const text = `${canonicalJson({ format: RECORD_FORMAT, ...value })}\n`;
  writeTextAtomically(pathIn(directory, `${name}.json`), text, { sync });
}

/** Returns `undefined` if there is none. Throws `store-unusable` for what is not a manifest of ours. */
export function readManifest(directory: string): ManifestRecord | undefined {
  const record = readRecord(directory, 'manifest');
  if (record === undefined) return undefined;
  const manifest = record['manifest'] as Partial<RunManifest> | undefined;
  if (typeof manifest?.runId !== 'string' || typeof manifest.name !== 'string' || manifest.identity === undefined) {
    throw unusable(directory, 'manifest', 'no manifest in it');
  }
  return { manifest: manifest as RunManifest, label: record['label'] as string | undefined };
}

export function readEnvironment(directory: string): EnvironmentRecord | undefined {
  const record = readRecord(directory, 'environment');
  return record && { environment: (record['environment'] ?? null) as Json };
}

/** Returns what head.json says: how the log ended, and that this is the manifest it was written under. */
export function sealRecord(manifest: RunManifest, seal: RunSeal): object {
  return { ...seal, manifest: digestOf(manifest) };
}

/** Throws `log-damaged` if the manifest is not the one that was sealed. */
export function readSeal(directory: string): RunSeal | undefined {
  const record = readRecord(directory, 'head');
  if (record === undefined) return undefined;
  const { fingerprint, events } = record;
  if (typeof fingerprint !== 'string' || !Number.isSafeInteger(events)) throw unusable(directory, 'head', 'no fingerprint in it');
  const manifest = readManifest(directory)?.manifest;
  const digest = manifest === undefined ? 'none' : digestOf(manifest);
  if (digest !== record['manifest']) throw manifestDamaged(directory, { sealed: String(record['manifest']), digest });
  return { fingerprint, events: events as number };
}

function readRecord(directory: string, name: RecordName): Record<string, unknown> | undefined {
  const text = readTextIfAny(pathIn(directory, `${name}.json`));
  if (text === undefined) return undefined;
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    throw unusable(directory, name, 'text that is not JSON');
  }
  if (typeof record !== 'object' || record === null) throw unusable(directory, name, 'no object');
  const { format } = record as { format?: unknown };
  if (format !== RECORD_FORMAT) throw unusable(directory, name, `format ${String(format)}`);
  return record as Record<string, unknown>;
}

function unusable(directory: string, name: RecordName, found: string): HivetapeError {
  const file = pathIn(directory, `${name}.json`);
  return new HivetapeError('store-unusable', `A record of a run is JSON of format ${RECORD_FORMAT} (found ${found} in "${file}").`, {
    place: { file },
  });
}

function manifestDamaged(directory: string, { sealed, digest }: { readonly sealed: string; readonly digest: string }): HivetapeError {
  const file = pathIn(directory, 'manifest.json');
  return new HivetapeError('log-damaged', `A manifest is as it was sealed, ${sealed} (found ${digest} in "${file}").`, {
    place: { file },
    values: { file, block: 0, firstOffset: 0, lastOffset: 0, position: 0, found: `a manifest of digest ${digest}` },
  });
}
