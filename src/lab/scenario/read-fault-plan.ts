/** From the text of a plan of faults to the plan, complete and checked as a scenario is. */
import { faultPlanSchema, type FaultPlan } from '../chaos/fault-plan.js';
import { checkShape } from './check-shape.js';
import { parseDocument } from './parse-document.js';
import { errorOf, type Problem } from './scenario-problem.js';

/** Returns the complete plan. Throws what is wrong with the text or with what it says, all at once. */
export function readFaultPlan(text: string, file: string): FaultPlan {
  const { value, source, problems: earlier } = parseDocument(text, file);
  const problems: Problem[] = [...earlier];
  const plan = checkShape(faultPlanSchema, value, [], (problem) => problems.push(problem)) as FaultPlan;
  if (problems.length > 0) throw errorOf(problems, source.spanOf);
  return plan;
}
