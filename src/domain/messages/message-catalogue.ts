/**
 * What agents may write to each other: every type of message in one table, with the schema of its payload. A
 * message travels in the envelope of a `MessageSent`; what cannot be read by this table is never sent.
 */
import { Type, type Static, type TObject } from '@sinclair/typebox';
import { agentName, integer, json, oneOf, real, text } from '../schema.js';
import { orderEvents } from '../events/order-events.js';
import { swarmEvents } from '../events/swarm-events.js';

export const messageFamilies = ['task', 'data', 'control', 'trading', 'consensus', 'memory', 'knowledge'] as const;
export type MessageFamily = (typeof messageFamilies)[number];

export interface MessageType<Schema extends TObject = TObject> {
  readonly family: MessageFamily;
  /** One line for people. */
  readonly meaning: string;
  readonly schema: Schema;
}

function message<Schema extends TObject>(family: MessageFamily, meaning: string, schema: Schema): MessageType<Schema> {
  return { family, meaning, schema };
}

export const messageTypes = {
  TaskAssigned: message('task', 'You are to do this task.', Type.Object({ task: text, capability: Type.Optional(text), dueAt: Type.Optional(integer), input: json })),
  TaskCompleted: message('task', 'The task is done, and this came of it.', Type.Object({ task: text, result: json })),
  TaskFailed: message('task', 'The task could not be done.', Type.Object({ task: text, reason: text })),
  DataRequested: message('data', 'Tell me what you know under this name.', Type.Object({ name: text, query: json })),
  DataAnswered: message('data', 'This is known under the name that was asked for.', Type.Object({ name: text, value: json })),
  DataUpdated: message('data', 'What is known under this name has changed.', Type.Object({ name: text, value: json })),
  HeartbeatSent: message('control', 'I am alive.', Type.Object({ beat: integer })),
  StatusUpdated: message('control', 'This is how I am.', Type.Object({ status: text, details: json })),
  ConfigurationChanged: message('control', 'Go on with these options.', Type.Object({ options: json })),
  LifeChanged: message('control', 'An agent began, paused or ended.', Type.Object({ agent: agentName, life: text })),
  MarketSignalRaised: message('trading', 'A view of an instrument changed.', swarmEvents.SignalRaised.schema),
  TradeExecuted: message('trading', 'A trade was done.', orderEvents.OrderFilled.schema),
  OrderPlaced: message('trading', 'Somebody wants to trade.', orderEvents.OrderPlaced.schema),
  RiskAlertRaised: message('trading', 'A limit of risk was reached.', Type.Object({ limit: text, severity: oneOf(['low', 'medium', 'high', 'critical']), found: real, allowed: real })),
  ProposalMade: message('consensus', 'Vote on this.', swarmEvents.ProposalMade.schema),
  VoteCast: message('consensus', 'This is my vote.', swarmEvents.VoteCast.schema),
  DecisionReached: message('consensus', 'This was decided.', swarmEvents.DecisionReached.schema),
  MemoryShared: message('memory', 'This is worth remembering.', Type.Object({ namespace: text, key: text, value: json })),
  KnowledgeShared: message('knowledge', 'This was learnt; it counts from an instant on.', Type.Object({ name: text, value: json, validFrom: integer })),
} as const satisfies Record<string, MessageType>;

export type MessageName = keyof typeof messageTypes;
export type PayloadOf<Name extends MessageName> = Static<(typeof messageTypes)[Name]['schema']>;

export const messageNames = Object.keys(messageTypes) as readonly MessageName[];

export function isMessageName(name: string): name is MessageName {
  return Object.hasOwn(messageTypes, name);
}
