/** The rows of the table of error codes that speak of the command line. */
import type { ErrorCode } from './error-code.js';

export const commandErrorCodes = {
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
  'file-unwritable': {
    number: 'E2012',
    exit: 4,
    explanation: 'A file could not be written: no permission, no space, or the place is not a directory. Choose another place.',
  },
} as const satisfies Record<string, ErrorCode>;
