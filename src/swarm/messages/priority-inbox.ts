/**
 * Messages that wait, by priority, first in first out within each. A waiting message ages: after each step of time it
 * counts as one step more urgent, up to high, so that low waits boundedly however much that is more urgent comes in.
 * Critical messages are always first.
 */
import { assert } from '../../core/assert.js';
import type { Instant } from '../../core/instant.js';
import { messagePriorities, type MessagePriority } from '../../domain/messages/envelope.js';

export interface Waiting {
  readonly priority: MessagePriority;
  readonly arrivedAt: Instant;
  readonly expiresAt: Instant;
}

/** One queue for each priority, the most urgent first. Changed in place. */
export interface PriorityInbox<Item extends Waiting> {
  readonly queues: readonly Item[][];
  size: number;
}

export function startInbox<Item extends Waiting>(): PriorityInbox<Item> {
  return { queues: messagePriorities.map(() => []), size: 0 };
}

export function putIn<Item extends Waiting>(inbox: PriorityInbox<Item>, item: Item): void {
  inbox.queues[messagePriorities.indexOf(item.priority)].push(item);
  inbox.size += 1;
}

/** Takes out the next message: the one of the most urgent age, and of those the one that came first. `undefined`: none waits. */
export function takeFrom<Item extends Waiting>(inbox: PriorityInbox<Item>, now: Instant, ageingUs: number): Item | undefined {
  const { queues } = inbox;
  if (inbox.size === 0) return undefined;
  let best: Item[] | undefined;
  let bestRank = Infinity;
  for (let place = 0; place < queues.length; place += 1) {
    if (queues[place].length === 0) continue;
    const [head] = queues[place];
    const rank = rankOf(place, now - head.arrivedAt, ageingUs);
    if (rank > bestRank || (rank === bestRank && best !== undefined && head.arrivedAt >= best[0].arrivedAt)) continue;
    best = queues[place];
    bestRank = rank;
  }
  assert(best !== undefined, 'An inbox that is not empty has a next message', { size: inbox.size });
  inbox.size -= 1;
  return best.shift();
}

/** Takes out everything that has lived too long, the most urgent first. */
export function takeExpired<Item extends Waiting>(inbox: PriorityInbox<Item>, now: Instant): Item[] {
  const expired: Item[] = [];
  for (const queue of inbox.queues) {
    let kept = 0;
    for (const item of queue) {
      if (item.expiresAt <= now) expired.push(item);
      else {
        queue[kept] = item;
        kept += 1;
      }
    }
    queue.length = kept;
  }
  inbox.size -= expired.length;
  return expired;
}

/** Returns when the first of the waiting messages has lived too long; Infinity where none waits. */
export function firstExpiry<Item extends Waiting>({ queues, size }: PriorityInbox<Item>): Instant {
  let first = Infinity;
  if (size === 0) return first;
  for (const queue of queues) for (const { expiresAt } of queue) if (expiresAt < first) first = expiresAt;
  return first;
}

/** Takes out the message that has waited longest; critical ones go last. */
export function takeOldest<Item extends Waiting>(inbox: PriorityInbox<Item>): Item {
  const { queues } = inbox;
  let oldest: Item[] | undefined;
  for (let place = 1; place < queues.length; place += 1) {
    if (queues[place].length > 0 && (oldest === undefined || queues[place][0].arrivedAt < oldest[0].arrivedAt)) oldest = queues[place];
  }
  return shifted(inbox, oldest ?? queues[0]);
}

/** Takes out the newest of the least urgent messages. */
export function takeLowest<Item extends Waiting>(inbox: PriorityInbox<Item>): Item {
  const lowest = [...inbox.queues].reverse().find((queue) => queue.length > 0);
  const item = lowest?.pop();
  assert(item !== undefined, 'A message is taken out of an inbox that has one', { size: inbox.size });
  inbox.size -= 1;
  return item;
}

/** Returns whether the new one is less urgent than all that wait. */
export function isLowest<Item extends Waiting>({ queues }: PriorityInbox<Item>, priority: MessagePriority): boolean {
  const place = messagePriorities.indexOf(priority);
  return queues.every((queue, at) => queue.length === 0 || at <= place);
}

function shifted<Item extends Waiting>(inbox: PriorityInbox<Item>, queue: Item[]): Item {
  const item = queue.shift();
  assert(item !== undefined, 'A message is taken out of an inbox that has one', { size: inbox.size });
  inbox.size -= 1;
  return item;
}

/** Nothing ages to be critical, and what is critical stays so. */
function rankOf(place: number, waitedUs: number, ageingUs: number): number {
  return place === 0 ? 0 : Math.max(1, place - Math.floor(waitedUs / ageingUs));
}
