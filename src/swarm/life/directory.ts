/**
 * Who lives, and what each can do: a fold of what is said of the lives of agents. Whoever asks for a capability gets
 * those who work at that moment; the dead, the paused and those who are about to leave are never among them.
 */
import type { AgentId } from '../../core/brand.js';
import type { LogEvent } from '../../domain/catalogue.js';
import type { LifeState } from '../../domain/events/life-events.js';

export interface Member {
  readonly id: AgentId;
  readonly kind: string;
  readonly template: string | undefined;
  readonly capabilities: readonly string[];
  /** `undefined`: a seat that nobody has taken yet. */
  life: LifeState | undefined;
  /** What it was before it crashed. */
  before: LifeState | undefined;
}

/** In order of id; changed in place. */
export interface Directory {
  readonly members: readonly Member[];
}

export type MemberPlan = Pick<Member, 'id' | 'kind' | 'capabilities' | 'life'> & { readonly template?: string | undefined };

export function startDirectory(members: readonly MemberPlan[]): Directory {
  const inOrder = [...members].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { members: inOrder.map(({ id, kind, capabilities, life, template }) => ({ id, kind, capabilities, life, template, before: undefined })) };
}

/** Takes in a word about somebody's life. */
export function foldDirectory(directory: Directory, event: LogEvent): void {
  switch (event.type) {
    case 'AgentSpawned':
      return become(directory, event.data.agent, 'created');
    case 'AgentStarted':
    case 'AgentResumed':
      return become(directory, event.data.agent, 'started');
    case 'AgentPaused':
      return become(directory, event.data.agent, 'paused');
    case 'AgentDraining':
      return become(directory, event.data.agent, 'draining');
    case 'AgentStopped':
      return become(directory, event.data.agent, 'stopped');
    case 'AgentCrashed':
    case 'AgentDetectedDown':
      return crash(directory, event.data.agent);
    case 'AgentRestarted':
    case 'AgentDetectedBack':
      return comeBack(directory, event.data.agent);
  }
}

/** Returns who can do something and works now, in order of id. */
export function withCapability({ members }: Directory, capability: string): AgentId[] {
  return members.filter(({ life, capabilities }) => life === 'started' && capabilities.includes(capability)).map(({ id }) => id);
}

/** Returns who can do something and has not ended, whether it works now or not, in order of id. */
export function everybodyWith({ members }: Directory, capability: string): AgentId[] {
  return members.filter(({ life, capabilities }) => life !== undefined && life !== 'stopped' && capabilities.includes(capability)).map(({ id }) => id);
}

/** Returns how many live: created, at work, paused or about to leave. */
export function liveCount({ members }: Directory): number {
  return members.filter(({ life }) => isLive(life)).length;
}

export function isLive(life: LifeState | undefined): boolean {
  return life !== undefined && life !== 'stopped' && life !== 'crashed';
}

function become(directory: Directory, id: AgentId, life: LifeState): void {
  const member = memberOf(directory, id);
  if (member !== undefined) member.life = life;
}

function crash(directory: Directory, id: AgentId): void {
  const member = memberOf(directory, id);
  if (member === undefined || !isLive(member.life)) return;
  member.before = member.life;
  member.life = 'crashed';
}

function comeBack(directory: Directory, id: AgentId): void {
  const member = memberOf(directory, id);
  if (member?.life === 'crashed') member.life = member.before;
}

function memberOf({ members }: Directory, id: AgentId): Member | undefined {
  return members.find((member) => member.id === id);
}
