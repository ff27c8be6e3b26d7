/** The scenario's latencies as the kernel's network: who is far from whom. */
import { FEED, VENUE } from '../domain/office-names.js';
import type { Network } from '../kernel/network.js';
import type { LatencySection } from './scenario/scenario-schema.js';

/** A bar reaches the venue as fast as anything can; agents hear it when the venue's reports are out. */
const VENUE_FEED_US = 1;

/** Returns the network of a scenario. What the feed shows the venue takes 1 µs and no jitter. */
export function scenarioNetwork({ feedUs, reportUs, orderUs, agentUs, jitterUs }: LatencySection): Network {
  return {
    latencyUs(from, to) {
      if (from === FEED) return to === VENUE ? VENUE_FEED_US : feedUs;
      if (from === VENUE) return reportUs;
      return to === VENUE ? orderUs : agentUs;
    },
    jitterUs: (from, to) => (from === FEED && to === VENUE ? 0 : jitterUs),
  };
}
