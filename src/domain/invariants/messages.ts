/** The laws of the post: nothing is lost in silence, nothing is handed over twice that must not be, nothing after its time. */
import type { AgentId } from '../../core/brand.js';
import type { Instant } from '../../core/instant.js';
import type { LogEvent } from '../catalogue.js';
import { invariant, type Invariant } from './invariant.js';
import { emptyPost, foldPost, forgotten, hearPost, nameOf, settleArrival, type PostFault, type PostLedger } from './message-copies.js';

/** How long after its time a message may still be told to have expired: it may have been under way. */
const GRACE_US = 600_000_000;

interface Post {
  readonly ledger: PostLedger;
  lookAt: Instant;
}

function postLaw(id: string, law: string, kind: PostFault['law'], further: Partial<Pick<Invariant<Post>, 'settled'>> & { readonly beside?: (post: Post, now: Instant) => string | undefined } = {}): Invariant {
  const only = (fault: PostFault | undefined): string | undefined => (fault?.law === kind ? fault.found : undefined);
  const { settled, beside } = further;
  return invariant<Post>({
    id,
    law,
    initial: () => ({ ledger: emptyPost(), lookAt: 0 }),
    check: (event: LogEvent, post, { now }) => only(foldPost(post.ledger, event)) ?? beside?.(post, now),
    heard: (event: LogEvent, receiver: AgentId, { ledger }, { now }) => only(hearPost(ledger, event, receiver, now)),
    ...(settled === undefined ? {} : { settled }),
  });
}

/** A20: sent = delivered + expired + dropped + pending, at every event. */
export const messagesConserved: Invariant = postLaw('A20', 'Every copy of a message is pending until it is delivered, expired or dropped, and the log tells which; none is lost in silence, none comes from nowhere.', 'conservation', {
  beside(post, now) {
    const { sent, pending, delivered, expired, dropped } = post.ledger.counts;
    if (sent !== pending + delivered + expired + dropped) return `sent ${sent}, and ${delivered} delivered, ${expired} expired, ${dropped} dropped, ${pending} pending`;
    if (now < post.lookAt) return undefined;
    post.lookAt = now + GRACE_US;
    const lost = forgotten(post.ledger, now - GRACE_US);
    return lost === undefined ? undefined : `${nameOf(lost)} was to live until ${lost.expiresAt}, and nobody says what became of it`;
  },
  settled({ ledger }, { now }) {
    settleArrival(ledger);
    const lost = forgotten(ledger, now - 60_000_000);
    return lost === undefined ? undefined : `${nameOf(lost)} was to live until ${lost.expiresAt}, and nobody says what became of it`;
  },
});

/** A21: at-most-once and exactly-once are what they say. */
export const messagesOnce: Invariant = postLaw('A21', 'A message is handed to each receiver once at most, save where its sender asked for at least once.', 'guarantee');

/** A22: what has lived too long is handed to nobody. */
export const messagesInTime: Invariant = postLaw('A22', 'A message is never handed over after its time to live, and never expires before.', 'lifetime');
