/**
 * The one table of error codes. A code never changes its number or its name; `hivetape explain CODE`
 * prints the row. Numbers: 1 scenario and configuration, 2 command line, 3 market data, 4 agents,
 * 5 log and store, 6 lab (differences), 7 limits, 9 ours.
 */

import { marketErrorCodes } from './market-error-codes.js';

export interface ErrorCode {
  /** Stable number, as printed: E3021. */
  readonly number: `E${number}`;
  /** Exit code of the command line (see `hivetape help exit-codes`). */
  readonly exit: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 70;
  /** What went wrong and what to do, for `hivetape explain`. */
  readonly explanation: string;
}

export const errorCodes = {
  // 1: scenario and configuration
  'scenario-invalid': {
    number: 'E1001',
    exit: 3,
    explanation: 'The scenario file breaks its schema. The message names line, column, what was expected and what was found.',
  },
  'scenario-not-found': {
    number: 'E1002',
    exit: 5,
    explanation: 'There is no scenario file of that name. Give a path relative to the working directory; `hivetape init` writes a sample.',
  },
  'scenario-syntax': {
    number: 'E1003',
    exit: 3,
    explanation: 'The file is no valid YAML 1.2 or JSON. Indent with spaces, one document per file; comments only in YAML.',
  },
  'scenario-unknown-key': {
    number: 'E1004',
    exit: 3,
    explanation: 'A scenario has only known keys, so that a misspelt one is found. `hivetape schema scenario` lists them all.',
  },
  'scenario-missing-key': {
    number: 'E1005',
    exit: 3,
    explanation: 'A key that has no default is not there. Add it under the key that the message names.',
  },
  'scenario-duplicate-key': {
    number: 'E1006',
    exit: 3,
    explanation: 'A key stands twice in one place, so one of its values would be lost. Remove one of them.',
  },
  'scenario-forbidden-key': {
    number: 'E1007',
    exit: 3,
    explanation: 'Names like __proto__ are parts of every object and could change the program itself; no key may be called so.',
  },
  'scenario-too-large': {
    number: 'E1008',
    exit: 3,
    explanation: 'A scenario is at most 1 MiB of text, 64 levels deep, with 50,000 values after its aliases are put in. Market data belong into files.',
  },
  'scenario-number': {
    number: 'E1009',
    exit: 3,
    explanation: 'A number is infinite, not a number, or has more digits than a double holds; it would not be the number that was written.',
  },
  'scenario-tag': {
    number: 'E1010',
    exit: 3,
    explanation: 'YAML tags (!!str, !custom) are refused: a scenario is plain data and never builds objects of the program.',
  },
  'scenario-version': {
    number: 'E1011',
    exit: 3,
    explanation: 'The scenario was written for another version of its format (its key `hivetape`). This hivetape reads format 1.',
  },
  'scenario-override': {
    number: 'E1012',
    exit: 3,
    explanation: '`--set key=value` names a key of the scenario with dots (agents.trend.options.fastBars=10); the value is read as YAML.',
  },
  'scenario-contradiction': {
    number: 'E1020',
    exit: 3,
    explanation: 'Two parts of the scenario cannot both hold, for example a period that ends before it begins. The message names both.',
  },
  'unknown-agent-kind': {
    number: 'E1021',
    exit: 3,
    explanation: 'No ready-made agent is of that kind. `hivetape agents` lists the kinds; your own agents are given as `path`.',
  },
  'unknown-bundled-data': {
    number: 'E1022',
    exit: 3,
    explanation: 'No bundled data set has that name. The message lists the names there are; your own data are given as `file`.',
  },
  'unknown-instrument': {
    number: 'E1023',
    exit: 3,
    explanation: 'An agent is to watch an instrument for which the scenario has no data. Add it under `data`, or mend its name.',
  },
  'path-not-found': {
    number: 'E1030',
    exit: 3,
    explanation: 'The scenario names a file that does not exist. Paths are relative to the scenario file.',
  },
  'path-outside-project': {
    number: 'E1031',
    exit: 3,
    explanation: 'The scenario names a file outside its project (the nearest directory above it with a package.json), so it could not be moved or shared. Copy the file into the project.',
  },
  'venue-rules-invalid': {
    number: 'E1040',
    exit: 3,
    explanation: 'A rule of the simulated venue is out of its range: participation, opening window, spread, slippage, fees or margin. The message names it.',
  },
  'risk-limits-invalid': {
    number: 'E1041',
    exit: 3,
    explanation: 'A limit of the risk gate is out of its range. Limits are fractions of equity above 0; windows are whole numbers of days.',
  },

  // 2: command line
  usage: {
    number: 'E2001',
    exit: 2,
    explanation: 'The command line was not understood. `hivetape help COMMAND` shows what a command takes.',
  },
  'unknown-option': {
    number: 'E2002',
    exit: 2,
    explanation: 'The command has no such option. `hivetape help COMMAND` lists its options.',
  },
  'unknown-command': {
    number: 'E2003',
    exit: 2,
    explanation: 'There is no such command. `hivetape help` lists them.',
  },
  'missing-argument': {
    number: 'E2004',
    exit: 2,
    explanation: 'The command needs one more argument, or an option stands without its value.',
  },
  'invalid-argument': {
    number: 'E2005',
    exit: 2,
    explanation: 'An argument or the value of an option is out of range or malformed. The message says what is allowed.',
  },
  'conflicting-options': {
    number: 'E2006',
    exit: 2,
    explanation: 'Two options exclude each other. The message names both; leave one away.',
  },
  'ambiguous-run': {
    number: 'E2007',
    exit: 2,
    explanation: 'The beginning of a run id fits several runs. The message lists them; write more letters of the one you mean.',
  },
  'would-overwrite': {
    number: 'E2009',
    exit: 2,
    explanation: 'A file is in the way and is never overwritten. Choose another place, or move the file yourself.',
  },
  'topic-not-found': {
    number: 'E2010',
    exit: 5,
    explanation: 'There is no such error code, event type or help topic. The message names the nearest.',
  },
  'directory-not-found': {
    number: 'E2011',
    exit: 5,
    explanation: 'The directory given with --cwd does not exist.',
  },

  // 3: market data
  'invalid-instant': {
    number: 'E3001',
    exit: 3,
    explanation: 'A time stamp could not be read. Write ISO 8601 with a zone (2020-01-31T15:00:00Z) or a date (2020-01-31).',
  },
  ...marketErrorCodes,

  // 4: agents
  'agent-options-contradict': {
    number: 'E4001',
    exit: 3,
    explanation: 'Two options of an agent cannot both hold, for example a fast average that is longer than the slow one. The message names both.',
  },
  'weights-not-one': {
    number: 'E4002',
    exit: 3,
    explanation: 'The weights of a council are above 0 and sum to 1, so that a misspelt or forgotten member is seen. Mend them, or set `normalise: true` to scale them.',
  },
  'no-timer-set': {
    number: 'E4003',
    exit: 1,
    explanation: 'A test lets a timer ring, but the agent has set none that has not rung yet.',
  },
  'agent-threw': {
    number: 'E4007',
    exit: 1,
    explanation: 'An agent threw an exception while it handled a delivery. None of what it said in that delivery counts.',
  },
  'nondeterministic-call': {
    number: 'E4010',
    exit: 1,
    explanation:
      'An agent used the wall clock, chance, a timer or another thing of the machine. Take time from the event and chance from `context.random(purpose)`.',
  },
  'invalid-event': {
    number: 'E4011',
    exit: 1,
    explanation: 'An agent said something that the event catalogue does not allow. The message names the field.',
  },
  'nondeterministic-import': {
    number: 'E4012',
    exit: 3,
    explanation:
      'A file of agent code imports a module of the machine (fs, net, crypto and the like). An agent takes everything it knows from the events it hears.',
  },
  'agent-file-empty': {
    number: 'E4020',
    exit: 3,
    explanation: 'A file of agent code exports nothing. Export the agent, or a function that makes it, by name or as the default.',
  },
  'agent-file-syntax': {
    number: 'E4021',
    exit: 3,
    explanation: 'A file of agent code cannot be read as TypeScript or JavaScript. The message names file, line and column.',
  },
  'agent-import-unresolved': {
    number: 'E4022',
    exit: 3,
    explanation: 'A file of agent code imports a file, a package or a name that is not there. Mend the path, or install the package in the project.',
  },
  'agent-file-threw': {
    number: 'E4023',
    exit: 3,
    explanation: 'A file of agent code threw an exception while it was loaded, before any agent was made.',
  },
  'limit-reached': {
    number: 'E7001',
    exit: 7,
    explanation: 'A run reached one of its limits (deliveries in an instant, drafts in a delivery, length of the queue). What was recorded until then is kept.',
  },

  // 5: log and store
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

  // 4: users' own agents
  'agent-export-missing': {
    number: 'E4030',
    exit: 3,
    explanation: 'A file of agent code exports `agent`: a decider, a pipeline, or a kind of agent with `create`.',
  },
  'agent-options-invalid': {
    number: 'E4031',
    exit: 3,
    explanation: 'The options that a scenario gives an agent of your own break the schema that its file declares.',
  },

  // 6: lab
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
} as const satisfies Record<string, ErrorCode>;

export type ErrorCodeName = keyof typeof errorCodes;
