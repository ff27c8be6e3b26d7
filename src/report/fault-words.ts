/** What the lab says of faults and laws, in one line for people. The names in it are foreign text: escape them where they are shown. */
import type { EventOf, LogEvent } from '../domain/catalogue.js';
import type { StrikeOutcome } from '../domain/events/fault-events.js';
import { counted, decimal } from './number-text.js';

/** What became of what was struck. */
export const outcomeWords: Readonly<Record<StrikeOutcome, string>> = {
  lost: 'lost on the way', refused: 'damaged, and refused by the inbox', delayed: 'late', repeated: 'came twice', held: 'held back until the next', skipped: 'bar that was never said',
  altered: 'bar with a price that never was', late: 'bar that was said late', rejected: 'order that the venue refused', 'partly-filled': 'order that was filled in part',
};

/** Returns the line; empty for an event that does not speak of faults. */
export function faultWords(event: LogEvent): string {
  switch (event.type) {
    case 'FaultInjected':
      return `fault ${event.data.fault} of the plan begins: ${event.data.kind}, ${event.data.target}`;
    case 'FaultStruck':
      return strikeWords(event);
    case 'FaultHealed': {
      const { fault, kind, returned, forgone } = event.data;
      const letters = returned + forgone === 0 ? '' : `; ${counted(returned, 'message')} brought at last, ${decimal(forgone, 0)} stale by now`;
      return `fault ${fault} of the plan is over: ${kind}${letters}`;
    }
    case 'AgentCrashed':
      return `${event.data.agent} lost its mind to fault ${event.data.fault}`;
    case 'AgentRestarted': {
      const { agent, snapshot, recalled } = event.data;
      return `${agent} is back, ${snapshot < 0 ? 'from its whole inbox' : `from its snapshot after ${snapshot}`}: ${counted(recalled, 'event')} taken in again`;
    }
    case 'InvariantBroken':
      return `${event.data.invariant} broke at ${event.data.at}: ${event.data.found} (the law: ${event.data.law})`;
    default:
      return '';
  }
}

function strikeWords({ data: { fault, kind, message, receiver, outcome, note } }: EventOf<'FaultStruck'>): string {
  const what = message < 0 ? '' : `, event ${message} to ${receiver}`;
  return `fault ${fault} strikes (${kind}): ${outcomeWords[outcome]}${what}; ${note}`;
}
