/** The rows of the table of error codes that speak of the log and its store. */
import type { ErrorCode } from './error-code.js';

export const logErrorCodes = {
  'value-not-canonical': {
    number: 'E5001',
    exit: 1,
    explanation: 'A value has no canonical bytes: NaN, an infinity, -0, undefined, a BigInt or a lone surrogate cannot be recorded.',
  },
  'append-refused': {
    number: 'E5002',
    exit: 70,
    explanation: 'An event does not continue the log: its offset is not the next one, its time goes back, or it names an effect before its cause. Nothing was written.',
  },
  'event-type-unknown': {
    number: 'E5003',
    exit: 3,
    explanation: 'A log holds, or is given, an event type or version that this catalogue does not know. Read it with the package version that wrote it.',
  },
  'schema-not-storable': {
    number: 'E5004',
    exit: 70,
    explanation: 'An event schema uses a construct that has no column layout. Use integers, numbers, flags, texts, words, optional fields, objects, arrays, or free JSON.',
  },
  'run-not-found': {
    number: 'E5005',
    exit: 5,
    explanation: 'The store has no such run. `hivetape runs list` shows them; @ is the last one, @~1 the one before.',
  },
  'store-locked': {
    number: 'E5006',
    exit: 7,
    explanation: 'Another process writes this run. Wait for it, or end it; the lock of a dead process is taken over by itself.',
  },
  'run-diverged': {
    number: 'E5007',
    exit: 6,
    explanation: 'The same identity was executed again and gave another log. The earlier run is kept; the new one is kept beside it for `hivetape diff`.',
  },
  'log-damaged': {
    number: 'E5008',
    exit: 6,
    explanation: 'Bytes of a log are not what was written. The message names block, offsets and place in the file. A rerun restores the run; what stands before the block is sound.',
  },
  'run-has-forks': {
    number: 'E5009',
    exit: 3,
    explanation: 'Other runs share a prefix with this run, so it stays. Remove the forks first.',
  },
  'fork-point-invalid': {
    number: 'E5010',
    exit: 3,
    explanation: 'A fork names a parent, an offset and the fingerprint of the shared prefix; the store has no such prefix.',
  },
  'store-unusable': {
    number: 'E5011',
    exit: 7,
    explanation: 'The directory of the store could not be read or written (disk full, no permission, not a store, or a newer format).',
  },
} as const satisfies Record<string, ErrorCode>;
