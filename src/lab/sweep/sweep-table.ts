/** The table of a sweep for programs: every trial with its settings and figures, in order; nothing of the machine. */
import type { SweepRecord, TrialRecord } from './sweep-record.js';

/** A trial without its returns, which stand in the log. */
export type TrialRow = Omit<TrialRecord, 'returns'>;

export interface SweepTable {
  readonly sweepId: string;
  readonly name: string;
  readonly state: string;
  readonly fingerprint: string;
  readonly planned: SweepRecord['planned'];
  readonly trials: readonly TrialRow[];
  readonly windows: SweepRecord['windows'];
}

export function sweepTable({ sweepId, identity, state, fingerprint, planned, trials, windows }: SweepRecord): SweepTable {
  const { trials: count, points, windows: rolled } = planned;
  return {
    sweepId, name: identity.sweep.name, state, fingerprint,
    planned: { trials: count, points, windows: rolled },
    trials: trials.map(({ returns: _returns, ...row }) => row),
    windows,
  };
}
