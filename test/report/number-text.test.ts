import { describe, expect, test } from 'vitest';
import { DAY } from '../../src/core/instant.js';
import { counted, decimal, duration, figureText, percent, priceText, signedPercent, timeText } from '../../src/report/number-text.js';

describe('numbers for people', () => {
  test('separate thousands and carry a true minus sign', () => {
    expect(decimal(1_234_567.891, 2)).toBe('1,234,567.89');
    expect(decimal(-1_234.5, 1)).toBe('−1,234.5');
    expect(decimal(999, 0)).toBe('999');
  });

  test('never show a negative zero', () => {
    expect(decimal(-0.001, 2)).toBe('0.00');
    expect(signedPercent(0.00001)).toBe('0.0 %');
  });

  test('show fractions as per cent', () => {
    expect(percent(0.1234)).toBe('12.3 %');
    expect(signedPercent(0.084)).toBe('+8.4 %');
    expect(figureText(-0.0708, 'fraction')).toBe('−7.08 %');
  });

  test('show what is not defined as a dash, never as a number', () => {
    expect(figureText(null, 'ratio')).toBe('–');
  });

  test('name money by its currency and counts by their noun', () => {
    expect(figureText(1204.1, 'money', 'USD')).toBe('1,204.10 USD');
    expect([counted(1, 'halt'), counted(1_000, 'halt')]).toEqual(['1 halt', '1,000 halts']);
  });

  test('show virtual time in its natural unit', () => {
    expect([duration(3), duration(2_500), duration(3 * DAY)]).toEqual(['3 µs', '2.5 ms', '3 d']);
    expect(timeText(1)).toBe('1970-01-01 00:00:00.000001');
  });

  test('show a price with the places it needs', () => {
    expect([priceText(1399.4), priceText(0.00012), priceText(12_000)]).toEqual(['1,399.40', '0.00012', '12,000.00']);
  });
});
