/**
 * Everything a kernel needs to perform a run, built from a complete scenario: who sits where, what
 * the network is like, and the frame that opens the log. No data stands in it; the feed is apart.
 */
import type { AgentId } from '../core/brand.js';
import type { Json } from '../core/canonical.js';
import type { Instant } from '../core/instant.js';
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import type { Instrument } from '../domain/instrument.js';
import type { Operators } from '../domain/permissions.js';
import type { Agent } from '../kernel/agent.js';
import type { KernelLimits } from '../kernel/limits.js';
import type { Network } from '../kernel/network.js';
import type { Cast } from './cast.js';
import type { ChaosSetting } from './chaos/chaos-setting.js';
import type { Topology } from '../swarm/topology/topology.js';
import type { Scenario } from './scenario/scenario-schema.js';
import type { CommandSection, SwarmSection } from './scenario/swarm-schema.js';

export interface PlannedSeat {
  readonly id: AgentId;
  /** Kind in the registry, or the path of the user's file. */
  readonly kind: string;
  readonly options: Json;
  readonly agent: Agent<LogEvent, EventDraft>;
  /** Makes the agent anew, for one that comes back from a crash; absent: it comes back as it is, with a fresh state. */
  readonly revive?: () => Agent<LogEvent, EventDraft>;
  /** Digest of the user's code, or of the models it asks; absent for other ready-made agents, which the behaviour version covers. */
  readonly codeDigest?: string;
  /** What it can be asked for; absent for offices. */
  readonly capabilities?: readonly string[];
  /** In whose name it speaks, if not in its own. */
  readonly office?: AgentId;
}

/** Lives, wires and commands. */
export interface SwarmPlan {
  /** How the swarm is wired at the beginning; absent: everybody with everybody, for good. */
  readonly topology: Topology | undefined;
  /** Whom the wires are for. */
  readonly members: readonly AgentId[];
  readonly commands: readonly CommandSection[];
  /** Who may command what. */
  readonly operators: Operators;
  /** How long the phases of the beginning last; absent: the log says nothing of phases. */
  readonly phases?: SwarmSection['phases'];
  /** What the lab says of it before the run begins. */
  readonly opening: readonly EventDraft[];
}

export interface RunPlan {
  readonly scenario: Scenario;
  readonly seats: readonly PlannedSeat[];
  /** Who takes part, as the agents of these seats know it. */
  readonly cast: Cast;
  readonly instruments: readonly Instrument[];
  readonly network: Network;
  readonly limits: Partial<KernelLimits>;
  readonly until: Instant | undefined;
  /** Whether any agent is the user's own; then what is handed over is frozen. */
  readonly hasOwnCode: boolean;
  /** Faults and laws; absent for an undisturbed, unwatched run. */
  readonly chaos: ChaosSetting | undefined;
  /** Absent where agents have no life of their own. */
  readonly swarm: SwarmPlan | undefined;
}
