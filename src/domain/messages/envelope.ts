/** What stands on the envelope of a message between agents: of what kind it is, how urgent, how sure it must arrive. */
export const messageKinds = ['request', 'response', 'event', 'broadcast', 'command', 'notification'] as const;
export type MessageKind = (typeof messageKinds)[number];

export const messageRoutings = ['direct', 'multicast', 'broadcast', 'topic', 'content'] as const;
export type MessageRouting = (typeof messageRoutings)[number];

/** The most urgent first. */
export const messagePriorities = ['critical', 'high', 'medium', 'low'] as const;
export type MessagePriority = (typeof messagePriorities)[number];

/**
 * `at-most-once`: sent once, and handed over once or never. `at-least-once`: sent again until it is acknowledged; it
 * may be handed over twice. `exactly-once`: sent again until it is acknowledged, and handed over once.
 */
export const messageGuarantees = ['at-most-once', 'at-least-once', 'exactly-once'] as const;
export type MessageGuarantee = (typeof messageGuarantees)[number];

/** Why a message was dropped. */
export const dropReasons = ['inbox-full', 'outbox-full', 'oldest', 'lowest', 'too-large', 'rate', 'unreachable', 'stopped'] as const;
export type DropReason = (typeof dropReasons)[number];

/** Why a message waits at its sender. */
export const delayReasons = ['batch', 'rate', 'back-pressure'] as const;
export type DelayReason = (typeof delayReasons)[number];

/** Why a message is dead. */
export const deathReasons = ['unmatched', 'unreachable', 'unacknowledged', 'refused'] as const;
export type DeathReason = (typeof deathReasons)[number];
