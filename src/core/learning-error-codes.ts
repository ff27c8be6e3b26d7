/** The rows of the table of error codes that speak of learning: data sets and the training on them. */
import type { ErrorCode } from './error-code.js';

export const learningErrorCodes = {
  'no-market-run': {
    number: 'E6022',
    exit: 3,
    explanation: 'What was asked for needs a run of a scenario. This log holds something else: a training, a sweep.',
  },
  'data-set-empty': {
    number: 'E6050',
    exit: 3,
    explanation: 'A data set needs bars enough for a window before and a horizon behind each row, and enough rows on both sides of the cut between training and test.',
  },
  'data-set-damaged': {
    number: 'E6051',
    exit: 3,
    explanation: 'The file is no data set, or was changed since it was made: its digest does not fit.',
  },
  'data-set-not-found': {
    number: 'E6052',
    exit: 5,
    explanation: 'A data set is named by its file or by the beginning of its digest. `hivetape learn dataset RUN` makes one.',
  },
  'package-missing': {
    number: 'E6053',
    exit: 3,
    explanation: 'Training needs TensorFlow.js, which hivetape does not install by itself because runs with trained models do without. The message names the package.',
  },
  'backend-not-repeatable': {
    number: 'E6054',
    exit: 3,
    explanation: 'The native backend sums in the order in which its threads finish, so two trainings differ in their last bits. Its one result can be recorded and used, but not demanded a second time.',
  },
  'learning-mismatch': {
    number: 'E6055',
    exit: 3,
    explanation: 'The model looks at other features, windows or labels than the data set holds. Make the data set with the options that the model was trained with.',
  },
  'training-diverged': {
    number: 'E6056',
    exit: 3,
    explanation: 'The loss of the training became infinite or no number. A lower learning rate helps.',
  },
  'training-stopped': {
    number: 'E6057',
    exit: 1,
    explanation: 'The training was stopped before its last epoch. Nothing of it is kept; start it again.',
  },
} as const satisfies Record<string, ErrorCode>;
