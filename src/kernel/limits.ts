/** Everything has a limit. Reaching one stops the run with a typed error; what was recorded is kept. */

export interface KernelLimits {
  readonly deliveriesPerInstant: number;
  readonly draftsPerDelivery: number;
  readonly queueLength: number;
  /** Virtual time in µs that agents have after the last input, so that periodic timers end with the run. */
  readonly graceUs: number;
}

export const defaultLimits: KernelLimits = {
  deliveriesPerInstant: 1_000_000,
  draftsPerDelivery: 10_000,
  queueLength: 1_000_000,
  graceUs: 600_000_000,
};
