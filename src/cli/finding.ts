/** One thing that a doctor looked at. */

export interface Finding {
  readonly what: string;
  /** Absent and noted are no trouble: something is not there, or somebody may want to know. */
  readonly state: 'sound' | 'absent' | 'noted' | 'broken';
  readonly found: string;
  /** How to mend it; empty where nothing is wrong. */
  readonly help: string;
}
