/** Names of offices that every run has; no agent of a scenario can have one of them. */
import { agentId } from '../core/brand.js';

/** Shows the market. */
export const FEED = agentId('feed');
/** Fills orders. */
export const VENUE = agentId('venue');
/** Approves or denies orders before the venue sees them. */
export const RISK_GATE = agentId('risk-gate');
/** Commands from outside. */
export const OPERATOR = agentId('operator');
/** Knows who lives; there where a swarm has a life. */
export const REGISTRAR = agentId('registrar');
