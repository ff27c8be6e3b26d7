/** How many messages are on their way: a heap of arrivals, as large as what is under way, and no larger. */

export interface MessagesInFlight {
  /** Takes in messages that were sent at an instant, and arrive at another. Instants never go back. */
  send(at: number, arrivesAt: number, count: number): void;
  at(now: number): { readonly now: number; readonly max: number };
  /** From an instant on, the most is counted anew. */
  turn(at: number): void;
}

interface Arrival {
  readonly at: number;
  readonly count: number;
}

export function messagesInFlight(): MessagesInFlight {
  const heap: Arrival[] = [];
  let flying = 0;
  let max = 0;
  const land = (now: number): void => {
    while (heap.length > 0 && heap[0].at <= now) flying -= pop(heap).count;
  };
  return {
    send(at, arrivesAt, count) {
      land(at);
      flying += count;
      max = Math.max(max, flying);
      push(heap, { at: arrivesAt, count });
    },
    at(now) {
      land(now);
      return { now: flying, max };
    },
    turn(at) {
      land(at);
      max = flying;
    },
  };
}

function push(heap: Arrival[], arrival: Arrival): void {
  let place = heap.length;
  heap.push(arrival);
  while (place > 0) {
    const parent = (place - 1) >> 1;
    if (heap[parent].at <= arrival.at) break;
    heap[place] = heap[parent];
    place = parent;
  }
  heap[place] = arrival;
}

/** Takes the earliest out of a heap that is not empty. */
function pop(heap: Arrival[]): Arrival {
  const [earliest] = heap;
  const last = heap[heap.length - 1];
  heap.length -= 1;
  let place = 0;
  while (place * 2 + 1 < heap.length) {
    let child = place * 2 + 1;
    if (child + 1 < heap.length && heap[child + 1].at < heap[child].at) child += 1;
    if (last.at <= heap[child].at) break;
    heap[place] = heap[child];
    place = child;
  }
  if (heap.length > 0) heap[place] = last;
  return earliest;
}
