/** What the exit codes of the command line mean; `hivetape help exit-codes` prints this. */

export const exitCodes = [
  { code: 0, meaning: 'done' },
  { code: 1, meaning: 'the run or check failed: an agent threw, an invariant broke' },
  { code: 2, meaning: 'the command line was not understood' },
  { code: 3, meaning: 'bad input data or configuration' },
  { code: 4, meaning: 'no permission' },
  { code: 5, meaning: 'not found: a scenario, a run, a topic' },
  { code: 6, meaning: 'mismatch: a rerun differs, a log is damaged, diff --exit-code found a difference' },
  { code: 7, meaning: 'a limit, a lock or a budget; what was done is kept' },
  { code: 70, meaning: 'a bug of hivetape' },
  { code: 130, meaning: 'stopped by Ctrl-C; what was done is kept' },
  { code: 143, meaning: 'stopped by SIGTERM; what was done is kept' },
] as const;

/** A command that was stopped from outside; which signal it was is known at the door. */
export const EXIT_STOPPED = 130;
