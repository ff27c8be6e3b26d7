/**
 * The file of a trained network: one line of canonical JSON that says what it is, then its weights as
 * little-endian 32-bit floats. Its name is its SHA-256, so that a run which names a model names its bytes.
 */
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { canonicalJson } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import { hex, sha256 } from '../core/sha256.js';
import { utf8 } from '../core/utf8.js';
import { patternLabels } from '../domain/events/learning-events.js';
import { oneOf } from '../domain/schema.js';
import { layerSizes, type NetworkShape, type NetworkWeights, type PatternModel } from './pattern-network.js';

const FORMAT = 'hivetape-model/1';
const LINE_FEED = 10;
const HEAD_BYTES_MAX = 65_536;

const size = Type.Integer({ minimum: 1, maximum: 100_000 });
const headSchema = Type.Object(
  {
    format: Type.Literal(FORMAT),
    features: Type.Array(Type.String({ pattern: '^[a-z]+$' }), { minItems: 1, maxItems: 100 }),
    labels: Type.Array(oneOf(patternLabels), { minItems: 1, maxItems: patternLabels.length, uniqueItems: true }),
    horizonBars: size,
    windowBars: size,
    kernelBars: size,
    strideBars: size,
    filters: size,
    hidden: size,
    means: Type.Array(Type.Number()),
    deviations: Type.Array(Type.Number({ exclusiveMinimum: 0 })),
    shares: Type.Array(Type.Number({ minimum: 0, maximum: 1 })),
    validFrom: Type.Integer(),
  },
  { additionalProperties: false },
);
type Head = Static<typeof headSchema>;

/** Returns the bytes of the file. Its hash is not among them. */
export function modelBytes(model: Omit<PatternModel, 'hash'>): Uint8Array {
  const { features, labels, horizonBars, shape, means, deviations, shares, validFrom, weights } = model;
  const { windowBars, kernelBars, strideBars, filters, hidden } = shape;
  const head = { format: FORMAT, features, labels, horizonBars, windowBars, kernelBars, strideBars, filters, hidden, means, deviations, shares, validFrom };
  const line = utf8(`${canonicalJson(head)}\n`);
  const body = weightBytes(weights);
  const bytes = new Uint8Array(line.length + body.length);
  bytes.set(line);
  bytes.set(body, line.length);
  return bytes;
}

/** Returns the weights alone, layer after layer, as little-endian 32-bit floats. */
export function weightBytes(weights: NetworkWeights): Uint8Array {
  const layers = layersOf(weights);
  const bytes = new Uint8Array(4 * layers.reduce((sum, { length }) => sum + length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const layer of layers) {
    for (const weight of layer) {
      view.setFloat32(at, weight, true);
      at += 4;
    }
  }
  return bytes;
}

/** Returns the SHA-256 of a model file, hex. */
export function modelHash(bytes: Uint8Array): string {
  return hex(sha256(bytes));
}

/**
 * Returns the model, with its hash. `expected` is the hash it was asked for by. Throws `model-damaged` with
 * the digests when bytes, shape or numbers are not what a model has.
 */
export function readModel(bytes: Uint8Array, { name, expected }: { readonly name: string; readonly expected?: string }): PatternModel {
  const hash = modelHash(bytes);
  const refuse = (rule: string): HivetapeError =>
    new HivetapeError('model-damaged', `${rule} (found a file of digest ${hash}).`, {
      place: { file: name },
      help: 'Copy the model again from the store it was trained in, or train it again.',
      values: { name, expected, found: hash },
    });
  if (expected !== undefined && expected !== hash) throw refuse(`A model is the bytes that its name is the digest of, ${expected}`);
  const end = bytes.subarray(0, HEAD_BYTES_MAX).indexOf(LINE_FEED);
  const head = end < 0 ? undefined : headOf(bytes.subarray(0, end));
  if (head === undefined) throw refuse(`A model file begins with a line that says what it is, in format ${FORMAT}`);
  const shape: NetworkShape = { ...head, features: head.features.length, labels: head.labels.length };
  const lists = [head.means, head.deviations];
  if (lists.some(({ length }) => length !== shape.features) || head.shares.length !== shape.labels || head.kernelBars > head.windowBars) {
    throw refuse('The parts of a model have one shape');
  }
  const wanted = Object.values(layerSizes(shape)).reduce((sum, count) => sum + count, 0);
  const body = bytes.subarray(end + 1);
  if (body.length !== wanted * 4) throw refuse(`A model of this shape has ${wanted} weights of 4 bytes`);
  const weights = weightsOf(body, shape);
  if (!layersOf(weights).every((layer) => layer.every(Number.isFinite))) throw refuse('The weights of a model are finite numbers');
  const { features, labels, horizonBars, means, deviations, shares, validFrom } = head;
  return { hash, features, labels, horizonBars, shape, means, deviations, shares, validFrom, weights };
}

function layersOf(weights: NetworkWeights): readonly Float32Array[] {
  return [weights.kernel, weights.kernelBias, weights.dense, weights.denseBias, weights.output, weights.outputBias];
}

function weightsOf(body: Uint8Array, shape: NetworkShape): NetworkWeights {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  let at = 0;
  const take = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => {
      at += 4;
      return view.getFloat32(at - 4, true);
    });
  const sizes = layerSizes(shape);
  return {
    kernel: take(sizes.kernel),
    kernelBias: take(sizes.kernelBias),
    dense: take(sizes.dense),
    denseBias: take(sizes.denseBias),
    output: take(sizes.output),
    outputBias: take(sizes.outputBias),
  };
}

function headOf(line: Uint8Array): Head | undefined {
  let text = '';
  for (const byte of line) text += String.fromCharCode(byte);
  let head: unknown;
  try {
    head = JSON.parse(text);
  } catch {
    return undefined;
  }
  return Value.Check(headSchema, head) ? head : undefined;
}
