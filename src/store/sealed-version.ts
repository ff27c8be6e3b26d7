/** A payload that is sealed lies in the log as a version of its own, so far up that no schema ever gets there. */
import type { Recorded } from '../core/event.js';

const SEALED_VERSIONS = 1_000_000;

/** What a reader is shown where the key is gone. */
export interface SealedData {
  readonly sealed: true;
  readonly keyId: string;
  /** Of the canonical text that is sealed. */
  readonly bytes: number;
}

/** Tells whether an event is shown sealed, for want of its key. */
export function isShownSealed(event: Recorded): event is Recorded<string, SealedData> {
  return isSealedVersion(event.version);
}

export function isSealedVersion(version: number): boolean {
  return version > SEALED_VERSIONS;
}

/** Returns under which version a payload is written when it is sealed. */
export function sealedVersion(version: number): number {
  return SEALED_VERSIONS + version;
}

/** Returns which version a sealed payload has inside. */
export function versionInside(version: number): number {
  return version - SEALED_VERSIONS;
}
