/**
 * The ledger of trials: for every data set, each distinct configuration that was ever tried on its
 * whole period, by a sweep or by a single run. It only grows and is no part of any run, so deleting runs and sweeps makes nothing
 * untried. The number of trials of a deflated Sharpe ratio comes from here.
 */
import { GrowingFile, makeDirectory, pathIn, readTextIfAny } from '../../host/log-files.js';
import { digestOf } from '../../core/canonical.js';
import { utf8 } from '../../core/utf8.js';
import type { RunIdentity } from '../identity.js';

export interface TrialLedger {
  /** Notes that a configuration was tried on data of these digests. */
  note(data: readonly string[], configuration: string): void;
  /** Returns how many distinct configurations were tried on any one of these data, at most. */
  count(data: readonly string[]): number;
}

/** Returns the name of a configuration in the ledger: with another name or description it is the same. */
export function configurationOf(identity: RunIdentity): string {
  return digestOf({ ...identity, sealing: undefined, scenario: { ...identity.scenario, name: '', description: '' } });
}

const DIGEST = /^sha256:([0-9a-f]{64})$/;

/** Returns the ledger of a store. */
export function trialLedger(storeDirectory: string): TrialLedger {
  const known = new Map<string, Set<string>>();
  const fileOf = (digest: string): string => pathIn(storeDirectory, 'ledger', `${hexOf(digest)}.txt`);
  const triedOn = (digest: string): Set<string> => {
    let tried = known.get(digest);
    // A line that a crash cut short is none.
    if (tried === undefined) known.set(digest, (tried = new Set((readTextIfAny(fileOf(digest)) ?? '').split('\n').filter((line) => DIGEST.test(line)))));
    return tried;
  };
  return {
    note(data, configuration) {
      for (const digest of data) {
        const tried = triedOn(digest);
        if (tried.has(configuration)) continue;
        tried.add(configuration);
        makeDirectory(pathIn(storeDirectory, 'ledger'));
        const file = new GrowingFile(fileOf(digest));
        file.append([utf8(`${file.size === 0 ? '' : '\n'}${configuration}\n`)]);
        file.close();
      }
    },
    count: (data) => Math.max(0, ...data.map((digest) => triedOn(digest).size)),
  };
}

/** Remembers for as long as it lives. */
export function memoryTrialLedger(): TrialLedger {
  const known = new Map<string, Set<string>>();
  return {
    note(data, configuration) {
      for (const digest of data) known.set(digest, (known.get(digest) ?? new Set<string>()).add(configuration));
    },
    count: (data) => Math.max(0, ...data.map((digest) => known.get(digest)?.size ?? 0)),
  };
}

function hexOf(digest: string): string {
  return DIGEST.exec(digest)?.[1] ?? digest.replaceAll(/[^A-Za-z0-9]/g, '-');
}
