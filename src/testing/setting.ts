/** A seat for an agent under test: who it is, what is traded, and whom it deals with. */
import { agentId } from '../core/brand.js';
import { MICROS_PER_UNIT } from '../core/fixed-point.js';
import type { AgentKind, AgentSetting } from '../agents/agent-kind.js';
import type { EventDraft, LogEvent } from '../domain/catalogue.js';
import type { Instrument } from '../domain/instrument.js';
import type { Agent } from '../kernel/agent.js';
import { testInstrument } from './events.js';

export interface SettingOptions {
  readonly id?: string;
  readonly instruments?: readonly Instrument[];
  /** Cash of the account in units of its currency. */
  readonly cash?: number;
}

/** Returns the setting of the agent `tested` that trades the instrument `ES` with 100,000 USD. */
export function agentSetting({ id = 'tested', instruments = [testInstrument()], cash = 100_000 }: SettingOptions = {}): AgentSetting {
  return {
    id: agentId(id),
    instruments,
    account: { currency: 'USD', cashMicros: cash * MICROS_PER_UNIT },
    gate: agentId('risk-gate'),
    venue: agentId('venue'),
  };
}

/** Returns an agent of a kind, with the default of every option that is not given. */
export function agentOf<Options>(kind: AgentKind<Options>, options: Partial<Options> = {}, setting: AgentSetting = agentSetting()): Agent<LogEvent, EventDraft> {
  return kind.create({ ...defaultsOf(kind), ...options } as Options, setting);
}

/** Returns the default of each option of a kind. */
export function defaultsOf<Options>({ options }: AgentKind<Options>): Record<string, unknown> {
  const defaults = Object.entries(options.properties).map(([name, schema]): [string, unknown] => [name, structuredClone(schema.default as unknown)]);
  return Object.fromEntries(defaults);
}
