/**
 * The door to TensorFlow.js: loaded when somebody trains and not before, on a backend that is recorded
 * with every model. WebAssembly and plain JavaScript give the same weights at every training; the native
 * one is faster, sums in whatever order its threads finish, and so is recorded but not repeatable.
 */
import type * as TensorFlow from '@tensorflow/tfjs';
import type * as Wasm from '@tensorflow/tfjs-backend-wasm';
import { HivetapeError } from '../core/errors.js';
import { loadOptionalPackage } from '../host/optional-package.js';

export const backendChoices = ['auto', 'wasm', 'cpu', 'native'] as const;
export type BackendChoice = (typeof backendChoices)[number];
export type BackendName = Exclude<BackendChoice, 'auto'>;

export interface Backend {
  readonly name: BackendName;
  readonly version: string;
  /** Whether two trainings give the same weights, bit by bit. */
  readonly isRepeatable: boolean;
}

export interface TensorBackend extends Backend {
  readonly tf: typeof TensorFlow;
}

export interface BackendWish {
  readonly choice: BackendChoice;
  /** Whether the same weights at every training are asked for. */
  readonly bitEqual: boolean;
}

/**
 * Returns the backend, ready. `auto` is the native one where it is installed and bit-equality is not asked for,
 * else WebAssembly, else plain JavaScript. Throws `package-missing`, `backend-not-repeatable`.
 */
export async function loadBackend({ choice, bitEqual }: BackendWish): Promise<TensorBackend> {
  if (choice === 'native' && bitEqual) {
    throw new HivetapeError('backend-not-repeatable', 'A training that is to give the same weights every time runs on wasm or cpu (found native).', {
      help: 'Leave out the demand for equal bits: the one result is recorded and used, but not repeated.',
    });
  }
  if (choice === 'native' || (choice === 'auto' && !bitEqual)) {
    const native = await loadOptionalPackage<typeof TensorFlow>('@tensorflow/tfjs-node');
    if (native !== undefined) return ready(native, 'native');
    if (choice === 'native') throw missing('@tensorflow/tfjs-node');
  }
  const tf = await loadOptionalPackage<typeof TensorFlow>('@tensorflow/tfjs');
  if (tf === undefined) throw missing('@tensorflow/tfjs');
  // Else the plain backend advertises the native one on stderr.
  tf.enableProdMode();
  if (choice !== 'cpu') {
    const wasm = await loadOptionalPackage<typeof Wasm>('@tensorflow/tfjs-backend-wasm');
    if (wasm === undefined && choice === 'wasm') throw missing('@tensorflow/tfjs-backend-wasm');
    wasm?.setThreadsCount(1);
    if (wasm !== undefined && (await tf.setBackend('wasm'))) return ready(tf, 'wasm');
    if (choice === 'wasm') throw new HivetapeError('package-missing', 'This machine starts the WebAssembly backend (found that it does not).', { help: 'Choose the backend cpu.' });
  }
  await tf.setBackend('cpu');
  return ready(tf, 'cpu');
}

function ready(tf: typeof TensorFlow, name: BackendName): TensorBackend {
  return { tf, name, version: tf.version_core, isRepeatable: name !== 'native' };
}

function missing(name: string): HivetapeError {
  return new HivetapeError('package-missing', `Training needs the package ${name} (found none that loads).`, {
    help: name === '@tensorflow/tfjs-node' ? 'Install it, or choose the backend wasm.' : 'Install it: npm install @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0.',
    values: { package: name },
  });
}
