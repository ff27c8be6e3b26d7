/**
 * Finished trials by content: the run that a trial is, and what was counted of it. A repeated sweep,
 * or another one that meets the same trial, takes it from here. `<store>/trials/` may be deleted at any time.
 */
import { digestOf } from '../../core/canonical.js';
import { hex } from '../../core/sha256.js';
import { utf8 } from '../../core/utf8.js';
import { makeDirectory, pathIn, readTextIfAny, writeTextAtomically } from '../../host/log-files.js';
import { sha256Native } from '../../host/sha256-native.js';
import type { TrialRequest, TrialResult } from './perform-trial.js';
import { TRIAL_VERSION } from './sweep-identity.js';

export interface TrialCache {
  /** Returns a result; `undefined` if there is none, or what lies there is not what was put there. */
  take(request: TrialRequest): TrialResult | undefined;
  put(request: TrialRequest, result: TrialResult): void;
}

/** Remembers nothing. */
export const noTrialCache: TrialCache = { take: () => undefined, put: () => undefined };

/** Returns the cache in the directory of a store. */
export function trialCache(storeDirectory: string): TrialCache {
  const made = new Set<string>();
  const placeOf = (request: TrialRequest): { folder: string; file: string } => {
    const name = contentKey(request);
    const folder = pathIn(storeDirectory, 'trials', name.slice(0, 2));
    return { folder, file: pathIn(folder, `${name}.json`) };
  };
  return {
    take(request) {
      const text = readTextIfAny(placeOf(request).file);
      const result = text === undefined ? undefined : parsed(text);
      return result === undefined ? undefined : { ...result, trial: request.trial };
    },
    put(request, result) {
      if (!result.done) return;
      const { folder, file } = placeOf(request);
      if (!made.has(folder)) makeDirectory(folder);
      made.add(folder);
      const text = JSON.stringify(result);
      writeTextAtomically(file, `${checkSum(text)}\n${text}\n`, { sync: false });
    },
  };
}

/** Everything that decides a result, as one name. */
function contentKey({ run, objective, fromDay, wantsFingerprint }: TrialRequest): string {
  return digestOf({ run, objective, fromDay: fromDay ?? null, wantsFingerprint, version: TRIAL_VERSION }).slice('sha256:'.length);
}

/** Returns the result in a text of two lines, the check sum first; `undefined` if they do not agree. */
function parsed(file: string): TrialResult | undefined {
  const [sum, text = ''] = file.split('\n');
  return sum === checkSum(text) ? (JSON.parse(text) as TrialResult) : undefined;
}

function checkSum(text: string): string {
  return hex(sha256Native(utf8(text)));
}
