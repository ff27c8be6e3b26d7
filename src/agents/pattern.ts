/**
 * Votes as a trained network sees it: leans with the probability of a higher close, and tells which
 * patterns it holds for likely. Of several models it uses the newest that could exist at the time of the
 * bar, so no backtest asks a model that was trained on its future. In shadow it speaks without a vote.
 */
import { Type, type Static } from '@sinclair/typebox';
import { HivetapeError } from '../core/errors.js';
import type { DataOf, EventDraft, EventOf, LogEvent } from '../domain/catalogue.js';
import type { Decider } from '../kernel/agent.js';
import { adjustedBar, adjustmentTopics, noteAdjustment } from './adjusted-bar.js';
import { chosenInstruments, defineAgentKind, instrumentsOption, type AgentSetting } from './agent-kind.js';
import { analyst, clampLean, signalStepOption, type AnalystState } from './analyst.js';
import { percentText } from './evidence-text.js';
import { featureNames, startFeatures, stepFeatures, stepPeer, type FeatureState, type PeerState } from './pattern-features.js';
import { readModel } from './pattern-model-file.js';
import { probabilitiesOf, type PatternModel } from './pattern-network.js';
import { isTrusted } from './trusted.js';

interface PatternMemory {
  readonly features: FeatureState;
  /** Features of the last bars, the oldest first. */
  readonly window: number[];
  /** Probabilities after this bar and after the one before; empty where there is none. */
  now: number[];
  before: number[];
  /** Place of the model that was asked for `now`; -1 for none. */
  model: number;
}

const options = Type.Object(
  {
    instruments: instrumentsOption,
    models: Type.Array(Type.String({ minLength: 1, maxLength: 1_000 }), {
      maxItems: 1_000,
      default: [],
      description: 'Models it may ask, each by its hash, or as a file relative to the scenario; at any time the newest that could exist then.',
    }),
    mode: Type.Union([Type.Literal('vote'), Type.Literal('shadow')], {
      default: 'vote',
      description: 'Whether it signals and votes, or says its view on `shadow/INSTRUMENT` only, where no council hears it.',
    }),
    peer: Type.String({ maxLength: 100, default: '', description: 'The other instrument that its models look at; empty where they look at none.' }),
    entryProbability: Type.Number({ minimum: 0.5, maximum: 1, default: 0.55, description: 'Probability of a direction from which it takes that side.' }),
    seenProbability: Type.Number({ minimum: 0, maximum: 1, default: 0.6, description: 'Probability from which it tells of a pattern.' }),
    signalStep: signalStepOption,
  },
  { additionalProperties: false },
);

type PatternOptions = Static<typeof options>;
type PatternState = AnalystState<PatternMemory>;

export const pattern = defineAgentKind({
  kind: 'pattern',
  summary: 'Analyst: leans and tells of patterns as a trained network sees them; may speak without a vote.',
  capabilities: ['analyse', 'vote'],
  options,
  artefacts: ({ models }) => models,

  create(chosen, setting) {
    const models = modelsOf(chosen, setting);
    const speaker = speakerOf(chosen, setting, models);
    const { peer, mode } = chosen;
    const own = chosenInstruments(chosen.instruments, setting).filter(({ id }) => id !== peer);
    const scales = adjustmentTopics([...own, ...setting.instruments.filter(({ id }) => id === peer)]);
    const heard = [...own.flatMap(({ id }) => (mode === 'shadow' ? [`bars/${id}`] : [`bars/${id}`, `proposals/${id}`])), ...scales];
    return {
      ...speaker,
      listensTo: peer === '' ? heard : [...heard, `bars/${peer}`],
      evolve(state, event, context) {
        const isOfPeer = (event.type === 'BarClosed' && event.data.bar.instrument === peer) || (event.type === 'AdjustmentChanged' && event.data.instrument === peer);
        if (!isOfPeer) return speaker.evolve(state, event, context);
        if (isTrusted(event, setting)) for (const { memory } of Object.values((state as PatternState).desks)) seePeer(memory.features.peer, event);
        return state;
      },
      decide(state, event, context) {
        const said = speaker.decide(state, event, context);
        if (event.type !== 'BarClosed') return said;
        const { instrument } = event.data.bar;
        const memory = (state as PatternState).desks[instrument]?.memory;
        if (memory === undefined) return said;
        const seen = patternsSeen(memory, models, chosen.seenProbability).map((data): EventDraft => ({ type: 'PatternSeen', data: { instrument, ...data } }));
        const drafts = seen.length === 0 ? said : [...said, ...seen];
        return mode === 'vote' || drafts.length === 0 ? drafts : drafts.map((draft) => ({ ...draft, topic: `shadow/${instrument}` }));
      },
    } satisfies Decider<unknown, LogEvent, EventDraft>;
  },
});

