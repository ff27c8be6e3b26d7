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
  'run-not-incomplete': {
    number: 'E5012',
    exit: 3,
    explanation: 'Only a run that was cut short can be resumed or replaced by what was salvaged of it; this one was written to its end.',
  },
  'run-not-damaged': {
    number: 'E5013',
    exit: 3,
    explanation: 'Only a damaged run is salvaged. A run that was merely cut short can be read as it is, and resumed.',
  },
  'archive-damaged': {
    number: 'E5014',
    exit: 6,
    explanation: 'An archive of runs is not what was exported: its digest, a block, the chain or the end differs. Nothing was taken in.',
  },
  'archive-foreign': {
    number: 'E5015',
    exit: 3,
    explanation: 'A file is no archive of runs, or one of a newer format. `hivetape runs export RUN --to FILE` makes one.',
  },
  'import-differs': {
    number: 'E5016',
    exit: 6,
    explanation: 'The store has a run of this id with another log. Both heads are shown; nothing was taken in, and two logs are never merged.',
  },
  'export-package-missing': {
    number: 'E5017',
    exit: 3,
    explanation: 'A format for others is written by a package that only those install who want it: npm install hyparquet-writer@0.17.0 for Parquet.',
  },
  'stream-conflict': {
    number: 'E5020',
    exit: 6,
    explanation: 'A stream on a server does not stand where it was expected: somebody else has written there, or the same run was pushed with other events. Nothing was written.',
  },
  'stream-deleted': {
    number: 'E5021',
    exit: 5,
    explanation: 'A stream on a server was deleted for ever. Its name cannot be used again.',
  },
  'stream-not-found': {
    number: 'E5022',
    exit: 5,
    explanation: 'A server has no such stream, or it was deleted.',
  },
  'append-too-large': {
    number: 'E5023',
    exit: 7,
    explanation: 'One append is larger than a store takes (1 MiB). Nothing was written. A single event may not be so large.',
  },
  'stream-request-invalid': {
    number: 'E5024',
    exit: 70,
    explanation: 'A request to a store of streams breaks its rules: an empty batch, an id twice, a reserved name, a limit below one. Nothing was sent.',
  },
  'server-unreachable': {
    number: 'E5025',
    exit: 7,
    explanation: 'A server did not answer, or did not say how an append ended, until the time for trying was over. What was sent is kept; `hivetape push RUN --to ADDRESS` goes on where it stopped.',
  },
  'server-access-denied': {
    number: 'E5026',
    exit: 4,
    explanation: 'A server does not let these credentials in. Give them in HIVETAPE_EVENTSTORE_USERNAME and HIVETAPE_EVENTSTORE_PASSWORD (or HIVETAPE_EVENTSTORE_PASSWORD_FILE).',
  },
  'server-client-missing': {
    number: 'E5027',
    exit: 3,
    explanation: 'Stores on a server need the package @eventstore/db-client, which is installed only by who uses it: npm install @eventstore/db-client@6.2.1.',
  },
  'server-address-invalid': {
    number: 'E5028',
    exit: 3,
    explanation: 'The address of a server is a connection string: esdb://host:2113?tls=false, or esdb+discover://… for a cluster.',
  },
  'stored-event-removed': {
    number: 'E5029',
    exit: 6,
    explanation: 'A server has removed the body of an event (scavenging). The log cannot be read whole from there any more.',
  },
  'run-not-finished': {
    number: 'E5030',
    exit: 3,
    explanation: 'Only a run that was sealed is moved between stores: an incomplete one would stand in the way of the whole one. Run it to its end first.',
  },
  'sealing-key-missing': {
    number: 'E5031',
    exit: 5,
    explanation: 'Payloads of a run are sealed, and the store has no such key: it was destroyed by `hivetape runs shred`, or it lies in the store that wrote the run. The message says which, and since when. The chain can be verified without it.',
  },
  'sealing-key-wrong': {
    number: 'E5032',
    exit: 6,
    explanation: 'Under the name of a key lies something else: its name follows from its bytes. Bring the file back from the store that wrote the run.',
  },
  'sealed-payload-damaged': {
    number: 'E5033',
    exit: 6,
    explanation: 'A sealed payload does not open with its key: it was changed, or moved to another place, and the chain was computed again over it.',
  },
  'sealing-invalid': {
    number: 'E5034',
    exit: 3,
    explanation: 'What is sealed is what agents of the run say, or events of a type; the frame of a run (its identity, its agents, its end) always stays readable, and a store without keys can seal nothing.',
  },
  'run-not-sealed': {
    number: 'E5035',
    exit: 3,
    explanation: 'Only a run with sealed payloads has a key that can be destroyed. `hivetape run SCENARIO --seal-agent ID` makes one.',
  },
  'checkpoint-foreign': {
    number: 'E5040',
    exit: 3,
    explanation: 'A checkpoint of a projection was made over another log: its run was executed again with another result, or it is the checkpoint of another run. Fold from the start.',
  },
} as const satisfies Record<string, ErrorCode>;
