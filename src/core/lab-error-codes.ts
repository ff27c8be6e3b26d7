/** The rows of the table of error codes that speak of what the lab compares and is asked for. */
import type { ErrorCode } from './error-code.js';

export const labErrorCodes = {
  'rerun-differs': {
    number: 'E6001',
    exit: 6,
    explanation: 'A recorded run was decided again and came out differently: an agent depends on something that is not in its inbox, or the code has changed. The message names the first event that differs.',
  },
  'fork-place-invalid': {
    number: 'E6010',
    exit: 3,
    explanation: 'A fork must leave its parent at an offset or time within the run, after the opening.',
  },
  'fork-change-invalid': {
    number: 'E6011',
    exit: 3,
    explanation: 'A fork changes options, agents, limits or latency from its place on. The past (data, account, period) belongs to a new run.',
  },
  'log-without-identity': {
    number: 'E6020',
    exit: 3,
    explanation: 'A log begins with the identity of its run. Without it the run cannot be decided again.',
  },
  'effect-not-recorded': {
    number: 'E6021',
    exit: 6,
    explanation: 'A rerun reads the outcomes of effects from the log and never asks the outside world; this outcome is not there.',
  },
  'resume-differs': {
    number: 'E6029',
    exit: 6,
    explanation: 'A run that was cut short was decided again and does not come to what its log holds: an agent depends on something that is not in its inbox. Nothing was written.',
  },
  'resume-inputs-changed': {
    number: 'E6023',
    exit: 6,
    explanation: 'Data or agent code have changed since the run was cut short, so going on would make another run. Nothing was written.',
  },
  'offset-not-found': {
    number: 'E6030',
    exit: 5,
    explanation: 'The run has no event at this offset. Offsets begin at 0.',
  },
  'order-not-found': {
    number: 'E6031',
    exit: 5,
    explanation: 'The run has no order of this name. `hivetape events RUN --type OrderPlaced` lists them.',
  },
  'bounds-of-fork': {
    number: 'E6024',
    exit: 3,
    explanation: 'Bounds value a whole run under other policies. A fork leaves its parent at an offset, which is another place where other fills come before it.',
  },
  'runs-share-too-little': {
    number: 'E6025',
    exit: 3,
    explanation: 'Two runs are compared day by day over the days that both have. With fewer than twenty, or once an account is ruined, resampling says nothing.',
  },
  'sweep-not-found': {
    number: 'E6040',
    exit: 5,
    explanation: 'The store has no sweep of that name or id, or the run that was named is no sweep. `hivetape sweep status` lists the sweeps.',
  },
  'trial-not-found': {
    number: 'E6041',
    exit: 5,
    explanation: 'The sweep has no finished trial of that number. `hivetape sweep best SWEEP --limit 1000` lists them.',
  },
  'sweep-changed': {
    number: 'E6043',
    exit: 6,
    explanation: 'Data, agent code or the package have changed since the sweep began, so its finished trials are not comparable with those to come. Run the sweep file again.',
  },
  'trial-worker-died': {
    number: 'E6042',
    exit: 7,
    explanation: 'A worker of a sweep ended in the middle of a trial, most likely for want of memory. Finished trials are kept: resume the sweep, with fewer workers.',
  },
} as const satisfies Record<string, ErrorCode>;
