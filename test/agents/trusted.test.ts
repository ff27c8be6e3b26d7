/** Whose word counts: who is named, or else who is there for it; where nobody is known, nobody is known not to be. */
import { describe, expect, it } from 'vitest';
import { agentId } from '../../src/core/brand.js';
import type { LogEvent } from '../../src/domain/catalogue.js';
import { isEntitled, officesOf, type Roster } from '../../src/agents/roster.js';
import { isTrusted, type Authorities } from '../../src/agents/trusted.js';

const entry = (capabilities: readonly string[], office: string) => ({ capabilities, office: agentId(office) });
const roster: Roster = new Map([
  [agentId('queen'), entry(['coordinate'], 'queen')],
  [agentId('a'), entry(['coordinate'], 'desk')],
  [agentId('b'), entry(['coordinate'], 'desk')],
  [agentId('guard'), entry(['supervise'], 'guard')],
  [agentId('liar'), entry(['trade'], 'liar')],
]);
const base: Authorities = { venue: agentId('venue'), gate: agentId('risk-gate') };
const known: Authorities = { ...base, roster: () => roster };
const said = (agent: string, type: string, data: object): LogEvent => ({ agent: agentId(agent), type, data }) as unknown as LogEvent;
const cancels = (agent: string, office?: string): LogEvent => said(agent, 'TaskCancelled', { graph: 'g', task: 't', attempt: 1, reason: '', ...(office === undefined ? {} : { office }) });

describe('whose word counts', () => {
  it('of tasks: who coordinates, in its own name or that of its seats', () => {
    expect(['queen', 'a', 'b', 'guard', 'liar', 'stranger'].filter((agent) => isTrusted(cancels(agent), known))).toEqual(['queen', 'a', 'b']);
    expect(['queen', 'a', 'b', 'guard', 'liar'].filter((agent) => isTrusted(cancels(agent, 'desk'), known))).toEqual(['a', 'b']);
    expect(['queen', 'a', 'liar'].filter((agent) => isTrusted(cancels(agent, 'queen'), known))).toEqual(['queen']);
  });

  it('of tasks: those alone who are named, whatever they are there for', () => {
    const named: Authorities = { ...known, coordinators: [agentId('liar')] };
    expect(['queen', 'liar'].filter((agent) => isTrusted(cancels(agent), named))).toEqual(['liar']);
    expect(isTrusted(cancels('liar', 'queen'), named)).toBe(false);
  });

  it('of losses: who supervises, or who is named', () => {
    const down = (agent: string): LogEvent => said(agent, 'AgentDetectedDown', { agent: 'ada' });
    expect(['queen', 'guard', 'liar', 'stranger'].filter((agent) => isTrusted(down(agent), known))).toEqual(['guard']);
    expect(['guard', 'liar'].filter((agent) => isTrusted(down(agent), { ...known, watchers: [agentId('liar')] }))).toEqual(['liar']);
    expect(isTrusted(down('stranger'), base)).toBe(true);
  });

  it('of a life: who lives it, and of crashes, births and commands: offices alone', () => {
    expect(['ada', 'liar'].filter((agent) => isTrusted(said(agent, 'AgentStopped', { agent: 'ada' }), base))).toEqual(['ada']);
    expect(['lab', 'ada', 'operator'].filter((agent) => isTrusted(said(agent, 'AgentCrashed', { agent: 'ada' }), base))).toEqual(['lab']);
    expect(['lab', 'registrar', 'liar'].filter((agent) => isTrusted(said(agent, 'AgentSpawned', { agent: 'ada' }), base))).toEqual(['lab', 'registrar']);
    expect(['lab', 'operator', 'registrar', 'liar'].filter((agent) => isTrusted(said(agent, 'OperatorCommanded', {}), base))).toEqual(['lab', 'operator']);
  });

  it('counts offices, not seats', () => {
    expect(officesOf({ capability: 'coordinate', roster: () => roster })).toBe(2);
    expect(officesOf({ capability: 'coordinate', named: [agentId('a'), agentId('b')], roster: () => roster })).toBe(1);
    expect(officesOf({ capability: 'coordinate' })).toBe(1);
    expect(isEntitled(agentId('guard'), { capability: 'coordinate', roster: () => roster })).toBe(false);
  });
});
