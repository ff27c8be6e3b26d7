/** Performs a failure once more, on today's data and code, and says whether it fails again the same way. */
import { assert } from '../../core/assert.js';
import { loadMarket } from '../load-market.js';
import type { ProjectPlace } from '../plan-run.js';
import { codeShelf } from '../sweep/code-shelf.js';
import { catalogueWords } from '../words.js';
import { changedCode, type Failure } from './failure.js';
import { performLogged, type Breach } from './perform-plan.js';

export interface ReplayedFailure {
  /** `same`: the same law at the same offset, and the same log to its last byte. `holds`: no law breaks any more. */
  readonly verdict: 'same' | 'different' | 'holds';
  readonly breach: Breach | undefined;
  readonly events: number;
  readonly fingerprint: string;
  /** What is not what it was when the failure was found: instruments whose data, and agents whose code. */
  readonly changed: readonly string[];
}

/** Returns what came of it. Throws what loading data and code throws. */
export async function replayFailure(failure: Failure, project: ProjectPlace): Promise<ReplayedFailure> {
  const { scenario } = failure;
  const plan = scenario.chaos?.plan;
  assert(plan !== undefined && typeof plan !== 'string', 'The scenario of a failure holds its plan of faults');
  const market = await loadMarket(scenario, project);
  const loadCode = codeShelf();
  const { result, log } = await performLogged({ scenario, project, market, loadCode, vocabulary: catalogueWords() }, plan);
  const { breach } = result;
  const isSame = breach?.invariant === failure.invariant && breach.at === failure.at && log.fingerprint === failure.fingerprint;
  return {
    verdict: breach === undefined ? 'holds' : isSame ? 'same' : 'different',
    breach,
    events: log.count,
    fingerprint: log.fingerprint,
    changed: [...changedData(failure, market.digests), ...(await changedCode(failure, { project, loadCode }))],
  };
}

function changedData({ data }: Failure, now: Readonly<Record<string, string>>): string[] {
  return Object.keys(data).filter((instrument) => data[instrument] !== now[instrument]).map((instrument) => `the data of ${instrument}`);
}
