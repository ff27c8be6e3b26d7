/** The rows of the table of error codes that speak of agents, ours and users'. */
import type { ErrorCode } from './error-code.js';

export const agentErrorCodes = {
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
  'fee-code-refused': {
    number: 'E4014',
    exit: 1,
    explanation: 'A file of fees of your own exports `fee`, a pure function of one execution that returns a finite number of units of currency. The message tells what was found.',
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
  'agent-export-missing': {
    number: 'E4030',
    exit: 3,
    explanation: 'A file of agent code exports `agent`: a decider, a pipeline, or a kind of agent with `create`.',
  },
  'model-not-found': {
    number: 'E4040',
    exit: 5,
    explanation: 'A trained model is named by the SHA-256 of its file, or by the file itself. It is looked for in `models/` beside the scenario and in `models/` of the store. `hivetape learn promote` puts it there.',
  },
  'model-damaged': {
    number: 'E4041',
    exit: 3,
    explanation: 'The file of a model is not what its name is the digest of, has another shape than it says, or holds numbers that are not finite. It is not used; the message shows its digest.',
  },
  'task-graph-invalid': {
    number: 'E4050',
    exit: 3,
    explanation: 'A graph of tasks names a task, a stage or a worker that it does not have, or two of its options contradict each other. The message names the task.',
  },
  'task-graph-circle': {
    number: 'E4051',
    exit: 3,
    explanation: 'Tasks of a graph wait for each other in a circle, so none of them could ever begin. The message names the circle.',
  },
} as const satisfies Record<string, ErrorCode>;
