/** The names that any scenario may use: bundled data sets and ready-made kinds of agents. */
import type { AgentKind } from '../../agents/agent-kind.js';
import { agentKinds, roleKinds } from '../../agents/registry.js';
import { agentId } from '../../core/brand.js';
import { isHivetapeError, type HivetapeError } from '../../core/errors.js';
import { microsOf } from '../../core/fixed-point.js';
import { instrumentId, type Instrument } from '../../domain/instrument.js';
import { RISK_GATE, VENUE } from '../../domain/office-names.js';
import { packageText } from '../../host/package-text.js';
import type { KindOptions, TrialSeat } from './check-agents.js';
import type { KnownNames } from './check-meaning.js';

/**
 * Returns the names of this package. Where `makesAgents` is false, options are only held against their
 * shape: a point of a sweep that an agent refuses is a failed trial, and no reason to begin none.
 */
export function knownNames({ makesAgents = true }: { readonly makesAgents?: boolean } = {}): KnownNames {
  const manifest = JSON.parse(packageText('data/manifest.json')) as { readonly dataSets: readonly { readonly id: string }[] };
  return {
    bundledData: manifest.dataSets.map(({ id }) => id),
    agentKinds: Object.fromEntries([...agentKinds, ...roleKinds].map((kind) => [kind.kind, makesAgents ? kindOptions(kind) : { options: kind.options }])),
  };
}

/** Kinds that need artefacts are made when these are at hand, and speak then. */
function kindOptions(kind: AgentKind): KindOptions {
  const { options, artefacts, capabilities, misses } = kind;
  const known = { options, capabilities, misses: misses?.bind(kind) };
  return artefacts === undefined ? { ...known, refusal: (seat) => refusalOf(kind, seat) } : known;
}

/** Returns what a kind has against its options: it is asked to make the agent that the run will make. */
function refusalOf(kind: AgentKind, { name, options, instruments, account }: TrialSeat): HivetapeError | undefined {
  const setting = {
    id: agentId(name),
    instruments: instruments.map((id): Instrument => ({ id: instrumentId(id), currency: account.currency, ticksPerUnit: 100, lotsPerUnit: 1, multiplier: 1, shortable: false })),
    account: { currency: account.currency, cashMicros: microsOf(account.cash) },
    gate: RISK_GATE,
    venue: VENUE,
  };
  try {
    kind.create(options, setting);
    return undefined;
  } catch (cause) {
    if (isHivetapeError(cause)) return cause;
    throw cause;
  }
}
