/** Roles are names of agents that work, and of nothing else. */
import { describe, expect, it, test } from 'vitest';
import { agentKinds, findAgentKind, roleKinds } from '../../src/agents/registry.js';
import { agentRoles, officeHelp, roleGroups } from '../../src/agents/roles.js';

const catalogue = [
  'market-analyser', 'strategy-developer', 'risk-analyser', 'performance-monitor', 'portfolio-optimiser', 'data-scout', 'analyst', 'trader', 'risk-manager', 'learning-agent',
  'loader', 'feature-extractor', 'analyser', 'aggregator', 'coordinator', 'monitor', 'momentum', 'mean-reversion', 'sentiment', 'learned', 'arbitrage', 'single-agent',
];

it('D5: every role is filled by a ready-made kind, and says what it can be asked for', () => {
  expect(new Set(agentRoles.map(({ role }) => role)).size).toBe(agentRoles.length);
  expect(new Set(agentRoles.map(({ group }) => group))).toEqual(new Set(roleGroups));
  for (const { kind, capabilities, role, isOffice } of agentRoles) {
    if (!isOffice) expect(agentKinds.map((one) => one.kind), role).toContain(kind);
    expect(capabilities.length, role).toBeGreaterThan(0);
    for (const capability of capabilities) expect(capability).toMatch(/^[a-z]+(-[a-z]+)*$/);
  }
});

it('D5: every role of the catalogue is there, and the five of the swarm can be asked for what is theirs', () => {
  expect(agentRoles.map(({ role }) => role)).toEqual(expect.arrayContaining(catalogue));
  expect(Object.fromEntries(agentRoles.filter(({ group }) => group === 'swarm').map(({ role, capabilities }) => [role, capabilities]))).toEqual({
    'market-analyser': ['market-analysis', 'trend-detection', 'sentiment-analysis'],
    'strategy-developer': ['strategy-creation', 'backtesting', 'optimization'],
    'risk-analyser': ['risk-assessment', 'portfolio-analysis', 'exposure-tracking'],
    'performance-monitor': ['performance-tracking', 'metric-collection', 'alerting'],
    'portfolio-optimiser': ['allocation', 'rebalancing', 'optimization'],
  });
});

describe('the name of a role', () => {
  test.each(agentRoles.filter(({ isOffice }) => !isOffice).map((role) => [role.role, role] as const))('D5: %s seats the kind that fills it, under its name', (name, { kind, capabilities }) => {
    const [found, filling] = [findAgentKind(name), findAgentKind(kind)];
    expect(found.kind).toBe(name);
    expect(found.options).toBe(filling.options);
    if (name !== kind) expect(found.capabilities).toEqual(expect.arrayContaining([...filling.capabilities, ...capabilities]));
  });

  test('is never that of another kind', () => {
    for (const { role, kind } of agentRoles) expect(agentKinds.some((one) => one.kind === role)).toBe(role === kind);
    expect(roleKinds.map(({ kind }) => kind)).toEqual([...new Set(agentRoles.filter(({ role, kind, isOffice }) => role !== kind && !isOffice).map(({ role }) => role))]);
  });

  test.each(['risk-manager', 'risk-gate'])('of the office %s is answered with where its limits stand', (name) => {
    expect(officeHelp(name)).toContain('`risk`');
    expect(() => findAgentKind(name)).toThrow(expect.objectContaining({ code: 'unknown-agent-kind', details: expect.objectContaining({ help: officeHelp(name) }) as unknown }));
    expect(officeHelp('momentum')).toBeUndefined();
  });
});
