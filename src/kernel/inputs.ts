/**
 * What comes from outside, in time order: sources of recorded data, or, in a replay, everything in
 * the log that no seated agent said.
 */
import { assert } from '../core/assert.js';
import type { AgentId } from '../core/brand.js';
import type { Recorded } from '../core/event.js';
import type { Instant } from '../core/instant.js';
import type { Source } from './agent.js';
import type { Recorder } from './recorder.js';
import type { Speaker } from './speaker.js';
import type { Script } from './script.js';

interface SourceSeat {
  readonly source: Source;
  readonly speaker: Speaker;
}

export class Inputs {
  readonly #sources: readonly SourceSeat[];
  readonly #outsiders: Map<AgentId, Speaker>;
  #next: SourceSeat | undefined;
  #closed = false;

  constructor(
    sources: readonly Source[],
    private readonly script: Script | undefined,
    /** Tells whether an event of the log is said in the course of a delivery, and so never comes from outside. */
    private readonly isFromInside: (event: Recorded) => boolean,
  ) {
    this.#sources = sources.map((source) => ({ source, speaker: { id: source.agent, thinkUs: 0, sequence: 0 } }));
    this.#outsiders = new Map(this.#sources.map(({ speaker }) => [speaker.id, speaker]));
  }

  /** Returns when the next input is due, or Infinity. */
  nextAt(): Instant {
    if (this.#closed) return Infinity;
    return this.script === undefined ? this.#nextSourceAt() : this.#nextScriptedAt(this.script);
  }

  /** Tells whether nothing more will ever come. */
  ended(): boolean {
    if (this.#closed) return true;
    return this.script === undefined ? this.#nextSourceAt() === Infinity : this.script.peek() === undefined;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Returns how much each of those without a seat has said. */
  sequences(): readonly (readonly [AgentId, number])[] {
    return [...this.#outsiders.values()].map(({ id, sequence }) => [id, sequence] as const);
  }

  close(): void {
    this.#closed = true;
  }

  /** Records the next input at its time. Call {@link nextAt} first. */
  take(recorder: Recorder, now: Instant): void {
    if (this.script !== undefined) {
      const event = this.script.take();
      recorder.replay(event, this.outsider(event.agent));
      return;
    }
    assert(this.#next !== undefined, 'An input is taken when one is due');
    const draft = this.#next.source.take();
    if (draft !== undefined) recorder.record(draft, this.#next.speaker, undefined, now);
  }

  /** Returns the speaker that stands for somebody who has no seat: the lab, an operator, a feed. */
  outsider(id: AgentId): Speaker {
    let speaker = this.#outsiders.get(id);
    if (speaker === undefined) this.#outsiders.set(id, (speaker = { id, thinkUs: 0, sequence: 0 }));
    return speaker;
  }

  #nextSourceAt(): Instant {
    let firstAt = Infinity;
    for (let i = 0; i < this.#sources.length; i += 1) {
      const at = this.#sources[i].source.nextAt() ?? Infinity;
      if (at < firstAt) {
        this.#next = this.#sources[i];
        firstAt = at;
      }
    }
    return firstAt;
  }

  /** The next event of the log counts as an input unless it has to be said first. */
  #nextScriptedAt(script: Script): Instant {
    const next = script.peek();
    return next === undefined || this.isFromInside(next) ? Infinity : next.time;
  }
}
