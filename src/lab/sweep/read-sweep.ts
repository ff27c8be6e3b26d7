/** From the text of a sweep file to a complete sweep: shape first, then whether its parts make sense. */
import { checkShape } from '../scenario/check-shape.js';
import { parseDocument } from '../scenario/parse-document.js';
import { errorOf, pathText, type Path, type Problem, type Report, type SpanOf } from '../scenario/scenario-problem.js';
import type { Scenario } from '../scenario/scenario-schema.js';
import { SOBOL_DIMENSIONS_MAX } from './sobol.js';
import { sweepSchema, type ParameterSection, type Sweep } from './sweep-schema.js';
import { valueAt } from './settings.js';

export interface ReadSweep {
  readonly sweep: Sweep;
  readonly spanOf: SpanOf;
}

/** Returns the complete sweep. Throws what is wrong with its text and shape, all at once. */
export function readSweep(text: string, file: string): ReadSweep {
  const { value, source, problems: earlier } = parseDocument(text, file);
  const problems: Problem[] = [...earlier];
  const report: Report = (problem) => void problems.push(problem);
  const sweep = checkShape(sweepSchema, value, [], report) as Sweep;
  if (problems.length === 0) {
    for (const [path, parameter] of Object.entries(sweep.space)) checkParameter(parameter, ['space', path], sweep, report);
    checkMethod(sweep, report);
    checkConstraints(sweep, report);
  }
  if (problems.length > 0) throw errorOf(problems, source.spanOf);
  return { sweep, spanOf: source.spanOf };
}

/** Throws `sweep-space-invalid` for paths in conditions and constraints that neither the space nor the scenario has. */
export function checkPaths({ sweep, spanOf }: ReadSweep, base: Scenario): void {
  const problems: Problem[] = [];
  const check = (path: string, at: Path): void => {
    if (Object.hasOwn(sweep.space, path) || valueAt(base, path) !== undefined) return;
    problems.push({ code: 'sweep-space-invalid', path: at, message: `${pathText(at)} names a parameter of the space or a value of the scenario (found "${path}").` });
  };
  for (const [name, { when }] of Object.entries(sweep.space)) if (when !== undefined) check(when.path, ['space', name, 'when', 'path']);
  sweep.constraints.forEach((constraint, index) => {
    for (const kind of ['less', 'atMost'] as const) constraint[kind]?.forEach((path, side) => check(path, ['constraints', index, kind, side]));
  });
  if (problems.length > 0) throw errorOf(problems, spanOf);
}

function checkParameter({ list, from, to, step, points, log, when }: ParameterSection, path: Path, { method }: Sweep, report: Report): void {
  const say = (message: string, help?: string): void =>
    report({ code: 'sweep-space-invalid', path, blames: 'key', message: `${path[1]} ${message}`, ...(help === undefined ? {} : { help }) });
  const isRange = from !== undefined || to !== undefined;
  if ((list !== undefined) === isRange) say('has either a list or a range from … to ….', 'Write { list: [10, 20, 40] } or { from: 10, to: 40, step: 10 }.');
  if (when !== undefined && (when.equals === undefined) === (when.in === undefined)) say('has a condition with exactly one of equals and in.');
  if (list !== undefined || !isRange) return;
  if (from === undefined || to === undefined || to < from) return say('has a range from one number to another that is not smaller.');
  if (step !== undefined && points !== undefined) say('has either a step or points.');
  if (log && (from <= 0 || step !== undefined)) say('is spread by ratio, so it begins above 0 and has points, not a step.');
  if (method.kind === 'grid' && step === undefined && points === undefined) say('lies on a grid, so its range has a step or points.', 'Add step: 10, or sample with { kind: sobol, trials: 64 }.');
}

function checkMethod({ method, space }: Sweep, report: Report): void {
  const dimensions = Object.keys(space).length;
  if (method.kind !== 'sobol' || dimensions <= SOBOL_DIMENSIONS_MAX) return;
  const message = `A Sobol sequence has at most ${SOBOL_DIMENSIONS_MAX} parameters (found ${dimensions}).`;
  report({ code: 'sweep-space-invalid', path: ['method'], message, help: 'Use { kind: random, trials: 100 }.' });
}

function checkConstraints({ constraints }: Sweep, report: Report): void {
  constraints.forEach(({ less, atMost }, index) => {
    if ((less === undefined) !== (atMost === undefined)) return;
    const message = `constraints[${index}] has exactly one of less and atMost.`;
    report({ code: 'sweep-space-invalid', path: ['constraints', index], message, help: 'Write { less: [agents.a.options.fastBars, agents.a.options.slowBars] }.' });
  });
}
