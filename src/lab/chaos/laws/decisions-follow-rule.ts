/** I51: a decision is what its declared rule makes of its ballot. */
import { tally } from '../../../agents/vote-rule.js';
import type { DataOf } from '../../../domain/catalogue.js';
import { invariant, type Invariant } from '../../../domain/invariants/invariant.js';

export const decisionsFollowRule: Invariant = invariant<Map<string, DataOf<'ProposalMade'>>>({
  id: 'I51',
  law: 'A decision is what the declared rule makes of the recorded ballot.',
  initial: () => new Map(),
  check(event, proposals) {
    if (event.type === 'ProposalMade' && !proposals.has(event.data.proposal)) proposals.set(event.data.proposal, event.data);
    if (event.type !== 'DecisionReached' && event.type !== 'QuorumMissed') return undefined;
    const { data } = event;
    const rule = proposals.get(data.proposal);
    if (rule === undefined) return undefined;
    const outcome = tally(data.ballot, rule);
    if (event.type === 'QuorumMissed') return outcome.kind === 'quorum-missed' ? undefined : `${data.proposal} had its quorum`;
    const { approved, support, turnout } = event.data;
    if (outcome.kind === 'quorum-missed') return `${data.proposal} was decided without its quorum`;
    const isSame = outcome.approved === approved && outcome.support === support && outcome.turnout === turnout;
    return isSame ? undefined : `${data.proposal}: said ${String(approved)} by ${support}, the rule gives ${String(outcome.approved)} by ${outcome.support}`;
  },
});
