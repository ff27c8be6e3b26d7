/**
 * In whose name something is said of tasks. A coordinator in one seat speaks for itself; one in several seats
 * has one name for all of them, and says it, so that a successor is known to go on with the same graphs.
 */
import type { AgentId } from '../core/brand.js';
import type { LogEvent } from './catalogue.js';

/** Returns the office that a coordinator’s word comes from. */
export function officeOf({ agent, data }: Pick<LogEvent, 'agent' | 'data'>): AgentId {
  const { office } = data as { readonly office?: AgentId };
  return office ?? agent;
}

/** Returns one text for a task of an office, whoever sits in it. */
export function taskKey({ office, graph, task }: { readonly office: string; readonly graph: string; readonly task: string }): string {
  return JSON.stringify([office, graph, task]);
}

/** By agent: its office, as the lab said when it was seated. */
export type OfficeSeats = Map<AgentId, string>;

export function noteSeat(seats: OfficeSeats, { data: { agent, options } }: Extract<LogEvent, { readonly type: 'AgentSeated' }>): void {
  const { leadership } = (options ?? {}) as { readonly leadership?: { readonly group?: unknown } };
  seats.set(agent, typeof leadership?.group === 'string' ? leadership.group : agent);
}

/** Tells whether the speaker has a seat in the office that it names; of an office without known seats, everybody may. */
export function speaksForOffice(seats: OfficeSeats, event: LogEvent): boolean {
  const office = officeOf(event);
  return office === event.agent || seats.get(event.agent) === office || ![...seats.values()].includes(office);
}
