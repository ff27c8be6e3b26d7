/**
 * Who takes part in a run, as the agents of one plan know it. Where a fork puts others in their seats, those who stay
 * know from then on who sits there, and what that one is there for; before, they knew who sat there before.
 */
import type { Roster, RosterEntry } from '../agents/roster.js';
import type { AgentId } from '../core/brand.js';

export interface Cast {
  readonly roster: () => Roster;
  /** From now on those who know this cast know the other one. */
  readonly becomes: (other: Cast) => void;
}

interface SeatOfCast extends Partial<RosterEntry> {
  readonly id: AgentId;
}

/** Returns the cast of a plan. The seats are asked for once the run begins, and then no more. */
export function castOf(seats: () => readonly SeatOfCast[]): Cast {
  let roster: Roster | undefined;
  return {
    roster: () => (roster ??= new Map(seats().map(({ id, capabilities = [], office = id }) => [id, { capabilities, office }]))),
    becomes: (other) => {
      roster = other.roster();
    },
  };
}
