/**
 * The first place where a rerun differs from what was recorded: where, who, what was expected and
 * found, why that agent was at work, and what usually makes such a difference.
 */
import type { AgentId } from '../core/brand.js';
import type { Recorded } from '../core/event.js';
import { differencesOf, sameContent, type FieldDifference } from './compare-events.js';
import { LAWS_CODE } from './identity.js';

export interface CauseStep {
  readonly offset: number;
  readonly type: string;
  readonly agent: AgentId;
  readonly time: number;
}

export interface Divergence {
  readonly offset: number;
  readonly time: number;
  readonly agent: AgentId;
  /** `changed`: both say something, differently; `missing`: only the record; `extra`: only the rerun. */
  readonly kind: 'changed' | 'missing' | 'extra';
  readonly expected: Recorded | undefined;
  readonly found: Recorded | undefined;
  readonly fields: readonly FieldDifference[];
  /** What the agent was handling, and what led there, nearest first; at most five hops. */
  readonly causes: readonly CauseStep[];
  /** Numbers drawn so far from each of the agent's streams of chance. */
  readonly draws: Readonly<Record<string, number>>;
  readonly suspects: readonly string[];
}

export interface DivergenceClues {
  readonly offset: number;
  readonly expected: Recorded | undefined;
  readonly found: Recorded | undefined;
  readonly causes: readonly CauseStep[];
  readonly draws: Readonly<Record<string, number>>;
  /** Agents, and the user's own laws, whose code is not the code that was recorded. */
  readonly changedCode: readonly string[];
  /** What the record says next; tells whether an agent fell silent or another one spoke up. */
  readonly following: readonly Recorded[];
}

/** Returns the divergence that these clues tell of. */
export function divergenceOf({ offset, expected, found, causes, draws, changedCode, following }: DivergenceClues): Divergence {
  const at = found ?? expected;
  const kind = kindOf(expected, found, following);
  const fields = kind === 'changed' && expected !== undefined && found !== undefined ? differencesOf(expected, found) : [];
  const agent = ((kind === 'missing' ? expected?.agent : found?.agent) ?? 'lab') as AgentId;
  return {
    offset,
    time: at?.time ?? 0,
    agent,
    kind,
    expected,
    found,
    fields,
    causes,
    draws,
    suspects: suspectsOf({ agent, fields, changedCode }),
  };
}

/** Of two different speakers, one fell silent if the other's words come in the record too, a little later. */
function kindOf(expected: Recorded | undefined, found: Recorded | undefined, following: readonly Recorded[]): Divergence['kind'] {
  if (expected === undefined) return 'extra';
  if (found === undefined) return 'missing';
  if (expected.agent === found.agent && expected.type === found.type) return 'changed';
  if (following.some((later) => sameContent(later, found))) return 'missing';
  return expected.agent === found.agent ? 'changed' : 'extra';
}

function suspectsOf({ agent, fields, changedCode }: { agent: string; fields: readonly FieldDifference[]; changedCode: readonly string[] }): string[] {
  const suspects = changedCode.map((id) => `the code of ${id === LAWS_CODE ? 'your own laws' : `agent ${id}`} has changed since the run was recorded`);
  const onlyContent = fields.filter(({ field }) => !['offset', 'deliverAt', 'correlation', 'causation'].includes(field));
  if (onlyContent.length > 0 && onlyContent.every(isLastDigit)) {
    suspects.push('a float differs in its last digit: usually `**` or Math.pow, whose results differ between Node versions');
  }
  if (fields.length > 0 && onlyContent.length === 0) suspects.push('only the order differs: a tie, or the iteration of an unordered map');
  if (suspects.length === 0) suspects.push(`agent ${agent} depends on something that is not in its inbox`);
  return suspects;
}

function isLastDigit({ expected, found }: FieldDifference): boolean {
  if (typeof expected !== 'number' || typeof found !== 'number') return false;
  return Math.abs(expected - found) <= 4 * Number.EPSILON * Math.max(Math.abs(expected), Math.abs(found));
}
