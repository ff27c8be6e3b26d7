/** Numbers in the words of analysts: short, without locale, the same on every machine. */

/** Returns a fraction as a percentage with one decimal: 0.0234 is "2.3 %". */
export function percentText(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}

/** Returns a number with two decimals. */
export function numberText(value: number): string {
  return value.toFixed(2);
}
