/**
 * Who told whom how much, and how long it took until the other said something to it. The sums over a
 * matrix are the messages: each word counts once for each that it goes to. What a fault kept from a
 * receiver, or brought twice, is counted beside it. Timers are no messages.
 */
import type { LogEvent } from '../../domain/catalogue.js';
import { LAB } from '../../kernel/speaker.js';
import { listeners, type Listeners } from './listeners.js';
import { recentEvents } from './recent-events.js';
import type { SightFold } from './sight-fold.js';
import { emptySpread, figuresOf, spreadOver, type Spread, type SpreadFigures } from './spread.js';
import { isCoordination } from './talk-kind.js';

export interface Link {
  readonly from: string;
  readonly to: string;
  readonly messages: number;
  /** Of these: questions, votes, tasks and other words of working together. */
  readonly coordination: number;
  /** Of these: what a fault kept from the receiver. */
  readonly lost: number;
  /** What a fault brought once more. */
  readonly repeated: number;
  /** From what was said to what the other said to it, in µs. */
  readonly answers: SpreadFigures;
}

export interface Communication {
  readonly links: readonly Link[];
  readonly messages: number;
  /** Senders and receivers, in the order in which they first took part. */
  readonly names: readonly string[];
  readonly sent: Readonly<Record<string, number>>;
  readonly heard: Readonly<Record<string, number>>;
}

interface Tally {
  readonly from: string;
  readonly to: string;
  messages: number;
  coordination: number;
  lost: number;
  repeated: number;
  readonly answers: Spread;
}

/** Strikes after which a message does not come. */
const TAKEN_AWAY: readonly string[] = ['lost', 'refused'];

export function communicationFold(audience: Listeners = listeners()): SightFold<Communication> {
  const tallies = new Map<string, Map<string, Tally>>();
  const recent = recentEvents();
  const tallyOf = (from: string, to: string): Tally => {
    let row = tallies.get(from);
    if (row === undefined) tallies.set(from, (row = new Map()));
    let tally = row.get(to);
    if (tally === undefined) row.set(to, (tally = { from, to, messages: 0, coordination: 0, lost: 0, repeated: 0, answers: emptySpread() }));
    return tally;
  };
  const strike = ({ data }: Extract<LogEvent, { type: 'FaultStruck' }>): void => {
    const message = recent.at(data.message);
    if (message === undefined || message.agent === LAB) return;
    if (TAKEN_AWAY.includes(data.outcome)) tallyOf(message.agent, data.receiver).lost += 1;
    else if (data.outcome === 'repeated') tallyOf(message.agent, data.receiver).repeated += 1;
  };

  return {
    see(event) {
      audience.seat(event);
      recent.keep(event);
      if (event.type === 'FaultStruck') strike(event);
      if (event.type === 'TimerSet') return;
      const isTalk = isCoordination(event.type);
      for (const to of audience.of(event)) {
        const tally = tallyOf(event.agent, to);
        tally.messages += 1;
        if (isTalk) tally.coordination += 1;
      }
      const asked = recent.at(event.causation);
      // What an agent says because its timer rang answers nobody.
      if (asked !== undefined && asked.agent !== event.agent) spreadOver(tallyOf(asked.agent, event.agent).answers, event.time - asked.time);
    },
    result: () => communicationOf([...tallies.values()].flatMap((row) => [...row.values()])),
  };
}

function communicationOf(tallies: readonly Tally[]): Communication {
  const sent: Record<string, number> = {};
  const heard: Record<string, number> = {};
  let messages = 0;
  for (const tally of tallies) {
    sent[tally.from] = (sent[tally.from] ?? 0) + tally.messages;
    heard[tally.to] = (heard[tally.to] ?? 0) + tally.messages;
    messages += tally.messages;
  }
  const links = tallies.filter(({ messages: count }) => count > 0).map((tally): Link => ({ ...tally, answers: figuresOf(tally.answers) }));
  return { links, messages, names: [...new Set(links.flatMap(({ from, to }) => [from, to]))], sent, heard };
}
