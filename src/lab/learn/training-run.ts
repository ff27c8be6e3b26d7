/**
 * A training as a run of its own: a small log that says what was trained on what, how the loss went, and
 * under which hash the model lies. The training itself is an effect, so it is recorded, never repeated by
 * a rerun; training the same again must give the same log, or the store says that it differs.
 */
import { agentId, type RunId } from '../../core/brand.js';
import { canonicalJson, type Json } from '../../core/canonical.js';
import { hex, sha256 } from '../../core/sha256.js';
import { runIdOf } from '../../core/ids.js';
import { assert } from '../../core/assert.js';
import { weightBytes } from '../../agents/pattern-model-file.js';
import { BEHAVIOUR_VERSION, type DataOf, type EventDraft } from '../../domain/catalogue.js';
import type { EffectOutcome } from '../../kernel/effects.js';
import { Kernel } from '../../kernel/kernel.js';
import { instantNetwork } from '../../kernel/network.js';
import type { Journal } from '../../kernel/recorder.js';
import type { SeatOptions } from '../../kernel/seat.js';
import { answersOf } from '../../learning/baselines.js';
import { balancedAccuracy } from '../../learning/block-bootstrap.js';
import type { DataSet } from '../../learning/data-set.js';
import { labelAt } from '../../learning/sample-rows.js';
import { splitRows } from '../../learning/split-rows.js';
import type { TensorBackend } from '../../learning/tensor-backend.js';
import { trainModel, type TrainedModel } from '../../learning/train-model.js';
import type { TrainingHooks } from '../../learning/train-network.js';
import { trainerAgent, type TrainingAnswer } from '../../learning/trainer-agent.js';
import type { TrainingOptions } from '../../learning/training-options.js';
import type { RunSeal, RunStore } from '../../store/run-store.js';
import { identityJson } from '../identity.js';
import { finishRun, openRun } from '../perform-run.js';
import { catalogueWords } from '../words.js';
import { CARD_FORMAT, type ModelCard } from './model-card.js';
import type { LearningShelf } from './learning-shelf.js';

export const TRAINING_FORMAT = 'hivetape-training/1';
export const TRAINER = agentId('trainer');

export interface TrainingInput extends TrainingHooks {
  readonly set: DataSet;
  readonly options: TrainingOptions;
  readonly backend: TensorBackend;
  readonly shelf: LearningShelf;
  readonly environment: () => Json;
}

export interface TrainingOutcome {
  readonly runId: RunId;
  readonly fingerprint: string;
  readonly events: number;
  readonly card: ModelCard;
  /** `again`: the same was trained before, and gave the same bits. `recorded`: it was not trained again, because its backend cannot repeat it. */
  readonly kind: 'new' | 'again' | 'recorded';
}

/** Returns the finished training; its model lies on the shelf. Throws what training throws, and `run-diverged`. */
export async function runTraining(store: RunStore, input: TrainingInput): Promise<TrainingOutcome> {
  const { set, options, backend, shelf } = input;
  const { tf: _, ...made } = backend;
  const identity = identityJson({ format: TRAINING_FORMAT, behaviour: BEHAVIOUR_VERSION, dataSet: set.digest, sources: set.sources, data: set.options, training: options, backend: made });
  const runId = runIdOf(identity);
  const before = store.list().find((run) => run.runId === runId && run.state === 'finished');
  if (before !== undefined && !backend.isRepeatable) return { runId, fingerprint: before.fingerprint, events: before.events, card: recordedCard(store, runId, shelf), kind: 'recorded' };
  const name = `training-${set.digest.slice(0, 8)}`;
  const writer = store.create({ runId, name, identity });
  let card: ModelCard | undefined;
  try {
    const kernel = trainingKernel(set, options, { record: (event) => writer.append(event) });
    const perform = async (): Promise<EffectOutcome> => {
      const trained = await trainModel({ set, options, backend }, input);
      const value = answerOf(set, trained, backend);
      card = cardOf({ input, runId, trained, value });
      shelf.putModel(trained.bytes, card);
      return { ok: true, value: value as unknown as Json };
    };
    openRun(kernel, openingOf({ name, identity, set, options }));
    await finishRun(kernel, { perform }, { closing: [] });
  } catch (cause) {
    writer.abandon(input.environment());
    throw cause;
  }
  const seal: RunSeal = writer.finish(input.environment());
  assert(card !== undefined, 'A finished training has a model');
  return { runId, ...seal, card, kind: before === undefined ? 'new' : 'again' };
}

