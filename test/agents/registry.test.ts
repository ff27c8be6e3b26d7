import { expect, test } from 'vitest';
import { TypeGuard } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { agentKinds, findAgentKind } from '../../src/agents/registry.js';
import { chosenInstruments } from '../../src/agents/agent-kind.js';
import { instrumentId } from '../../src/domain/instrument.js';
import { testInstrument } from '../../src/testing/events.js';
import { agentSetting, defaultsOf } from '../../src/testing/setting.js';

test('lists each kind once, under its own name', () => {
  const names = agentKinds.map(({ kind }) => kind);
  expect(new Set(names).size).toBe(names.length);
  for (const kind of agentKinds) expect(findAgentKind(kind.kind)).toBe(kind);
});

test('refuses an unknown kind and names the nearest', () => {
  expect(() => findAgentKind('momentun')).toThrow(
    expect.objectContaining({ code: 'unknown-agent-kind', details: expect.objectContaining({ help: 'Did you mean "momentum"?' }) as unknown }),
  );
  expect(() => findAgentKind('xyzzy')).toThrow(expect.objectContaining({ code: 'unknown-agent-kind' }));
});

test.each(agentKinds.map((kind) => [kind.kind, kind] as const))('%s explains itself, and every option has a description and a sound default', (_, kind) => {
  expect(kind.summary.length).toBeGreaterThan(20);
  expect(kind.capabilities.length).toBeGreaterThan(0);
  for (const [name, schema] of Object.entries(kind.options.properties)) {
    expect(schema.description, name).toMatch(/\w.*\.$/);
    // What is optional says in its description what it is when absent.
    if (!TypeGuard.IsOptional(schema)) expect(schema.default, name).toBeDefined();
    else expect(schema.description, name).toMatch(/absent/);
  }
  expect(kind.options.additionalProperties).toBe(false);
  const { instruments: _instruments, ...options } = kind.options.properties;
  const { instruments: _default, ...defaults } = defaultsOf(kind);
  for (const [name, schema] of Object.entries(options)) expect((TypeGuard.IsOptional(schema) && defaults[name] === undefined) || Value.Check(schema, defaults[name]), name).toBe(true);
});

test('an agent works on the instruments it names, in the order of the run, or on all', () => {
  const setting = agentSetting({ instruments: ['A', 'B', 'C'].map((id) => testInstrument({ id })) });
  const chosen = (...names: string[]): string[] => chosenInstruments(names.map(instrumentId), setting).map(({ id }) => id);
  expect(chosen()).toEqual(['A', 'B', 'C']);
  expect(chosen('C', 'A')).toEqual(['A', 'C']);
  expect(() => chosen('D')).toThrow(expect.objectContaining({ code: 'unknown-instrument' }));
});
