/**
 * The standard normal distribution: density, cumulative probability, quantile. Tails keep their
 * relative precision, since Φ of −6 is asked for as often as Φ of 1.
 */
import { assert } from '../../core/assert.js';

const ROOT_OF_TWO_PI = 2.506628274631000502415765284811;
/** Beyond this many deviations the continued fraction is faster and keeps the tail's digits. */
const TAIL_FROM = 3;
const FRACTION_TERMS = 120;

export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / ROOT_OF_TWO_PI;
}

/** Returns Φ(z), the probability of a draw at or below z. Absolute error below 1e-15, relative below 1e-13 in the tail. */
export function normalCdf(z: number): number {
  assert(!Number.isNaN(z), 'A number of deviations is a number');
  if (z <= -TAIL_FROM) return upperTail(-z);
  if (z >= TAIL_FROM) return 1 - upperTail(z);
  return 0.5 + oddSeries(z);
}

/** Source: Marsaglia (2004), "Evaluating the normal distribution": Φ − ½ = φ·(z + z³/3 + z⁵/15 + …). */
function oddSeries(z: number): number {
  let term = z;
  let total = z;
  for (let k = 3; Math.abs(term) > 1e-18 * Math.abs(total); k += 2) {
    term *= (z * z) / k;
    total += term;
  }
  return total * normalDensity(z);
}

/** Source: Laplace's continued fraction, φ(z) ÷ (z + 1/(z + 2/(z + 3/…))), from the inside out. */
function upperTail(z: number): number {
  let fraction = z;
  for (let k = FRACTION_TERMS; k >= 1; k -= 1) fraction = z + k / fraction;
  return normalDensity(z) / fraction;
}

/** Returns Φ⁻¹(probability); −∞ at 0 and ∞ at 1. Source: Wichura (1988), algorithm AS 241 (PPND16), relative error about 1e-16. */
export function normalQuantile(probability: number): number {
  assert(probability >= 0 && probability <= 1, 'A probability lies between 0 and 1', { probability });
  if (probability === 0) return -Infinity;
  if (probability === 1) return Infinity;
  const offset = probability - 0.5;
  if (Math.abs(offset) <= 0.425) {
    const r = 0.180625 - offset * offset;
    return (offset * polynomial(CENTRE_OVER, r)) / polynomial(CENTRE_UNDER, r);
  }
  const tail = Math.sqrt(-Math.log(offset < 0 ? probability : 1 - probability));
  const distance =
    tail <= 5
      ? polynomial(MIDDLE_OVER, tail - 1.6) / polynomial(MIDDLE_UNDER, tail - 1.6)
      : polynomial(FAR_OVER, tail - 5) / polynomial(FAR_UNDER, tail - 5);
  return offset < 0 ? -distance : distance;
}

/** Coefficients from the constant upwards. */
function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let power = coefficients.length - 1; power >= 0; power -= 1) value = value * x + coefficients[power];
  return value;
}

const CENTRE_OVER = [
  3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
  4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
];
const CENTRE_UNDER = [
  1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
  2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
];
const MIDDLE_OVER = [
  1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
  1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
];
const MIDDLE_UNDER = [
  1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
  1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
];
const FAR_OVER = [
  6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
  2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
];
const FAR_UNDER = [
  1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
  7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
];
