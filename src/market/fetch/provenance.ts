/** The sidecar of a downloaded file: where its bars come from, whether it is whole, and what it lacks. */
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { HivetapeError } from '../../core/errors.js';
import { machineFiles, readTextIfAny, writeTextAtomically } from '../../host/log-files.js';

const gapSchema = Type.Object({
  /** Close of the bar before, and opening of the bar after: ISO 8601. */
  from: Type.String(),
  to: Type.String(),
  bars: Type.Integer(),
});

export const provenanceSchema = Type.Object({
  schema: Type.Literal('hivetape.download/1'),
  state: Type.Union([Type.Literal('partial'), Type.Literal('complete')]),
  request: Type.Object({
    exchange: Type.String(),
    symbol: Type.String(),
    timeframe: Type.String(),
    /** Opening of the first bar that was wanted. */
    since: Type.String(),
    /** Where another machine was asked in place of the exchange. */
    endpoint: Type.Optional(Type.String()),
  }),
  instrument: Type.String(),
  library: Type.String(),
  /** What is known once it is whole. */
  found: Type.Optional(
    Type.Object({
      bars: Type.Integer(),
      first: Type.String(),
      last: Type.String(),
      /** Bars that open before this were asked for. */
      askedTo: Type.String(),
      missingBars: Type.Integer(),
      gapCount: Type.Integer(),
      /** The first hundred of them. */
      gaps: Type.Array(gapSchema),
      /** Bars that the exchange told otherwise when it was asked again. */
      revised: Type.Integer(),
      fetchedAt: Type.String(),
      /** SHA-256 of the file, hex. */
      fileSha256: Type.String(),
      fileBytes: Type.Integer(),
      /** Digest of the normalised rows: the same on every machine. */
      rowsDigest: Type.String(),
    }),
  ),
});

export type Provenance = Static<typeof provenanceSchema>;
export type DownloadRequest = Provenance['request'];
export type DownloadFound = NonNullable<Provenance['found']>;

export function provenanceFile(file: string): string {
  return `${file}.source.json`;
}

/** Returns the sidecar of a file, or `undefined` if it has none. Throws `download-mismatch` if it is no sidecar. */
export function readProvenance(file: string): Provenance | undefined {
  const path = provenanceFile(file);
  const text = readTextIfAny(path);
  if (text === undefined) return undefined;
  const value = parsed(text);
  if (Value.Check(provenanceSchema, value)) return value;
  throw new HivetapeError('download-mismatch', 'Beside a downloaded file lies where it is from (this sidecar cannot be read as that).', {
    place: { file: path },
    help: 'Choose another --out, or remove the sidecar and the file.',
  });
}

export function writeProvenance(file: string, provenance: Provenance): void {
  writeTextAtomically(provenanceFile(file), `${JSON.stringify(provenance, undefined, 2)}\n`, { sync: true });
}

export function hasFile(path: string): boolean {
  return machineFiles.pathExists(path);
}

/** Returns the first thing in which two requests differ, or `undefined`. */
export function differenceOf(a: DownloadRequest, b: DownloadRequest): string | undefined {
  return (['exchange', 'symbol', 'timeframe', 'since', 'endpoint'] as const).find((key) => a[key] !== b[key]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
