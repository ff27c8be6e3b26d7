/** Who gets a message because of what is in it: rules from the type and a field of the payload to receivers. */
import type { AgentId } from '../../core/brand.js';
import type { ContentRule } from './courier-setting.js';

/** Returns who gets the message, each once, in the order of the rules. */
export function receiversByContent(rules: readonly ContentRule[], name: string, payload: unknown): AgentId[] {
  const receivers = rules.filter((rule) => isMet(rule, name, payload)).flatMap(({ to }) => to as AgentId[]);
  return [...new Set(receivers)];
}

function isMet({ name, field, is, atLeast }: ContentRule, found: string, payload: unknown): boolean {
  if (name !== undefined && name !== found) return false;
  if (field === undefined) return true;
  const value = fieldOf(payload, field);
  if (is !== undefined && value !== is) return false;
  if (atLeast !== undefined && !(typeof value === 'number' && value >= atLeast)) return false;
  return value !== undefined;
}

function fieldOf(payload: unknown, path: string): unknown {
  let value = payload;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}
