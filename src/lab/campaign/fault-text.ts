/** A fault in plain words, for whoever reads what broke a law. */
import { formatInstant, type Instant } from '../../core/instant.js';
import { spanInUnit } from '../../core/span-unit.js';
import { targetOf, type Fault } from '../chaos/fault-plan.js';

/** From this many strikes on, a fault strikes as often as it can. */
const UNBOUNDED = 1_000_000;

/** Returns what a fault does, to whom and when: "duplicate: VoteCast from anybody to council, from 2001-02-03T00:00:00Z, once". */
export function faultText(fault: Fault, startAt: Instant): string {
  const details = [begins(fault, startAt), lasts(fault), chance(fault), times(fault), ...how(fault)];
  return `${fault.kind}: ${targetOf(fault)}${details.filter((detail) => detail !== '').map((detail) => `, ${detail}`).join('')}`;
}

function begins(fault: Fault, startAt: Instant): string {
  return fault.atOffset === undefined ? `from ${formatInstant(startAt + fault.atUs)}` : `from offset ${fault.atOffset}`;
}

function lasts(fault: Fault): string {
  return 'durationUs' in fault && fault.durationUs !== undefined ? `for ${span(fault.durationUs)}` : '';
}

function chance(fault: Fault): string {
  return 'probability' in fault && fault.probability < 1 ? `each with chance ${fault.probability}` : '';
}

function times(fault: Fault): string {
  if (!('count' in fault) || fault.count >= UNBOUNDED) return '';
  return fault.count === 1 ? 'once' : `${fault.count} times`;
}

function how(fault: Fault): string[] {
  switch (fault.kind) {
    case 'delay':
      return [`up to ${span(fault.delayUs)} late`];
    case 'late-bar':
      return [`up to ${span(fault.delayUs)} late`];
    case 'duplicate':
      return [`the second within ${span(fault.delayUs)}`];
    case 'slow':
      return [`${span(fault.thinkUs)} for each delivery`];
    case 'crash':
      return [fault.mail === 'lost' ? 'its mail is lost meanwhile' : 'its mail waits'];
    case 'bad-tick':
      return [`times ${fault.factor}`];
    case 'venue-partial':
      return [`${fault.share} of it`];
    default:
      return [];
  }
}

/** In the largest unit that fits; exactly, where it comes out even. */
function span(us: number): string {
  const { count, unit } = spanInUnit(us);
  return `${Number(count.toFixed(2))} ${unit}`;
}
