/** Who sits in a council, and with what weight. Always by the agent's id, never by a place in a list. */
import { agentId, type AgentId } from '../core/brand.js';
import { HivetapeError } from '../core/errors.js';

export interface Member {
  readonly agent: AgentId;
  /** Share of the council's say; all shares sum to 1. */
  readonly weight: number;
}

export interface MembersOptions {
  readonly members: Readonly<Record<string, number>>;
  /** Whether weights are scaled to sum to 1 instead of being refused. */
  readonly normalise: boolean;
}

/** How far the sum of hand-written weights may be from 1: three times 0.333 is not enough, 0.3333333 is. */
const SUM_TOLERANCE = 1e-6;

/**
 * Returns the members in order of their ids, whatever the order they are written in, so that the order
 * of keys in a file never changes a run. Throws `weights-not-one`.
 */
export function membersOf({ members, normalise }: MembersOptions): readonly Member[] {
  const listed = Object.entries(members)
    .map(([name, weight]): Member => ({ agent: agentId(name), weight }))
    .sort((a, b) => (a.agent < b.agent ? -1 : 1));
  const sum = listed.reduce((total, { weight }) => total + weight, 0);
  const idle = listed.find(({ weight }) => !(weight > 0));
  if (idle !== undefined) throw refuse(`Each weight of a council is above 0 (found ${idle.weight} for "${idle.agent}").`, members);
  if (listed.length === 0) throw refuse('A council has at least one member (found none).', members);
  if (normalise) return listed.map(({ agent, weight }) => ({ agent, weight: weight / sum }));
  if (Math.abs(sum - 1) > SUM_TOLERANCE) throw refuse(`The weights of a council sum to 1 (found ${Number(sum.toFixed(9))}).`, members);
  return listed;
}

function refuse(message: string, members: MembersOptions['members']): HivetapeError {
  return new HivetapeError('weights-not-one', message, {
    help: 'Name each member with its share, or set normalise to true.',
    values: { members },
  });
}
