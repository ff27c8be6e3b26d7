/**
 * Branded ids: an `OrderId` is a string that is never an `AgentId`. Ids are opaque; nothing is found
 * out by taking one apart.
 */

declare const brand: unique symbol;

export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

export type AgentId = Brand<string, 'AgentId'>;
export type RunId = Brand<string, 'RunId'>;
export type EventId = Brand<string, 'EventId'>;

export function agentId(text: string): AgentId {
  return text as AgentId;
}

export function runId(text: string): RunId {
  return text as RunId;
}
