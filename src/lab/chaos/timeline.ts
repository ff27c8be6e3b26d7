/** When faults begin and end, as a source of the lab's words. That they do, the log tells. */
import type { Instant } from '../../core/instant.js';
import type { Draft, Recorded } from '../../core/event.js';
import type { Source } from '../../kernel/agent.js';
import { LAB } from '../../kernel/speaker.js';
import { hasAim, type ArmedFault, type Cast, type FaultDesk } from './fault-desk.js';
import { targetOf } from './fault-plan.js';

export class Timeline implements Source {
  readonly agent = LAB;
  /** Faults that are still to begin at a time, the next one first. */
  readonly #beginnings: { readonly at: Instant; readonly index: number }[];
  /** Faults that are still to begin at an offset, the next one first. */
  readonly #atOffsets: { readonly offset: number; readonly index: number }[];

  constructor(
    private readonly desk: FaultDesk,
    cast: Cast,
  ) {
    const { plan, startAt, healAt } = desk;
    const aimed = plan.faults.map((fault, index) => ({ fault, index })).filter(({ fault }) => hasAim(fault, cast));
    this.#beginnings = aimed
      .filter(({ fault }) => fault.atOffset === undefined && startAt + fault.atUs < healAt)
      .map(({ fault, index }) => ({ at: startAt + fault.atUs, index }))
      .sort((a, b) => a.at - b.at || a.index - b.index);
    this.#atOffsets = aimed
      .flatMap(({ fault, index }) => (fault.atOffset === undefined ? [] : [{ offset: fault.atOffset, index }]))
      .sort((a, b) => a.offset - b.offset || a.index - b.index);
  }

  nextAt(): Instant | undefined {
    const at = Math.min(this.#nextEnd()?.endsAt ?? Infinity, this.#beginnings[0]?.at ?? Infinity);
    return at === Infinity ? undefined : at;
  }

  take(): Draft {
    const end = this.#nextEnd();
    if (end === undefined || (this.#beginnings[0]?.at ?? Infinity) < end.endsAt) return this.#beginning(this.#beginnings.shift()?.index ?? 0);
    const { index, fault, letters } = end;
    const returned = letters.filter(({ event }) => comesBack(event)).length;
    return { type: 'FaultHealed', data: { fault: index, kind: fault.kind, returned, forgone: letters.length - returned } };
  }

  /** Tells of the faults that begin because the log has come so far. */
  reached(event: Recorded): void {
    while (this.#atOffsets.length > 0 && this.#atOffsets[0].offset <= event.offset) {
      const index = this.#atOffsets.shift()?.index ?? 0;
      if (event.time < this.desk.healAt) this.desk.tell(this.#beginning(index), event);
    }
  }

  /** Returns how many faults are still to begin: at a time, and at an offset. */
  place(): readonly [number, number] {
    return [this.#beginnings.length, this.#atOffsets.length];
  }

  goOn([atTimes, atOffsets]: readonly [number, number]): void {
    this.#beginnings.splice(0, this.#beginnings.length - atTimes);
    this.#atOffsets.splice(0, this.#atOffsets.length - atOffsets);
  }

  /** Tells whether every fault has begun and ended. */
  isOver(now: Instant): boolean {
    return now >= this.desk.healAt && this.desk.armed.length === 0;
  }

  #beginning(index: number): { type: 'FaultInjected'; data: { fault: number; kind: string; target: string } } {
    const fault = this.desk.plan.faults[index];
    return { type: 'FaultInjected', data: { fault: index, kind: fault.kind, target: targetOf(fault) } };
  }

  #nextEnd(): ArmedFault | undefined {
    let first: ArmedFault | undefined;
    for (const armed of this.desk.armed) if (armed.endsAt < (first?.endsAt ?? Infinity)) first = armed;
    return first;
  }
}

/** Market data that were lost are stale when the fault is healed; everything else is delivered at last. */
export function comesBack({ type }: { readonly type: string }): boolean {
  return type !== 'BarClosed';
}
