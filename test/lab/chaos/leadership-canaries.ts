/** What must break the laws of leadership, and what must not. */
import { agentId } from '../../../src/core/brand.js';
import { ES, type Court } from './law-court.js';

const second = { group: 'swarm', term: 2 };
const entry = (id: string) => ({ term: 2, id, by: agentId('client'), command: { buy: id } });

function voted(court: Court, candidate: string, voters: readonly string[]): void {
  court.said('TermBegan', second, { by: candidate });
  court.said('LeaderVoteAsked', { ...second, lastIndex: 0, lastTerm: 0, isTrial: false }, { by: candidate, to: ['b', 'c'] });
  for (const by of voters) court.said('LeaderVoteGiven', { ...second, candidate: agentId(candidate), isGranted: true, isTrial: false }, { by, to: [candidate] });
}

function elected(court: Court, by: string, voters: readonly string[]): void {
  court.said('LeaderElected', { ...second, voters: voters.map(agentId) }, { by });
}

function appended(court: Court, id: string, { term }: { readonly term: number }): void {
  court.said('EntryCommitted', { ...second, index: 1, ...entry('first') }, { by: 'a' });
  const data = { group: 'swarm', term, previousIndex: 0, previousTerm: 0, entries: [entry(id)], committed: 0, isRest: false };
  court.said('EntriesAppended', data, { by: 'b', to: ['c'] });
}

const missed = { proposal: 'council/ES/1', instrument: ES, turnout: 0, quorum: 0.5, ballot: [] };

/** A vote is opened by a, and these have been elected to lead its group. */
function asked(court: Court, leaders: readonly string[]): void {
  for (const by of leaders) court.said('LeaderElected', { group: 'council', term: 1, voters: [] }, { by });
  court.said('ProposalMade', { proposal: 'council/ES/1', instrument: ES, direction: 'long', strength: 0.5, quorum: 0.5, threshold: 0.5, operator: '>', closesAt: 500 }, { by: 'a' });
}

export const leadershipCanaries = [
  { law: 'I54', deed: 'a second leader in a term', found: 'd leads swarm in term 2, as a does',
    commit: (court: Court) => { voted(court, 'a', ['b']); elected(court, 'a', ['a', 'b']); elected(court, 'd', ['d']); },
    behave: (court: Court) => { voted(court, 'a', ['b']); elected(court, 'a', ['a', 'b']); court.said('LeaderResigned', { ...second, reason: 'no-majority' }, { by: 'a' }); } },
  { law: 'I54', deed: 'a leader by a vote that nobody gave', found: 'a leads swarm in term 2 by the vote of c, which gave it none',
    commit: (court: Court) => { voted(court, 'a', ['b']); elected(court, 'a', ['a', 'c']); },
    behave: (court: Court) => { voted(court, 'a', ['c']); elected(court, 'a', ['a', 'c']); } },
  { law: 'I54', deed: 'a leader by a minority', found: 'a leads swarm in term 2 by 1 votes of 3',
    commit: (court: Court) => { voted(court, 'a', []); elected(court, 'a', ['a']); },
    behave: (court: Court) => { voted(court, 'a', ['b', 'c']); elected(court, 'a', ['a', 'b', 'c']); } },
  { law: 'I55', deed: 'a vote that only a stranger ends', found: 'council/ES/1 was to close at 500, and is open at 1000000000',
    commit: (court: Court) => { asked(court, ['a']); court.said('QuorumMissed', missed, { by: 'b' }); court.settled(); },
    behave: (court: Court) => { asked(court, ['a', 'b']); court.said('QuorumMissed', missed, { by: 'b' }); court.settled(); } },
  { law: 'A10', deed: 'a second vote in a term', found: 'b votes for c in term 2, and voted for a',
    commit: (court: Court) => { voted(court, 'a', ['b']); voted(court, 'c', ['b']); },
    behave: (court: Court) => { voted(court, 'a', ['b']); voted(court, 'a', ['b']); } },
  { law: 'A11', deed: 'a committed entry that becomes another', found: 'index 1 holds {"by":"client","command":{"buy":"other"},"id":"other"}, and',
    commit: (court: Court) => appended(court, 'other', { term: 3 }),
    // A leader of an earlier term, which came back, cannot know what was committed after it.
    behave: (court: Court) => appended(court, 'other', { term: 1 }) },
  { law: 'A11', deed: 'an entry that is committed twice', found: 'first is committed at 2, and was at 1',
    commit: (court: Court) => [1, 2].forEach((index) => court.said('EntryCommitted', { ...second, index, ...entry('first') }, { by: 'a' })),
    behave: (court: Court) => [1, 1].forEach((index) => court.said('EntryCommitted', { ...second, index, ...entry('first') }, { by: 'a' })) },
];
