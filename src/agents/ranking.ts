/** How one who has a view ranks all directions, where a proposal asks for that. */
import type { DataOf } from '../domain/catalogue.js';
import type { Direction } from '../domain/events/swarm-events.js';

const rankings: Readonly<Record<Direction, readonly Direction[]>> = {
  long: ['long', 'flat', 'short'],
  short: ['short', 'flat', 'long'],
  // Who would rather stand aside does not care which side it would not be on.
  flat: ['flat'],
};

/** Returns the part of a vote that ranks; nothing where nobody asked, or where there is no view. */
export function rankingFor({ method }: DataOf<'ProposalMade'>, view: Direction | undefined): { ranking?: Direction[] } {
  return method?.rule !== 'ranked' || view === undefined ? {} : { ranking: [...rankings[view]] };
}
