/**
 * Leans with a figure that is no price: messages, moods, earnings. The newest figure is measured against those before it, in their
 * standard deviations. Each counts as it was restated last, from the instant at which that could be known, and no longer than its
 * time: an old mood is none.
 */
import { Type, type Static } from '@sinclair/typebox';
import { HivetapeError } from '../core/errors.js';
import type { Instant } from '../core/instant.js';
import type { DataOf } from '../domain/catalogue.js';
import { durationUs } from '../market/import-options.js';
import { chosenInstruments, defineAgentKind, instrumentsOption, type AgentSetting } from './agent-kind.js';
import { analyst, clampLean, signalStepOption, type BarRule, type Beside } from './analyst.js';
import { numberText } from './evidence-text.js';

/** One figure as it was published last. */
export type Figure = Pick<DataOf<'FactSeen'>, 'about' | 'revision' | 'value' | 'availableAt'>;

export interface SentimentMemory {
  /** The last figures in the order of what they are about, the newest last. */
  readonly figures: Figure[];
  /** Standard deviations between the newest figure and the mean of those before it. */
  score: number;
  /** The last instant that was heard of. */
  now: Instant;
}

const options = Type.Object(
  {
    instruments: instrumentsOption,
    figure: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}$', default: 'sentiment', description: 'Name of the figure, as `facts` of the scenario gives it.' }),
    of: Type.Union([Type.Literal('instrument'), Type.Literal('world')], { default: 'instrument', description: 'What the figure is of: each instrument has its own, or one is of the world.' }),
    subject: Type.String({ maxLength: 64, default: '', description: 'Subject of the figure where that is not called as the instrument is; empty where it is.' }),
    figures: Type.Integer({ minimum: 2, maximum: 1_000, default: 8, description: 'How many figures before the newest give the mean and the deviation that it is measured by.' }),
    entryScore: Type.Number({ exclusiveMinimum: 0, default: 1.5, description: 'Standard deviations from the mean at which it takes a side.' }),
    fullScore: Type.Number({ exclusiveMinimum: 0, default: 3, description: 'Standard deviations from the mean at which its strength is 1.' }),
    lean: Type.Union([Type.Literal('with'), Type.Literal('against')], { default: 'with', description: 'Whether a high figure is a reason to be long, or short.' }),
    staleAfter: Type.String({ pattern: '^[1-9][0-9]{0,5}(s|m|h|d)$', 'x-expected': 'a duration like 12h or 90d', default: '90d', description: 'How long a figure counts from when it could be known.' }),
    signalStep: signalStepOption,
  },
  { additionalProperties: false },
);

export const sentiment = defineAgentKind({
  kind: 'sentiment',
  summary: 'Analyst: leans with a published figure that stands far from those before it, as it was restated last, until it is stale.',
  capabilities: ['analyse', 'vote'],
  options,

  create: (chosen, setting) => analyst(sentimentRule(chosen, setting)),
});

/** Returns what it goes by: for an analyst of its own, or a part of another. Throws `agent-options-contradict`. */
export function sentimentRule({ instruments, figure, of, subject, figures: window, entryScore, fullScore, lean, staleAfter, signalStep }: Static<typeof options>, setting: AgentSetting): BarRule<SentimentMemory> & { readonly beside: Beside<SentimentMemory> } {
  if (of === 'world' && subject !== '') throw new HivetapeError('agent-options-contradict', `A figure of the world has no subject (agent "${setting.id}" names "${subject}").`);
  const staleUs = durationUs(staleAfter);
  const side = lean === 'with' ? 1 : -1;
  const chosen = chosenInstruments(instruments, setting);
  const subjectOf = (instrument: string): string => (of === 'world' ? '' : subject === '' ? instrument : subject);
  const subjects = [...new Set(chosen.map(({ id }) => subjectOf(id)))];
  return {
    setting,
    instruments: chosen,
    signalStep,
    start: () => ({ figures: [], score: 0, now: Number.MIN_SAFE_INTEGER }),
    step: (memory, { closedAt }) => {
      memory.now = Math.max(memory.now, closedAt);
    },
    beside: {
      topics: subjects.map((name) => (name === '' ? `facts/${figure}` : `facts/${figure}/${name}`)),
      isOf: (event, instrument) => event.type === 'FactSeen' && event.data.figure === figure && event.data.subject === subjectOf(instrument),
      see: (memory, event) => {
        if (event.type !== 'FactSeen') return;
        memory.now = Math.max(memory.now, event.time);
        noteFigure(memory.figures, event.data, window + 1);
        memory.score = scoreOf(memory.figures);
      },
    },
    lean: ({ figures, score, now }) => {
      if (figures.length <= window) return undefined;
      if (now - figures[window].availableAt >= staleUs || Math.abs(score) < entryScore) return 0;
      return side * clampLean(score / fullScore);
    },
    evidence: ({ figures, score, now }) => {
      const { value, revision, availableAt } = figures[window];
      const name = `${figure} ${numberText(value)}${revision === 0 ? '' : ` (revision ${revision})`}`;
      return now - availableAt >= staleUs ? `${name} is older than ${staleAfter}` : `${name} stands ${numberText(score)} deviations from the ${window} before`;
    },
  };
}

/** Takes a figure in, in place, and keeps the last `size`. A revision that is known already, or older than the known one, changes nothing. */
export function noteFigure(figures: Figure[], { about, revision, value, availableAt }: Figure, size: number): void {
  let place = figures.length;
  while (place > 0 && figures[place - 1].about > about) place -= 1;
  const isKnown = place > 0 && figures[place - 1].about === about;
  if (isKnown && figures[place - 1].revision >= revision) return;
  if (!isKnown && place === 0 && figures.length === size) return;
  figures.splice(isKnown ? place - 1 : place, isKnown ? 1 : 0, { about, revision, value, availableAt });
  if (figures.length > size) figures.shift();
}

/** Returns the population standard deviations between the newest figure and the mean of those before; 0 where these were all alike. */
export function scoreOf(figures: readonly Figure[]): number {
  const before = figures.slice(0, -1).map(({ value }) => value);
  if (before.length === 0 || before.every((value) => value === before[0])) return 0;
  const mean = before.reduce((sum, value) => sum + value, 0) / before.length;
  const variance = before.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / before.length;
  const score = (figures[figures.length - 1].value - mean) / Math.sqrt(variance);
  return Number.isFinite(score) ? score : 0;
}
