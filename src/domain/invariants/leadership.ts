/** The laws of leadership: one vote and one leader in a term, and what is committed stands for ever. */
import type { AgentId } from '../../core/brand.js';
import { canonicalJson } from '../../core/canonical.js';
import type { DataOf, LogEvent } from '../catalogue.js';
import { invariant, type Invariant } from './invariant.js';

interface Elections {
  readonly leaders: Map<string, AgentId>;
  /** Who gave a vote to whom. */
  readonly votes: Set<string>;
  /** How many take part, as each candidate has asked them. */
  readonly sizes: Map<string, number>;
}

/** I54: at most one leader per term, and by the votes that were given. */
export const oneLeaderPerTerm: Invariant = invariant<Elections>({
  id: 'I54',
  law: 'A term has one leader, whom a majority of all members has voted for.',
  initial: () => ({ leaders: new Map(), votes: new Set(), sizes: new Map() }),
  check(event, { leaders, votes, sizes }) {
    const { agent } = event;
    if (event.type === 'LeaderVoteAsked' && !event.data.isTrial) sizes.set(keyOf(event.data, agent), event.to.length + 1);
    if (event.type === 'TermBegan') votes.add(keyOf(event.data, agent, agent));
    if (event.type === 'LeaderVoteGiven' && isVote(event.data)) votes.add(keyOf(event.data, event.data.candidate, agent));
    if (event.type !== 'LeaderElected') return undefined;
    const { group, term, voters } = event.data;
    const other = leaders.get(keyOf(event.data));
    if (other !== undefined && other !== agent) return `${agent} leads ${group} in term ${term}, as ${other} does`;
    leaders.set(keyOf(event.data), agent);
    const without = voters.find((voter) => !votes.has(keyOf(event.data, agent, voter)));
    if (without !== undefined) return `${agent} leads ${group} in term ${term} by the vote of ${without}, which gave it none`;
    const size = sizes.get(keyOf(event.data, agent)) ?? 1;
    return new Set(voters).size * 2 > size ? undefined : `${agent} leads ${group} in term ${term} by ${voters.length} votes of ${size}`;
  },
});

/** A10: whoever votes, votes once. */
export const oneVotePerTerm: Invariant = invariant<Map<string, AgentId>>({
  id: 'A10',
  law: 'A member gives one vote in a term.',
  initial: () => new Map(),
  check(event, given) {
    const candidate = event.type === 'TermBegan' ? event.agent : event.type === 'LeaderVoteGiven' && isVote(event.data) ? event.data.candidate : undefined;
    if (candidate === undefined || (event.type !== 'TermBegan' && event.type !== 'LeaderVoteGiven')) return undefined;
    const key = keyOf(event.data, event.agent);
    const other = given.get(key);
    if (other !== undefined && other !== candidate) return `${event.agent} votes for ${candidate} in term ${event.data.term}, and voted for ${other}`;
    given.set(key, candidate);
    return undefined;
  },
});

interface Standing {
  readonly content: string;
  /** In which term a leader first told that it is committed. Leaders of earlier terms may not know. */
  readonly since: number;
}

interface Standings {
  readonly entries: Map<string, Standing>;
  readonly places: Map<string, number>;
}

/** A11: the log of a group only grows at its end. */
export const committedEntriesStand: Invariant = invariant<Standings>({
  id: 'A11',
  law: 'What a group has committed stays as it is, is committed once, and is known to every later leader.',
  initial: () => ({ entries: new Map(), places: new Map() }),
  check(event: LogEvent, { entries, places }) {
    if (event.type === 'EntryCommitted') {
      const { group, index, id, term } = event.data;
      const place = places.get(textOf(group, id));
      if (place !== undefined && place !== index) return `${id} is committed at ${index}, and was at ${place}`;
      places.set(textOf(group, id), index);
      const key = textOf(group, index);
      const known = entries.get(key);
      if (known === undefined) entries.set(key, { content: contentOf(event.data), since: term });
      else if (known.content !== contentOf(event.data)) return otherThan(known, index, event.data);
      return undefined;
    }
    if (event.type !== 'EntriesAppended') return undefined;
    const { group, term, previousIndex } = event.data;
    for (const [place, entry] of event.data.entries.entries()) {
      const index = previousIndex + 1 + place;
      const known = entries.get(textOf(group, index));
      if (known !== undefined && term >= known.since && known.content !== contentOf(entry)) return otherThan(known, index, entry);
    }
    return undefined;
  },
});

function otherThan({ content }: Standing, index: number, found: Content): string {
  return `index ${index} holds ${contentOf(found)}, and ${content} was committed`;
}

function isVote({ isGranted, isTrial }: DataOf<'LeaderVoteGiven'>): boolean {
  return isGranted && !isTrial;
}

type Content = Pick<DataOf<'EntryCommitted'>, 'id' | 'by' | 'command'>;

function contentOf({ id, by, command }: Content): string {
  return canonicalJson({ id, by, command });
}

function keyOf({ group, term }: { readonly group: string; readonly term: number }, ...agents: readonly AgentId[]): string {
  return textOf(group, term, ...agents);
}

function textOf(...parts: readonly (string | number)[]): string {
  return canonicalJson(parts);
}