/** Returns a kernel that performs a training, or decides a recorded one again. */
export function trainingKernel(set: Pick<DataSet, 'rows'>, { seed, epochs }: Pick<TrainingOptions, 'seed' | 'epochs'>, journal: Journal): Kernel {
  const { labelKnownAt } = set.rows;
  return kernelAt({ startAt: labelKnownAt.reduce((latest, at) => Math.max(latest, at), 0), seed, epochs, journal });
}

export function kernelAt({ startAt, seed, epochs, journal }: { readonly startAt: number; readonly seed: number; readonly epochs: number; readonly journal: Journal }): Kernel {
  return new Kernel({
    seed,
    startAt,
    seats: [{ id: TRAINER, agent: trainerAgent as SeatOptions['agent'] }],
    sources: [],
    vocabulary: catalogueWords(),
    network: instantNetwork(),
    journal,
    limits: { draftsPerDelivery: epochs + 1 },
    freeze: false,
  });
}

interface Opening {
  readonly name: string;
  readonly identity: Json;
  readonly set: DataSet;
  readonly options: TrainingOptions;
}

function openingOf({ name, identity, set, options }: Opening): EventDraft[] {
  const { train, testFrom } = splitRows(set, options);
  return [
    { type: 'RunStarted', data: { name, identity } },
    { type: 'AgentSeated', data: { agent: TRAINER, kind: 'trainer', options: {}, listensTo: [...trainerAgent.listensTo] } },
    { type: 'TrainingStarted', data: { dataSet: set.digest, trainRows: train.length, testFrom, options: identityJson(options) } },
  ];
}

function answerOf(set: DataSet, { model, losses, split }: TrainedModel, backend: TensorBackend): TrainingAnswer {
  const answers = answersOf(model, set, split.train);
  const metrics = Object.fromEntries(
    set.labels.map((label, place) => {
      const truths = split.train.map((row) => labelAt(set, label, row));
      return [label, { share: model.shares[place], inSample: balancedAccuracy({ answers: answers[place], truths }) ?? null }];
    }),
  );
  const data: DataOf<'ModelTrained'> = {
    model: model.hash,
    weights: hex(sha256(weightBytes(model.weights))),
    validFrom: model.validFrom,
    dataFrom: set.rows.decidedAt[split.train[0]],
    dataTo: model.validFrom,
    loss: losses[losses.length - 1],
    backend: `${backend.name} ${backend.version}`,
    metrics,
  };
  return JSON.parse(canonicalJson({ losses, model: data })) as TrainingAnswer;
}

interface CardParts {
  readonly input: TrainingInput;
  readonly runId: RunId;
  readonly trained: TrainedModel;
  readonly value: TrainingAnswer;
}

function cardOf({ input: { set, options, backend }, runId, trained: { losses, split }, value: { model } }: CardParts): ModelCard {
  const metrics = model.metrics as Readonly<Record<string, { readonly share: number; readonly inSample: number | null }>>;
  const { name, version, isRepeatable } = backend;
  return {
    format: CARD_FORMAT,
    model: model.model,
    weights: model.weights,
    training: runId,
    dataSet: set.digest,
    sources: set.sources,
    dataOptions: set.options,
    dataFrom: model.dataFrom,
    dataTo: model.dataTo,
    validFrom: model.validFrom,
    trainRows: split.train.length,
    testRows: split.test.length,
    testFrom: split.testFrom,
    labels: set.labels.map((label) => ({ label, ...metrics[label] })),
    losses,
    options,
    backend: { name, version, isRepeatable },
  };
}

function recordedCard(store: RunStore, runId: RunId, shelf: LearningShelf): ModelCard {
  const [trained] = store.open(runId).events({ types: ['ModelTrained'] });
  assert(trained !== undefined, 'A finished training told of its model', { runId });
  return shelf.model((trained.data as DataOf<'ModelTrained'>).model).card;
}
