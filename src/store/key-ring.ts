/**
 * The keys of a store's sealed runs. They lie beside the logs and never in them: whoever carries a run away
 * carries ciphertext. A key that was destroyed leaves a note of when, so that a reader can be told.
 */
import { canonicalJson } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import type { Instant } from '../core/instant.js';
import { eraseKeyFile, keyFilesIn, readKeyFile, writeKeyFile } from '../host/key-files.js';
import { newSealingKey, SEALING_KEY_BYTES, sealingKeyId } from '../host/payload-cipher.js';

export type FoundKey =
  | { readonly kind: 'there'; readonly key: Uint8Array }
  | { readonly kind: 'destroyed'; readonly at: Instant }
  | { readonly kind: 'missing' };

export interface KeyRing {
  /** Returns the id of the key of a purpose, and makes one if there is none. One purpose has one key until it is destroyed. */
  idFor(purpose: string): string;
  /** Throws `sealing-key-wrong` if what lies under the id is another key. */
  find(keyId: string): FoundKey;
  /** Destroys a key for ever. Returns false if there was none. `at`: wall time, for the note that stays. */
  destroy(keyId: string, at: Instant): boolean;
}

interface KeyRecord {
  readonly keyId: string;
  /** Digest of what the key was made for. */
  readonly purpose: string;
  /** 64 hex digits; absent: destroyed. */
  readonly key?: string;
  readonly destroyedAt?: Instant;
}

interface KeyPlace {
  all(): Iterable<KeyRecord>;
  get(keyId: string): KeyRecord | undefined;
  put(record: KeyRecord): void;
  /** Leaves nothing of a key behind. */
  erase(keyId: string): void;
}

const KEY_ID = /^[0-9a-f]{32}$/;
const FORMAT = 'hivetape.sealing-key/1';

/** Returns keys that live as long as they are referenced. */
export function keyRingInMemory(): KeyRing {
  const records = new Map<string, KeyRecord>();
  return keyRing({ all: () => records.values(), get: (id) => records.get(id), put: (record) => void records.set(record.keyId, record), erase: (id) => void records.delete(id) });
}

/** Returns the keys in a directory, which is made with the first of them. */
export function keyRingIn(directory: string): KeyRing {
  const get = (keyId: string): KeyRecord | undefined => {
    const name = `${keyId}.json`;
    const text = KEY_ID.test(keyId) ? readKeyFile(directory, name) : undefined;
    return text === undefined ? undefined : recordOf(text, keyId);
  };
  return keyRing({
    all: function* () {
      for (const name of keyFilesIn(directory)) {
        const record = get(name.slice(0, -'.json'.length));
        if (record !== undefined) yield record;
      }
    },
    get,
    put: (record) => writeKeyFile(directory, `${record.keyId}.json`, `${canonicalJson({ schema: FORMAT, ...record })}\n`),
    erase: (keyId) => eraseKeyFile(directory, `${keyId}.json`),
  });
}

function keyRing(place: KeyPlace): KeyRing {
  return {
    idFor: (purpose) => {
      for (const record of place.all()) if (record.purpose === purpose && record.key !== undefined) return record.keyId;
      const key = newSealingKey();
      const keyId = sealingKeyId(key);
      place.put({ keyId, purpose, key: Buffer.from(key).toString('hex') });
      return keyId;
    },
    find: (keyId) => {
      const record = place.get(keyId);
      if (record?.destroyedAt !== undefined) return { kind: 'destroyed', at: record.destroyedAt };
      if (record?.key === undefined) return { kind: 'missing' };
      const key = new Uint8Array(Buffer.from(record.key, 'hex'));
      if (key.length !== SEALING_KEY_BYTES || sealingKeyId(key) !== keyId) throw wrongKey(keyId, 'another key');
      return { kind: 'there', key };
    },
    destroy: (keyId, at) => {
      const record = place.get(keyId);
      if (record === undefined || record.destroyedAt !== undefined) return false;
      place.erase(keyId);
      place.put({ keyId, purpose: record.purpose, destroyedAt: at });
      return true;
    },
  };
}

function recordOf(text: string, keyId: string): KeyRecord {
  let record: (Partial<KeyRecord> & { readonly schema?: unknown }) | null;
  try {
    record = JSON.parse(text) as typeof record;
  } catch {
    record = null;
  }
  if (record?.schema === FORMAT && record.keyId === keyId && typeof record.purpose === 'string') return record as KeyRecord;
  throw wrongKey(keyId, 'a file that holds none');
}

function wrongKey(keyId: string, found: string): HivetapeError {
  return new HivetapeError('sealing-key-wrong', `Under the name of a key lies that key (found ${found} under ${keyId}).`, {
    help: 'Bring the file of the key back as it was, from the store that wrote the run.',
    values: { keyId },
  });
}
