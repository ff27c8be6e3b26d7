/** What befalls agents: they crash and come back, hang, or are slow. */
import type { AgentId } from '../../core/brand.js';
import type { Recorded } from '../../core/event.js';
import { isFaultEvent } from '../../domain/events/fault-events.js';
import { VENUE } from '../../domain/office-names.js';
import type { ArmedFault, FaultDesk } from './fault-desk.js';

export class AgentFaults {
  readonly #down = new Set<string>();

  constructor(private readonly desk: FaultDesk) {}

  begin(armed: ArmedFault, cause: Recorded): void {
    const { fault, index, endsAt } = armed;
    const { levers } = this.desk;
    switch (fault.kind) {
      case 'crash':
        this.#crash(fault.agent as AgentId, index, cause);
        return;
      case 'restart':
        this.#crash(fault.agent as AgentId, index, cause);
        this.#restart(fault.agent as AgentId, index, cause);
        return;
      case 'hang':
        levers.hang(fault.agent as AgentId, endsAt);
        return;
      case 'venue-outage':
        levers.hang(VENUE, endsAt);
        return;
      case 'slow':
        this.#setPace(fault.agent as AgentId);
        return;
      default:
    }
  }

  /** Call when the fault is no longer among those that have begun. */
  end({ fault, index }: ArmedFault, cause: Recorded): void {
    if (fault.kind === 'slow') this.#setPace(fault.agent as AgentId);
    if (fault.kind !== 'crash' || this.desk.of('crash').some((other) => other.fault.agent === fault.agent)) return;
    this.#restart(fault.agent as AgentId, index, cause);
  }

  /** See {@link Interference.losesMail}. */
  losesMail(event: Recorded, receiver: AgentId): boolean {
    // What is told of faults is spared: to tell that it was lost would be lost again, without end.
    if (isFaultEvent(event.type)) return false;
    const armed = this.desk.of('crash').find(({ fault }) => fault.agent === receiver && fault.mail === 'lost');
    if (armed === undefined) return false;
    this.desk.tellStrike(armed, { cause: event, receiver, outcome: 'lost', note: `${event.type} finds nobody` });
    armed.letters.push({ event, receiver });
    return true;
  }

  /** Returns who is down. */
  place(): readonly string[] {
    return [...this.#down];
  }

  goOn(down: readonly string[]): void {
    for (const agent of down) this.#down.add(agent);
  }

  #crash(agent: AgentId, fault: number, cause: Recorded): void {
    if (this.#down.has(agent)) return;
    this.#down.add(agent);
    this.desk.levers.crash(agent);
    this.desk.tell({ type: 'AgentCrashed', data: { agent, fault } }, cause);
  }

  #restart(agent: AgentId, fault: number, cause: Recorded): void {
    if (!this.#down.delete(agent)) return;
    const { snapshot, recalled } = this.desk.levers.restart(agent);
    this.desk.tell({ type: 'AgentRestarted', data: { agent, fault, snapshot, recalled } }, cause);
  }

  #setPace(agent: AgentId): void {
    const slowest = this.desk.of('slow').filter(({ fault }) => fault.agent === agent).map(({ fault }) => fault.thinkUs);
    this.desk.levers.slow(agent, Math.max(0, ...slowest));
  }
}
