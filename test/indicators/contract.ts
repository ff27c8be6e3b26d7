/**
 * The law book of indicators: whatever is read step by step equals the definition over the whole past,
 * nothing is read before the declared warm-up, something ever after, and the state is plain data.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/core/canonical.js';
import type { Indicator } from '../../src/indicators/indicator.js';

export interface IndicatorCase<Options, State, Input, Value> {
  readonly indicator: Indicator<Options, State, Input, Value>;
  readonly options: fc.Arbitrary<Options>;
  readonly input: fc.Arbitrary<Input>;
  /** The plain formula: the reading after the last of all these inputs. Called only after the warm-up. */
  readonly definition: (inputs: readonly Input[], options: Options) => Value;
  /** An input that repeats for ever, and what is then read. */
  readonly flat: { readonly input: Input; readonly reading: (options: Options) => Value };
  /** Whether the state is plain data; the library's is not. True if absent. */
  readonly isPlain?: boolean;
  /** Whether the first reading comes exactly with the warm-up; false for what depends on the values. True if absent. */
  readonly isPrompt?: boolean;
}

export function testIndicator<Options, State, Input, Value>(subject: IndicatorCase<Options, State, Input, Value>): void {
  const { indicator, options, input } = subject;
  const inputs = fc.array(input, { minLength: 1, maxLength: 120 });

  describe(`the contract of indicators: ${indicator.name}`, () => {
    test('reads nothing before its warm-up and something ever after', () => {
      fc.assert(
        fc.property(options, inputs, (chosen, values) => {
          if (subject.isPrompt === false) return;
          const readings = readingsOf(indicator, chosen, values);
          const firstDefined = readings.findIndex((reading) => reading !== undefined);
          const warmUpBars = indicator.warmUpBars(chosen);
          expect(firstDefined).toBe(values.length < warmUpBars ? -1 : warmUpBars - 1);
          if (firstDefined >= 0) expect(readings.slice(firstDefined)).not.toContain(undefined);
        }),
      );
    });

    test('equals its definition over the whole past, step by step', () => {
      fc.assert(
        fc.property(options, inputs, (chosen, values) => {
          readingsOf(indicator, chosen, values).forEach((reading, index) => {
            if (reading === undefined) return;
            expectClose(reading, subject.definition(values.slice(0, index + 1), chosen));
          });
        }),
      );
    });

    test('reads something sane where nothing moves', () => {
      fc.assert(
        fc.property(options, (chosen) => {
          const count = indicator.warmUpBars(chosen) + 5;
          const readings = readingsOf(indicator, chosen, new Array<Input>(count).fill(subject.flat.input));
          for (const reading of readings.slice(-5)) expectClose(reading, subject.flat.reading(chosen));
        }),
      );
    });

    test('reads the same however often it is read', () => {
      fc.assert(
        fc.property(options, inputs, (chosen, values) => {
          let state = indicator.start(chosen);
          for (const value of values) state = indicator.step(state, value);
          expect(indicator.read(state)).toEqual(indicator.read(state));
        }),
      );
    });

    if (subject.isPlain === false) return;

    test('goes on after its state went through JSON as if nothing had happened', () => {
      fc.assert(
        fc.property(options, inputs, inputs, (chosen, before, after) => {
          let state = indicator.start(chosen);
          for (const value of before) state = indicator.step(state, value);
          let restored = JSON.parse(canonicalJson(state)) as State;
          expect(restored).toEqual(state);
          expect(structuredClone(state)).toEqual(state);
          for (const value of after) {
            state = indicator.step(state, value);
            restored = indicator.step(restored, value);
            expect(indicator.read(restored)).toEqual(indicator.read(state));
          }
          expect(restored).toEqual(state);
        }),
      );
    });
  });
}

/** Returns the reading after each input, `undefined` during the warm-up. */
export function readingsOf<Options, State, Input, Value>(
  indicator: Indicator<Options, State, Input, Value>,
  options: Options,
  inputs: readonly Input[],
): (Value | undefined)[] {
  let state = indicator.start(options);
  return inputs.map((input) => {
    state = indicator.step(state, input);
    return indicator.read(state);
  });
}

/** Expects equality within 1e-9, relative to the larger of the two and 1; objects field by field. */
export function expectClose(found: unknown, expected: unknown, tolerance = 1e-9): void {
  if (typeof found === 'number' && typeof expected === 'number') {
    const scale = Math.max(1, Math.abs(found), Math.abs(expected));
    if (!(Math.abs(found - expected) <= tolerance * scale)) expect(found).toBe(expected);
    return;
  }
  if (typeof found === 'object' && found !== null && typeof expected === 'object' && expected !== null) {
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
    for (const [key, value] of Object.entries(found)) expectClose(value, (expected as Record<string, unknown>)[key], tolerance);
    return;
  }
  expect(found).toEqual(expected);
}
