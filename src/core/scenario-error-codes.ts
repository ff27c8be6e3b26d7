/** The rows of the table of error codes that speak of scenarios and configuration. */
import type { ErrorCode } from './error-code.js';

export const scenarioErrorCodes = {
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
  'fx-rate-missing': {
    number: 'E1024',
    exit: 3,
    explanation: 'Something trades, or lies as cash, in another currency than the account, and no rate is known for it. Nothing is ever converted at a made-up rate: give its rates under `fx`.',
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
  'sweep-space-invalid': {
    number: 'E1060',
    exit: 3,
    explanation: 'A parameter of a sweep, a condition or a constraint does not make sense: a range without a step on a grid, a logarithm of a number below zero, a path that nothing has.',
  },
  'sweep-space-empty': {
    number: 'E1061',
    exit: 3,
    explanation: 'No point of the space of a sweep meets its constraints, or its walk-forward windows do not fit into the data.',
  },
} as const satisfies Record<string, ErrorCode>;
