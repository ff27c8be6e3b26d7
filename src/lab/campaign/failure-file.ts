/** Failures as files: plain JSON that holds everything but data and code, and that a person may read and keep. */
import { Type } from '@sinclair/typebox';
import { HivetapeError, isHivetapeError } from '../../core/errors.js';
import { faultPlanSchema } from '../chaos/fault-plan.js';
import { checkShape } from '../scenario/check-shape.js';
import { completeScenario } from '../scenario/complete-scenario.js';
import { knownNames } from '../scenario/known-names.js';
import { parseDocument } from '../scenario/parse-document.js';
import type { Problem } from '../scenario/scenario-problem.js';
import type { Failure } from './failure.js';

export const FAILURE_FORMAT = 1;

const text = Type.String();
const whole = Type.Integer({ minimum: 0 });
const digests = Type.Record(Type.String(), Type.String());

const failureSchema = Type.Object(
  {
    'hivetape-failure': Type.Literal(FAILURE_FORMAT),
    invariant: text,
    law: text,
    at: Type.Integer({ minimum: -1 }),
    found: text,
    event: Type.Union([Type.Object({ type: text, agent: text, time: Type.Integer() }), Type.Null()]),
    startAt: Type.Integer(),
    events: whole,
    fingerprint: text,
    /** Path of the scenario file, relative to this one. */
    scenarioFile: text,
    discovery: Type.Object({ seed: whole, plan: Type.Integer({ minimum: -1 }), faults: whole, tries: whole, isSmallest: Type.Boolean(), fastCheck: text }),
    data: digests,
    code: digests,
    scenario: Type.Record(Type.String(), Type.Unknown()),
    drawn: faultPlanSchema,
  },
  { 'x-noun': 'A failure file' },
);

/** A failure, and where its scenario lies: relative to the failure file, with slashes. */
export interface FiledFailure {
  readonly failure: Failure;
  readonly scenarioFile: string;
}

/** Returns the text of a failure file. What broke comes first. */
export function failureText({ failure, scenarioFile }: FiledFailure): string {
  const { invariant, law, at, found, event, startAt, events, fingerprint, discovery, data, code, scenario, drawn } = failure;
  const told = { 'hivetape-failure': FAILURE_FORMAT, invariant, law, at, found, event, startAt, events, fingerprint, scenarioFile, discovery, data, code, scenario, drawn };
  return `${JSON.stringify(told, null, 2)}\n`;
}

/** Returns a failure from its text. Throws `failure-file-invalid` with the place of what is wrong. */
export function readFailure(json: string, file: string): FiledFailure {
  try {
    const { value, source, problems: earlier } = parseDocument(json, file.endsWith('.json') ? file : `${file}.json`);
    const problems: Problem[] = [...earlier];
    const { 'hivetape-failure': _format, scenarioFile, scenario, ...rest } = checkShape(failureSchema, value, [], (problem) => problems.push(problem)) as Failure & { scenarioFile: string; 'hivetape-failure': number };
    const [first] = problems;
    if (first !== undefined) throw invalid(file, first.message, source.spanOf(first.path, 'value').place);
    return { failure: { ...rest, scenario: completeScenario(scenario, { known: knownNames() }) }, scenarioFile };
  } catch (cause) {
    if (!isHivetapeError(cause) || cause.code === 'failure-file-invalid') throw cause;
    throw invalid(file, cause.message, cause.details.place, cause);
  }
}

function invalid(file: string, what: string, place: object = {}, cause?: unknown): HivetapeError {
  return new HivetapeError('failure-file-invalid', `A failure file is what \`hivetape chaos run\` wrote: ${what}`, {
    place: { ...place, file },
    help: 'Run the campaign again with the seed that found the failure.',
    ...(cause === undefined ? {} : { cause }),
  });
}
