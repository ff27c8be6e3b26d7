/**
 * Chance from named integer streams: hash(seed, agent, purpose). A draw in one stream never moves
 * another, so adding an agent, a fault or a metric changes nobody's luck.
 * Source of the generator: sfc32 of Chris Doty-Humphrey's PractRand.
 */
import { assert } from './assert.js';
import { sha256 } from './sha256.js';

/** Where a stream stands, as plain data. */
export type StreamPlace = readonly [a: number, b: number, c: number, counter: number, draws: number];

export interface RandomStream {
  /** Returns a whole number in [0, 2^32). */
  uint32(): number;
  /** Returns a float in [0, 1) with 53 random bits. */
  unit(): number;
  /** Returns a whole number in [0, bound), without bias. */
  below(bound: number): number;
  /** Returns a standard normal draw (sum-free, by the ratio of uniforms). */
  normal(): number;
  /** Shuffles in place (Fisher-Yates) and returns the same array. */
  shuffle<Item>(items: Item[]): Item[];
  /** Returns where the stream stands, for {@link streamAt}. */
  place(): StreamPlace;
  /** How many 32-bit numbers were drawn, for reports of divergence. */
  readonly draws: number;
}

export interface StreamName {
  readonly seed: number;
  readonly agent: string;
  readonly purpose: string;
}

/** Returns the stream of that name, at its beginning. */
export function randomStream({ seed, agent, purpose }: StreamName): RandomStream {
  const parts = ['hivetape/v1', String(seed), agent, purpose];
  const digest = sha256(parts.map((part) => `${part.length}:${part}`).join(''));
  const view = new DataView(digest.buffer);
  return new Sfc32(view.getUint32(0), view.getUint32(4), view.getUint32(8), 1);
}

/** Returns the stream that goes on from a place. */
export function streamAt([a, b, c, counter, draws]: StreamPlace): RandomStream {
  const stream = new Sfc32(0, 0, 0, 0);
  stream.goTo([a, b, c, counter, draws]);
  return stream;
}

class Sfc32 implements RandomStream {
  draws = 0;

  constructor(
    private a: number,
    private b: number,
    private c: number,
    private counter: number,
  ) {
    for (let i = 0; i < 12; i += 1) this.uint32();
    this.draws = 0;
  }

  place(): StreamPlace {
    return [this.a, this.b, this.c, this.counter, this.draws];
  }

  goTo([a, b, c, counter, draws]: StreamPlace): void {
    this.a = a;
    this.b = b;
    this.c = c;
    this.counter = counter;
    this.draws = draws;
  }

  uint32(): number {
    this.draws += 1;
    const t = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + t) | 0;
    return t >>> 0;
  }

  unit(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67_108_864 + low) / 9_007_199_254_740_992;
  }

  below(bound: number): number {
    assert(Number.isInteger(bound) && bound > 0 && bound <= 0x1_0000_0000, 'A bound is a whole number from 1 to 2^32', { bound });
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % bound);
    for (;;) {
      const draw = this.uint32();
      if (draw < limit) return draw % bound;
    }
  }

  /** Source: Leva (1992), "A fast normal random number generator"; `Math.log` only decides a rejection. */
  normal(): number {
    for (;;) {
      const u = 1 - this.unit();
      const v = 1.7156 * (this.unit() - 0.5);
      const x = u - 0.449871;
      const y = Math.abs(v) + 0.386595;
      const q = x * x + y * (0.196 * y - 0.25472 * x);
      if (q < 0.27597 || (q <= 0.27846 && v * v <= -4 * Math.log(u) * u * u)) return v / u;
    }
  }

  shuffle<Item>(items: Item[]): Item[] {
    for (let last = items.length - 1; last > 0; last -= 1) {
      const other = this.below(last + 1);
      const held = items[last];
      items[last] = items[other];
      items[other] = held;
    }
    return items;
  }
}
