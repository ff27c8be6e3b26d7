/**
 * Effects in flight: requests to the outside world, each due at a virtual time that the scenario
 * gives. The run waits for an outcome (in wall time only) before virtual time passes that point.
 */
import { assert } from '../core/assert.js';
import type { Json } from '../core/canonical.js';
import type { Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';

export interface EffectOutcome {
  readonly ok: boolean;
  /** The answer, or what is known of the failure. */
  readonly value: Json;
}

export interface PendingEffect {
  readonly name: string;
  readonly request: Recorded;
  readonly dueAt: Instant;
  readonly outcome: EffectOutcome | undefined;
}

export class Effects {
  #pending: PendingEffect[] = [];

  expect(request: Recorded): void {
    const { effect, dueAt } = request.data as { effect: string; dueAt: Instant };
    assert(dueAt > request.time, 'An effect completes after it was requested', { dueAt, time: request.time });
    this.#pending.push({ name: effect, request, dueAt, outcome: undefined });
    this.#pending.sort((a, b) => a.dueAt - b.dueAt || a.request.offset - b.request.offset);
  }

  /** Returns the offsets of the requests in flight. */
  requests(): readonly number[] {
    return this.#pending.map(({ request }) => request.offset);
  }

  nextAt(): Instant {
    return this.#pending.length === 0 ? Infinity : this.#pending[0].dueAt;
  }

  dueAt(at: Instant): readonly PendingEffect[] {
    return this.#pending.filter((effect) => effect.dueAt === at);
  }

  settle(request: number, outcome: EffectOutcome): void {
    const at = this.#pending.findIndex((effect) => effect.request.offset === request);
    assert(at >= 0, 'Only an effect in flight completes', { request });
    this.#pending[at] = { ...this.#pending[at], outcome };
  }

  take(at: Instant): readonly PendingEffect[] {
    const due = this.dueAt(at);
    this.#pending = this.#pending.filter((effect) => effect.dueAt !== at);
    return due;
  }
}
