/** Floor division of floats as Python does it: exact, where a rounded quotient may already be one too high. */
export function floorDivide(dividend: number, divisor: number): number {
  const rest = dividend % divisor;
  let quotient = (dividend - rest) / divisor;
  if (rest !== 0 && rest < 0 !== divisor < 0) quotient -= 1;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}
