/**
 * What a mediator remembers of one instrument: how its members lean, what it told last, the conflict that
 * is open and how it is being settled. Plain data, changed by the fold alone.
 */
import type { AgentId } from '../core/brand.js';
import type { DataOf, EventOf } from '../domain/catalogue.js';
import type { ConflictKind } from '../domain/events/negotiation-events.js';
import { startNegotiation, type Negotiation } from '../swarm/decisions/negotiation.js';
import { isConflict, riskSeverity, signalSeverity, strategySeverity } from '../swarm/decisions/severity.js';
import { meanLean, type View } from '../swarm/decisions/settle-views.js';
import { startAttention, type Attention } from './attention.js';
import type { Member } from './council-members.js';

export interface MediatorDesk {
  readonly views: Record<AgentId, HeardView>;
  readonly attention: Attention;
  /** Offset of the view that was heard last: the one to answer. */
  heardAt: number;
  /** The lean that it told last; 0 before it told any. */
  told: number;
  conflicts: number;
  open?: OpenConflict | undefined;
  /** How the last conflict ended; holds as long as the sides stand as they stood. */
  settled?: { readonly sides: string; readonly severity: number; readonly position: number } | undefined;
  /** What risk last refused: limit ÷ found, and where it stands in the log. */
  alert?: { readonly share: number; readonly offset: number } | undefined;
}

interface HeardView {
  readonly lean: number;
  readonly offset: number;
  /** Whether it is what a council decided. */
  readonly isDecision: boolean;
}

export interface OpenConflict {
  readonly conflict: string;
  readonly kind: ConflictKind;
  readonly severity: number;
  readonly sides: string;
  /** Place of the way that is being tried, in the list of ways; -1 before the first. */
  step: number;
  isEscalated: boolean;
  /** What holds until somebody above has answered. */
  position: number;
  negotiation?: Negotiation | undefined;
}

/** What the members want of an instrument, taken together. */
export interface Picture {
  readonly kind: ConflictKind;
  readonly views: readonly View[];
  readonly severity: number;
  /** Who stands on which side: a conflict that was settled is a new one when these change. */
  readonly sides: string;
}

export function startMediatorDesk(): MediatorDesk {
  return { views: {}, attention: startAttention(), heardAt: -1, told: 0, conflicts: 0 };
}

/** Takes in where a member stands, if it is news. */
export function heardView(desk: MediatorDesk, { agent, offset }: Pick<EventOf<'SignalRaised'>, 'agent' | 'offset'>, lean: number, isDecision: boolean): void {
  if (Object.hasOwn(desk.views, agent) && offset <= desk.views[agent].offset) return;
  desk.views[agent] = { lean: Math.max(-1, Math.min(1, lean)), offset, isDecision };
  desk.heardAt = offset;
}

/** Returns the views of the members that have spoken, in the order of their ids. */
export function viewsOf({ views }: MediatorDesk, members: readonly Member[]): readonly View[] {
  return members.flatMap(({ agent, weight }) => (Object.hasOwn(views, agent) ? [{ agent, weight, lean: views[agent].lean }] : []));
}

/** Returns how the members stand to each other. Where all who take a side are councils, strategies are at odds; else signals. */
export function pictureOf(desk: MediatorDesk, members: readonly Member[]): Picture {
  const views = viewsOf(desk, members);
  const sided = views.filter(({ lean }) => lean !== 0);
  const kind = sided.length > 0 && sided.every(({ agent }) => desk.views[agent].isDecision) ? 'strategy' : 'signal';
  const severity = kind === 'strategy' ? strategySeverity(sided.map(({ lean }) => lean)) : signalSeverity(sided.map(({ lean }) => lean));
  return { kind, views, severity, sides: sided.map(({ agent, lean }) => `${lean > 0 ? '+' : '-'}${agent}`).join(' ') };
}

/** Returns the swarm against the one who watches its risk: as much as it wants, and as much as the limit leaves of that. */
export function riskPictureOf(desk: MediatorDesk, { self, risk }: { readonly self: AgentId; readonly risk: AgentId }): Picture {
  const { told, alert } = desk;
  const share = alert?.share ?? 1;
  const views = told === 0 ? [] : [{ agent: self, lean: told, weight: 1 }, { agent: risk, lean: told * share, weight: 1 }];
  return { kind: 'risk', views, severity: views.length === 0 ? 0 : riskSeverity({ found: 1, limit: share }), sides: `risk ${Math.sign(told)} ${alert?.offset ?? 0}` };
}

/** Returns whether it is a conflict that was settled already, and too little has changed since. */
export function isSettled({ settled }: MediatorDesk, { sides, severity }: Picture, step: number): boolean {
  return settled !== undefined && settled.sides === sides && Math.abs(severity - settled.severity) < step;
}

/** Returns where the mediator stands: what was settled while that holds, else the weighted mean. */
export function standOf(desk: MediatorDesk, picture: Picture, severityMin: number): number {
  if (isConflict(picture.severity, severityMin)) return desk.settled?.position ?? desk.told;
  return meanLean(picture.views) ?? 0;
}

export function openConflict(desk: MediatorDesk, { conflict, kind, severity }: DataOf<'ConflictDetected'>, sides: string): void {
  desk.conflicts += 1;
  desk.open = { conflict, kind, severity, sides, step: -1, isEscalated: false, position: desk.told };
}

/** Ends the open conflict; what it ended in holds as long as the sides stand as they stood. */
export function endConflict(desk: MediatorDesk, conflict: string, position: number | undefined): void {
  const { open } = desk;
  if (open?.conflict !== conflict) return;
  desk.open = undefined;
  desk.settled = position === undefined ? undefined : { sides: open.sides, severity: open.severity, position };
}

export function openNegotiation(desk: MediatorDesk, data: DataOf<'NegotiationOpened'>): void {
  if (desk.open !== undefined) desk.open.negotiation = startNegotiation(data);
}
