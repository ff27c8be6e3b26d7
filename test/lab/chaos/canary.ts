/** What must break a law, and what must not. */
import type { Court } from './law-court.js';

export interface Canary {
  readonly law: string;
  readonly deed: string;
  /** Does everything right, then the one thing that is wrong. */
  readonly commit: (court: Court) => void;
  /** Done in place of the wrong thing: the law must hold. */
  readonly behave: (court: Court) => void;
  readonly found: string;
}