function seePeer(peer: PeerState, event: EventOf<'BarClosed'> | EventOf<'AdjustmentChanged'>): void {
  if (event.type === 'BarClosed') stepPeer(peer, adjustedBar(event.data.bar, peer));
  else noteAdjustment(peer, event.data);
}

function speakerOf(chosen: PatternOptions, setting: AgentSetting, models: readonly PatternModel[]): Decider<unknown, LogEvent, EventDraft> {
  const { peer, entryProbability, signalStep } = chosen;
  const newest = models[models.length - 1];
  return analyst<PatternMemory>({
    setting,
    instruments: chosenInstruments(chosen.instruments, setting).filter(({ id }) => id !== peer),
    signalStep,
    start: () => ({ features: startFeatures(), window: [], now: [], before: [], model: -1 }),
    step: (memory, bar) => {
      const features = stepFeatures(memory.features, bar, peer !== '');
      if (features === undefined) return;
      memory.window.push(...features);
      if (memory.window.length > newest.shape.windowBars * newest.shape.features) memory.window.splice(0, newest.shape.features);
      askModels(memory, models, bar.closedAt);
    },
    lean: ({ now, model }) => {
      if (model < 0) return undefined;
      const up = now[models[model].labels.indexOf('direction')];
      return Math.max(up, 1 - up) < entryProbability ? 0 : clampLean(2 * up - 1);
    },
    evidence: ({ now, model }) => {
      const { labels, horizonBars, hash } = models[model];
      return `${percentText(now[labels.indexOf('direction')])} for a higher close in ${horizonBars} bars, says model ${hash.slice(0, 8)}`;
    },
  }) as Decider<unknown, LogEvent, EventDraft>;
}

/** Returns the models in the order in which they could exist. Throws `model-not-found`, `model-damaged`, `agent-options-contradict`. */
function modelsOf({ models: names, peer }: PatternOptions, { id, artefact }: AgentSetting): readonly PatternModel[] {
  if (names.length === 0) {
    throw new HivetapeError('model-not-found', `The agent "${id}" names at least one model (found none).`, {
      help: 'Train one: hivetape learn dataset RUN, then hivetape learn train DATASET.',
    });
  }
  const models = names.map((name) => {
    const bytes = artefact?.(name);
    if (bytes === undefined) throw new HivetapeError('model-not-found', `The agent "${id}" finds its model "${name}" (found none).`, { values: { name } });
    return readModel(bytes, { name, ...(/^[0-9a-f]{64}$/.test(name) ? { expected: name } : {}) });
  });
  const wanted = featureNames(peer !== '').join(', ');
  const [first] = models;
  for (const { hash, features, labels, shape } of models) {
    if (features.join(', ') !== wanted) {
      throw contradiction(`The models of "${id}" look at ${wanted} (model ${hash.slice(0, 8)} looks at ${features.join(', ')}).`, 'Name the peer that the model was trained with, or none.');
    }
    if (shape.windowBars !== first.shape.windowBars) throw contradiction(`The models of "${id}" look at equally long windows (found ${first.shape.windowBars} and ${shape.windowBars} bars).`);
    if (!labels.includes('direction')) throw contradiction(`A model that votes knows the label direction (model ${hash.slice(0, 8)} knows ${labels.join(', ')}).`);
  }
  return [...models].sort((a, b) => a.validFrom - b.validFrom || (a.hash < b.hash ? -1 : 1));
}

function contradiction(message: string, help?: string): HivetapeError {
  return new HivetapeError('agent-options-contradict', message, help === undefined ? {} : { help });
}

/** Asks the newest model that could exist when the bar closed, once the window is full. */
function askModels(memory: PatternMemory, models: readonly PatternModel[], closedAt: number): void {
  memory.before = memory.now;
  const known = models.filter(({ validFrom }) => validFrom <= closedAt).length - 1;
  const isFull = known >= 0 && memory.window.length === models[known].shape.windowBars * models[known].shape.features;
  if (memory.model !== known) memory.before = [];
  memory.model = isFull ? known : -1;
  memory.now = isFull ? probabilitiesOf(models[known], memory.window) : [];
}

/** Returns the patterns that became likely with this bar. */
function patternsSeen({ now, before, model }: PatternMemory, models: readonly PatternModel[], from: number): Omit<DataOf<'PatternSeen'>, 'instrument'>[] {
  if (model < 0) return [];
  const { labels, horizonBars, hash } = models[model];
  return labels.flatMap((label, index) => {
    if (label === 'direction' || now[index] < from || (before[index] ?? 0) >= from) return [];
    return [{ pattern: label, probability: now[index], horizonBars, model: hash }];
  });
}
