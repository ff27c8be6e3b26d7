/**
 * The data that come with the package: found by id, checked against the manifest, and loaded as tables.
 * Sources, licences and oddities stand in `data/SOURCES.md`.
 */
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { HivetapeError } from '../core/errors.js';
import type { Instrument } from '../domain/instrument.js';
import { instrumentSchema } from '../domain/instrument.js';
import { readFileBytes } from '../host/file-bytes.js';
import { packageFile } from '../host/package-root.js';
import type { BarTable } from './bar-table.js';
import { importBars } from './import-bars.js';
import type { SessionHours } from './session.js';

const bundledSchema = Type.Object({
  id: Type.String(),
  title: Type.String(),
  /** File name in data/. */
  file: Type.String(),
  bytes: Type.Integer(),
  fileSha256: Type.String(),
  rows: Type.Integer(),
  /** Digest of the table, for an instrument of the manifest's name. */
  rowsDigest: Type.String(),
  first: Type.String(),
  last: Type.String(),
  instrument: instrumentSchema,
  /** Whether the instrument could be bought; an index cannot. */
  tradable: Type.Boolean(),
  /** Length of a bar: 1m or 1d. */
  step: Type.String(),
  timeZone: Type.String(),
  sessions: Type.Array(Type.Object({ open: Type.String(), close: Type.String() })),
  volumeUnit: Type.String(),
  repair: Type.Boolean(),
  anomalies: Type.Array(Type.String()),
  source: Type.Object({ package: Type.String(), version: Type.String(), file: Type.String(), sha256: Type.String() }),
});
const manifestSchema = Type.Object({ version: Type.Literal(1), dataSets: Type.Array(bundledSchema) });

/** What the manifest says of one data set. */
export type BundledData = Static<typeof bundledSchema>;

export interface LoadedData {
  readonly entry: BundledData;
  readonly table: BarTable;
  readonly instrument: Instrument;
  readonly hours: SessionHours;
}

const MANIFEST_BYTES_MAX = 1_048_576;

/** Returns the bundled data sets in the order of the manifest. Throws `bundled-data-damaged`. */
export async function listBundledData(): Promise<readonly BundledData[]> {
  const path = packageFile('data/manifest.json');
  const text = new TextDecoder().decode(await readFileBytes(path, MANIFEST_BYTES_MAX));
  const manifest: unknown = parsed(text, path);
  if (!Value.Check(manifestSchema, manifest)) throw damaged(path, 'the manifest has another shape');
  return manifest.dataSets;
}

/**
 * Returns a bundled data set, loaded and verified. `instrument` gives it another name. Throws
 * `bundled-data-unknown` with the ids there are, `bundled-data-damaged`.
 */
export async function loadBundledData(id: string, instrument?: Instrument['id']): Promise<LoadedData> {
  const all = await listBundledData();
  const entry = all.find((one) => one.id === id);
  if (entry === undefined) throw unknown(id, all);
  const path = packageFile(`data/${entry.file}`);
  const name = instrument ?? entry.instrument.id;
  const { tables, file } = await importBars(path, { instrument: name, repair: entry.repair });
  if (file.sha256 !== entry.fileSha256) throw damaged(path, `its SHA-256 is ${file.sha256}`);
  const [table] = tables;
  const sameRows = entry.repair || instrument !== undefined || table.digest === entry.rowsDigest;
  if (!sameRows || table.length !== entry.rows) throw damaged(path, `its rows have the digest ${table.digest}`);
  return {
    entry,
    table,
    instrument: { ...entry.instrument, id: name },
    hours: { timeZone: entry.timeZone, ranges: entry.sessions },
  };
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(path, 'the manifest is no JSON');
  }
}

function unknown(id: string, all: readonly BundledData[]): HivetapeError {
  const ids = all.map((one) => one.id);
  return new HivetapeError('bundled-data-unknown', `Bundled data sets are ${ids.join(', ')} (found "${id}").`, {
    help: 'Name one of them, or import a file of your own.',
    values: { ids },
  });
}

function damaged(path: string, found: string): HivetapeError {
  return new HivetapeError('bundled-data-damaged', `A bundled file is as the manifest says (${found}).`, {
    place: { file: path },
    help: 'Install the package again.',
  });
}
