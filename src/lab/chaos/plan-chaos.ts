/** Makes what a scenario says of chaos ready for a run: checks the plan's place, loads the user's own laws. */
import { assert } from '../../core/assert.js';
import { HivetapeError } from '../../core/errors.js';
import type { Invariant } from '../../domain/invariants/invariant.js';
import type { AgentCode, AgentCodeOptions } from '../../host/agent-code.js';
import { besideFile } from '../../host/project-files.js';
import { riskLimits, type RiskLimits } from '../../portfolio/limits.js';
import { builtInLaws } from './built-in-laws.js';
import type { ChaosSetting } from './chaos-setting.js';
import { PLAN_FORMAT, type FaultPlan } from './fault-plan.js';

/** What a scenario says of chaos; a loaded one holds the plan itself, and no longer the name of its file. */
export interface ChaosSection {
  readonly plan?: FaultPlan | string;
  readonly invariants?: string;
}

export interface ChaosPlace {
  readonly risk: Partial<RiskLimits>;
  readonly file: string;
  readonly projectRoot: string;
  readonly loadCode: (options: AgentCodeOptions) => Promise<AgentCode>;
}

/** A run that only watches its laws. */
const NO_FAULTS: FaultPlan = { 'hivetape-plan': PLAN_FORMAT, seed: 0, faults: [] };

/** Returns the setting. Throws what loading a user's code throws, and `invariants-export-missing`. */
export async function planChaos(section: ChaosSection, { risk, file, projectRoot, loadCode }: ChaosPlace): Promise<ChaosSetting> {
  const { plan = NO_FAULTS, invariants: path } = section;
  assert(typeof plan !== 'string', 'A loaded scenario holds its plan of faults');
  const laws = builtInLaws(riskLimits(risk));
  if (path === undefined) return { plan, laws };
  const { module, digest } = await loadCode({ path: besideFile(file, path), root: projectRoot });
  return { plan, laws: [...laws, ...ownLaws(module, path)], lawsDigest: digest };
}

function ownLaws({ invariants }: Readonly<Record<string, unknown>>, path: string): Invariant[] {
  if (Array.isArray(invariants) && invariants.length > 0 && invariants.every(isLaw)) return invariants.map((law) => ({ ...law, law: law.law ?? law.id }));
  throw new HivetapeError('invariants-export-missing', `A file of invariants exports \`invariants\`: a list of { id, check } (found ${invariants === undefined ? 'no such export' : 'another shape'}).`, {
    place: { file: path },
    help: 'Write `export const invariants = [{ id: \'mine\', check: (event, state, world) => undefined }]`; what `check` returns says what is wrong.',
  });
}

function isLaw(law: unknown): law is Invariant {
  if (typeof law !== 'object' || law === null || !('id' in law) || typeof law.id !== 'string' || law.id === '') return false;
  const asked = ['check', 'heard', 'settled'].map((name) => (law as Readonly<Record<string, unknown>>)[name]);
  return asked.some((ask) => ask !== undefined) && asked.every((ask) => ask === undefined || typeof ask === 'function');
}
