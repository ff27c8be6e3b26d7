/** Where the courier notes, while one event is taken in, what its agent is handed and what there is to say. */
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import type { EventDraft } from '../../domain/catalogue.js';
import type { CourierBody } from './courier-body.js';
import { contentOf } from './courier-own.js';
import type { CourierState, Entry, Step } from './courier-state.js';

/** What is gathered while one event is taken in. */
export interface Desk {
  readonly body: CourierBody;
  readonly state: CourierState;
  readonly now: Instant;
  readonly step: { -readonly [Key in keyof Step]: Step[Key] extends readonly (infer Item)[] ? Item[] : Step[Key] };
}

/** Returns the addressee of a word that is for somebody perhaps further away: the next on the way there. */
export function wayTo(body: CourierBody, state: CourierState, receiver: AgentId): { readonly to?: readonly AgentId[] } {
  const hop = body.wiring(state).nextHop(body.id, receiver);
  return hop === undefined ? {} : { to: [hop] };
}

/** Says of every copy that nobody gets it any more. */
export function expire(drafts: EventDraft[], entry: Entry, id: AgentId): void {
  for (const receiver of copiesOf(entry, id)) drafts.push({ type: 'MessageExpired', data: { ...copyOf(entry, id), receiver } });
}

export function copiesOf({ isMine, onward }: Entry, id: AgentId): readonly AgentId[] {
  return isMine ? [id, ...onward] : onward;
}

export function copyOf({ sender, content }: Entry, receiver: AgentId): { readonly sender: AgentId; readonly number: number; readonly receiver: AgentId } {
  return { sender, number: content.number, receiver };
}

/** Returns the words that pass a message on to those who are not reached yet, one for each way. */
export function forwardsOf({ body, state }: Pick<Desk, 'body' | 'state'>, { sender, content, attempt, onward }: Entry): EventDraft[] {
  const ways = new Map<AgentId, AgentId[]>();
  const drafts: EventDraft[] = [];
  for (const receiver of onward) {
    const hop = body.wiring(state).nextHop(body.id, receiver);
    if (hop === undefined) {
      drafts.push({ type: 'MessageDropped', data: { sender, number: content.number, receiver, name: content.name, reason: 'unreachable' } });
      continue;
    }
    const way = ways.get(hop);
    if (way === undefined) ways.set(hop, [receiver]);
    else way.push(receiver);
  }
  for (const [hop, receivers] of ways) {
    const isLast = receivers.length === 1 && receivers[0] === hop;
    drafts.push({ type: 'MessageSent', to: [hop], data: { ...contentOf(content), attempt, origin: sender, ...(isLast ? {} : { receivers }) } });
  }
  return drafts;
}
