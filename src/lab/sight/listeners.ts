/**
 * Who hears what. Receivers are not written into the log; they follow from what each agent listens to and
 * from who is wired to whom, as the kernel works them out. Topics are few and come again, so each is
 * matched once, and anew when the wires change.
 */
import { agentId } from '../../core/brand.js';
import { matchesTopic } from '../../core/topic-pattern.js';
import type { LogEvent } from '../../domain/catalogue.js';
import { FEED, OPERATOR, REGISTRAR, RISK_GATE, VENUE } from '../../domain/office-names.js';
import { LAB } from '../../kernel/speaker.js';
import { wiringOf, type Wiring } from '../../swarm/topology/wiring.js';

export interface Listeners {
  /** Takes in a seat or a change of the wires; other events are passed over. */
  seat(event: LogEvent): void;
  /** Returns the ids of those who hear an event, in order of seating. */
  of(event: Pick<LogEvent, 'agent' | 'topic' | 'to' | 'time'>): readonly string[];
}

const KNOWN_MAX = 10_000;
const NOBODY_HEARS: readonly string[] = Object.freeze([]);
/** Wired to everybody, whatever the topology. */
const offices: readonly string[] = [FEED, OPERATOR, REGISTRAR, RISK_GATE, VENUE, LAB];

export function listeners(): Listeners {
  const seats = new Map<string, readonly string[]>();
  const known = new Map<string, Map<string, readonly string[]>>();
  const wires = startWires();
  let size = 0;
  const forget = (): void => {
    known.clear();
    size = 0;
  };

  const byTopic = (sender: string, topic: string): readonly string[] => {
    const answer = known.get(sender)?.get(topic);
    if (answer !== undefined) return answer;
    if (size >= KNOWN_MAX) forget();
    const found: string[] = [];
    for (const [agent, patterns] of seats) if (agent !== sender && patterns.some((pattern) => matchesTopic(pattern, topic)) && wires.allows(sender, agent)) found.push(agent);
    const topics = known.get(sender);
    if (topics === undefined) known.set(sender, new Map([[topic, found]]));
    else topics.set(topic, found);
    size += 1;
    return found;
  };

  return {
    seat(event) {
      if (event.type === 'TopologyChanged') wires.change(event);
      else if (event.type === 'AgentSeated') seats.set(event.data.agent, event.data.listensTo);
      else return;
      forget();
    },
    of({ agent, topic, to, time }) {
      if (wires.hasTurned(time)) forget();
      if (to.length === 0) return byTopic(agent, topic);
      const named = to.filter((name) => seats.has(name) && wires.allows(agent, name));
      return named.length === 0 ? NOBODY_HEARS : named;
    },
  };
}

interface Wires {
  change(event: Extract<LogEvent, { type: 'TopologyChanged' }>): void;
  /** Tells whether old wires were cut since it was asked last. */
  hasTurned(now: number): boolean;
  allows(from: string, to: string): boolean;
}

/** New edges hold at once, old ones until the instant that the change names. */
function startWires(): Wires {
  let wiring: Wiring | undefined;
  let old: { readonly wiring: Wiring | undefined; readonly until: number } | undefined;
  const holds = (one: Wiring | undefined, from: string, to: string): boolean => one === undefined || one.allows(agentId(from), agentId(to));
  return {
    change({ agent, time, data: { kind, edges, effectiveAt } }) {
      if (agent !== REGISTRAR && agent !== LAB) return;
      old = effectiveAt > time ? { wiring, until: effectiveAt } : undefined;
      wiring = kind === 'mesh' && edges.length === 0 ? undefined : wiringOf({ kind: 'custom', edges });
    },
    hasTurned(now) {
      if (old === undefined || now < old.until) return false;
      old = undefined;
      return true;
    },
    allows: (from, to) => offices.includes(from) || offices.includes(to) || holds(wiring, from, to) || (old !== undefined && holds(old.wiring, from, to)),
  };
}
