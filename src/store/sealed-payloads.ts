/**
 * Seals payloads on their way into a log, and opens them on their way out. The log holds the ciphertext as a version
 * of its own of the same type, so chain, verification, archives and indexes need no key, and go on without one.
 */
import { canonicalJson } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import type { Recorded } from '../core/event.js';
import { formatInstant } from '../core/instant.js';
import { payloadCipher, sealedTextBytes, type PayloadCipher } from '../host/payload-cipher.js';
import type { FoundKey, KeyRing } from './key-ring.js';
import type { RunManifest, SealedReading } from './run-store.js';
import { isSealedVersion, sealedVersion, versionInside, type SealedData } from './sealed-version.js';
import type { TypeLayouts } from './type-layouts.js';

export class SealedPayloads {
  constructor(
    private readonly keys: KeyRing,
    private readonly layouts: TypeLayouts,
  ) {}

  /** Returns what seals the events of a run before they are written, or `undefined` for a run that is not sealed. Throws `sealing-key-missing`, `sealing-key-wrong`. */
  sealerOf(manifest: RunManifest): ((event: Recorded) => Recorded) | undefined {
    const { sealing } = manifest;
    if (sealing === undefined) return undefined;
    const cipher = this.cipherOf(manifest);
    const [agents, types] = [new Set<string>(sealing.agents), new Set(sealing.types)];
    return (event) => (agents.has(event.agent) || types.has(event.type) ? this.sealed(event, manifest, cipher) : event);
  }

  /** Returns events as they were said. Throws `sealing-key-missing` and `sealing-key-wrong`, unless they may be shown sealed; `sealed-payload-damaged`. */
  opened(events: Recorded[], manifest: RunManifest, reading: SealedReading): Recorded[] {
    if (!events.some(({ version }) => isSealedVersion(version))) return events;
    const cipher = reading === 'show' && this.find(manifest).kind !== 'there' ? undefined : this.cipherOf(manifest);
    return events.map((event) => {
      if (!isSealedVersion(event.version)) return event;
      return cipher === undefined ? shownSealed(event, manifest) : openedEvent(event, manifest, cipher);
    });
  }

  private sealed(event: Recorded, manifest: RunManifest, cipher: PayloadCipher): Recorded {
    this.layouts.ofVersion(event.type, event.version).check(event.data);
    return { ...event, version: sealedVersion(event.version), data: { sealed: cipher.seal(canonicalJson(event.data), placeOf(event, manifest)) } };
  }

  private find({ sealing }: RunManifest): FoundKey {
    return sealing === undefined ? { kind: 'missing' } : this.keys.find(sealing.keyId);
  }

  private cipherOf(manifest: RunManifest): PayloadCipher {
    const found = this.find(manifest);
    if (found.kind === 'there') return payloadCipher(found.key);
    throw keyMissing(manifest, found);
  }
}

/** Returns what is said to whoever needs a key that is not there. */
export function keyMissing({ runId, sealing }: RunManifest, found: Exclude<FoundKey, { readonly kind: 'there' }>): HivetapeError {
  const keyId = sealing?.keyId ?? 'none';
  const what = found.kind === 'destroyed' ? `that it was destroyed at ${formatInstant(found.at)}` : 'no such key';
  return new HivetapeError('sealing-key-missing', `The sealed payloads of run ${runId} are read with key ${keyId} (found ${what}).`, {
    help:
      found.kind === 'destroyed'
        ? 'What was sealed is gone for ever. `hivetape runs verify` still proves the chain, and `hivetape events` shows all that was not sealed.'
        : `Copy keys/${keyId}.json from the store that wrote the run. Without it, \`hivetape events\` shows all that was not sealed.`,
    values: { runId, keyId, ...(found.kind === 'destroyed' ? { destroyedAt: found.at } : {}) },
  });
}

/** What a ciphertext is bound to: it opens at its own place in its own run only. */
function placeOf({ offset, type, version, agent }: Recorded, { runId }: RunManifest): string {
  return canonicalJson([runId, offset, type, version, agent]);
}

function openedEvent(event: Recorded, manifest: RunManifest, cipher: PayloadCipher): Recorded {
  const version = versionInside(event.version);
  const text = cipher.open(sealedText(event), placeOf({ ...event, version }, manifest));
  if (text !== undefined) return { ...event, version, data: JSON.parse(text) as unknown };
  throw new HivetapeError('sealed-payload-damaged', `A sealed payload opens with its key (found that ${event.type} at offset ${event.offset} of run ${manifest.runId} does not).`, {
    place: { offset: event.offset },
    help: 'Somebody who could compute the chain again has changed it. Compare the fingerprint with one that you noted, and take the run from a copy.',
    values: { runId: manifest.runId, offset: event.offset },
  });
}

function shownSealed(event: Recorded, { sealing }: RunManifest): Recorded {
  const data: SealedData = { sealed: true, keyId: sealing?.keyId ?? 'none', bytes: sealedTextBytes(sealedText(event)) };
  return { ...event, data };
}

function sealedText({ data }: Recorded): string {
  return (data as { readonly sealed: string }).sealed;
}
