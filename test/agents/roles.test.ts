/** Roles are names of agents that work, and of nothing else. */
import { expect, it } from 'vitest';
import { agentKinds } from '../../src/agents/registry.js';
import { agentRoles, roleGroups } from '../../src/agents/roles.js';

it('D5: every role is filled by a ready-made kind, and says what it can be asked for', () => {
  const roles = agentRoles();
  expect(new Set(roles.map(({ role }) => role)).size).toBe(roles.length);
  expect(new Set(roles.map(({ group }) => group))).toEqual(new Set(roleGroups));
  for (const { kind, capabilities, role } of roles) {
    expect(agentKinds, role).toContain(kind);
    expect(capabilities.length, role).toBeGreaterThan(0);
    for (const capability of capabilities) expect(capability).toMatch(/^[a-z]+(-[a-z]+)*$/);
  }
});
