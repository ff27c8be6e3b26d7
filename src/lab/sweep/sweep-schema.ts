/**
 * What a sweep file may say: which scenario is varied, along which parameters, by which method, and
 * what counts as better. Checked by the same walker as scenarios, so messages read the same.
 */
import { Type, type Static } from '@sinclair/typebox';
import { wordOf } from '../scenario/word-schema.js';

export const SWEEP_FORMAT = 1;

const scalar = Type.Union([Type.Number(), Type.String({ maxLength: 1_000 }), Type.Boolean()], { 'x-expected': 'a number, a text, true or false' });

const conditionSchema = Type.Object(
  {
    path: Type.String({ minLength: 1, maxLength: 300, description: 'Another parameter of the space, or a value of the scenario.' }),
    equals: Type.Optional(scalar),
    in: Type.Optional(Type.Array(scalar, { minItems: 1, maxItems: 1_000 })),
  },
  { description: 'The parameter is varied only where this holds: exactly one of `equals` and `in`.' },
);

export const parameterSchema = Type.Object(
  {
    list: Type.Optional(Type.Array(scalar, { minItems: 1, maxItems: 10_000, description: 'The values, in their order.' })),
    from: Type.Optional(Type.Number({ description: 'First value of a range.' })),
    to: Type.Optional(Type.Number({ description: 'Last value of a range, included.' })),
    step: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'Distance between the values of a range.' })),
    points: Type.Optional(Type.Integer({ minimum: 2, maximum: 10_000, description: 'How many values of a range, evenly spread.' })),
    log: Type.Boolean({ default: false, description: 'Whether the range is spread by ratio instead of by difference.' }),
    whole: Type.Boolean({ default: false, description: 'Whether values are rounded to whole numbers.' }),
    when: Type.Optional(conditionSchema),
  },
  { description: 'A list of values, or a range.' },
);

const pathPair = Type.Array(Type.String({ minLength: 1, maxLength: 300 }), { minItems: 2, maxItems: 2 });

const constraintSchema = Type.Object(
  {
    less: Type.Optional(pathPair),
    atMost: Type.Optional(pathPair),
  },
  { description: 'What a point must meet: of two paths, the first is less than (or at most) the second.' },
);

const sampled = <const Kind extends 'random' | 'sobol'>(kind: Kind, what: string) =>
  Type.Object(
    {
      kind: Type.Literal(kind),
      trials: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'How many points are drawn.' }),
      seed: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 1, description: 'Another seed draws other points.' }),
    },
    { description: what },
  );

const methodSchema = Type.Union(
  [Type.Object({ kind: Type.Literal('grid') }), sampled('random', 'Independent points.'), sampled('sobol', 'Points that fill the space evenly.')],
  { default: { kind: 'grid' }, 'x-expected': 'a method: { kind: grid }, { kind: random, trials: 100 } or { kind: sobol, trials: 64 }' },
);

const seedsSchema = Type.Object(
  {
    policy: wordOf(['common', 'own'], {
      default: 'common',
      description: '`common`: replicate i has the same seed in all trials, so that differences are due to the parameters alone. `own`: every trial has a seed of its own.',
    }),
    list: Type.Optional(Type.Array(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), { minItems: 1, maxItems: 1_000, description: 'One replicate of every point per seed; the seed of the scenario if absent.' })),
  },
  { default: {}, description: 'What chance the trials meet.' },
);

const objectiveSchema = Type.Object(
  {
    figure: Type.String({ minLength: 1, maxLength: 100, default: 'sharpe', description: 'Id of the figure that trials are judged by.', examples: ['sharpe', 'calmar', 'cagr'] }),
    direction: wordOf(['maximise', 'minimise'], { default: 'maximise', description: 'Which way is better.' }),
  },
  { default: {}, description: 'What counts as better.' },
);

const calendarSpan = (description: string) => ({ pattern: '^[1-9][0-9]{0,4}(y|mo|w|d)$', 'x-expected': 'a span like 5y, 6mo, 8w or 90d', description });

const walkForwardSchema = Type.Object(
  {
    inSample: Type.String(calendarSpan('Span in which settings are chosen.')),
    outOfSample: Type.String(calendarSpan('Span in which the chosen ones are judged; windows roll on by it.')),
    anchored: Type.Boolean({ default: false, description: 'Whether every window begins with the data, so that the in-sample span grows.' }),
    warmUp: Type.Optional(Type.String(calendarSpan('Span before each window in which agents already run but nothing is counted.'))),
  },
  { description: 'Choose in sample, judge out of sample, roll on.' },
);

const pathKey = '^[A-Za-z][A-Za-z0-9_-]*([.\\[][A-Za-z0-9_\\].-]+)*$';

export const sweepSchema = Type.Object(
  {
    'hivetape-sweep': Type.Literal(SWEEP_FORMAT, { description: 'Version of the format of this file.' }),
    name: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$', 'x-expected': 'a name of letters, digits and . _ -, beginning with a letter or digit', description: 'Name of the sweep.' }),
    description: Type.String({ maxLength: 10_000, default: '', description: 'What is searched, and why.' }),
    scenario: Type.String({ minLength: 1, maxLength: 1_000, description: 'The scenario that is varied, relative to this file.' }),
    space: Type.Record(Type.String({ pattern: pathKey }), parameterSchema, { minProperties: 1, maxProperties: 50, description: 'The parameters, by their path in the scenario, as `--set` takes them.' }),
    constraints: Type.Array(constraintSchema, { default: [], maxItems: 100, description: 'What every point must meet.' }),
    method: methodSchema,
    seeds: seedsSchema,
    objective: objectiveSchema,
    walkForward: Type.Optional(walkForwardSchema),
    trialsMax: Type.Integer({ minimum: 1, maximum: 10_000_000, default: 1_000, description: 'More trials than this are refused.' }),
    fingerprints: Type.Boolean({ default: false, description: 'Whether each trial keeps the fingerprint that its run has alone; takes longer.' }),
  },
  { title: 'hivetape sweep', description: 'A search through the settings of one scenario.', 'x-noun': 'A sweep' },
);

/** A complete sweep: every default is filled in. */
export type Sweep = Static<typeof sweepSchema>;
export type ParameterSection = Static<typeof parameterSchema>;
export type ConstraintSection = Static<typeof constraintSchema>;
export type WalkForwardSection = Static<typeof walkForwardSchema>;
/** One value of a parameter. */
export type Scalar = Static<typeof scalar>;
