/** I51: a decision is what its declared rule makes of its ballot, with the weights that were frozen when the vote was opened. */
import type { DataOf, EventOf } from '../../../domain/catalogue.js';
import { invariant, type Invariant } from '../../../domain/invariants/invariant.js';
import { tally, type DecidedOutcome } from '../../../swarm/vote-rule.js';

type Proposal = DataOf<'ProposalMade'>;

export const decisionsFollowRule: Invariant = invariant<Map<string, Proposal>>({
  id: 'I51',
  law: 'A decision is what the declared rule makes of the recorded ballot.',
  initial: () => new Map(),
  check(event, proposals) {
    if (event.type === 'ProposalMade' && !proposals.has(event.data.proposal)) proposals.set(event.data.proposal, event.data);
    if (event.type !== 'DecisionReached' && event.type !== 'QuorumMissed') return undefined;
    const { proposal, ballot } = event.data;
    const asked = proposals.get(proposal);
    if (asked === undefined) return undefined;
    const outcome = tally(ballot, asked);
    if (event.type === 'QuorumMissed') return outcome.kind === 'quorum-missed' ? stakesProblem(asked, ballot) : `${proposal} had its quorum`;
    if (outcome.kind === 'quorum-missed') return `${proposal} was decided without its quorum`;
    return outcomeProblem(asked, event.data, outcome) ?? stakesProblem(asked, ballot);
  },
});

function outcomeProblem({ method, direction: wanted }: Proposal, said: DataOf<'DecisionReached'>, outcome: DecidedOutcome): string | undefined {
  const { proposal, approved, support, turnout } = said;
  if (outcome.approved !== approved || outcome.support !== support || outcome.turnout !== turnout) {
    return `${proposal}: said ${String(approved)} by ${support}, the rule gives ${String(outcome.approved)} by ${outcome.support}`;
  }
  const direction = outcome.ranked?.winner ?? wanted;
  if (said.direction !== direction) return `${proposal} says ${said.direction}, the rule gives ${direction}`;
  if (method === undefined) return undefined;
  if ((said.isHeld === true) !== outcome.isHeld) return `${proposal} is ${said.isHeld === true ? 'held' : 'acted on'} at a confidence of ${outcome.confidence}`;
  if ((said.isShort === true) !== outcome.isShort) return `${proposal} hides that it was decided by ${outcome.turnout} of the council`;
  return said.confidence === outcome.confidence ? undefined : `${proposal}: confidence ${String(said.confidence)}, the rule gives ${outcome.confidence}`;
}

/** Weights that are earned are those of the opening; who did not answer counts as little as was said then. */
function stakesProblem({ proposal, stakes }: Proposal, ballot: EventOf<'QuorumMissed'>['data']['ballot']): string | undefined {
  if (stakes === undefined) return undefined;
  for (const { agent, weight, silent } of ballot) {
    const stake = stakes.find((one) => one.agent === agent);
    const frozen = silent === true ? stake?.silentWeight : stake?.weight;
    if (frozen !== weight) return `${proposal} counts ${agent} with ${weight}, and ${String(frozen)} was frozen when it was opened`;
  }
  return undefined;
}
