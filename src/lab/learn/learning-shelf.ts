/**
 * What learning keeps beside the runs of a store: data sets under their digest, models under their hash
 * with a card and their evaluations. Everything is written once and checked when it is read.
 */
import { canonicalJson } from '../../core/canonical.js';
import { HivetapeError, isHivetapeError } from '../../core/errors.js';
import { readModel } from '../../agents/pattern-model-file.js';
import type { PatternModel } from '../../agents/pattern-network.js';
import { artefactNames, artefactPath, newestArtefact, readArtefact, writeArtefact } from '../../host/artefact-files.js';
import { textOfBytes } from '../../host/text-native.js';
import type { DataSet } from '../../learning/data-set.js';
import { dataSetText, readDataSet } from '../../learning/data-set-text.js';
import type { Evaluation } from '../../learning/evaluation.js';
import { MODEL_ENDING } from '../agent-artefacts.js';
import type { ModelCard } from './model-card.js';

const DATA_SET_ENDING = '.dataset.json';
const CARD_ENDING = '.card.json';
const EVALUATION_ENDING = '.evaluation.json';
const MODEL_BYTES_MAX = 64 * 1024 * 1024;
const DATA_SET_BYTES_MAX = 1024 * 1024 * 1024;

export interface LearningShelf {
  /** Absolute directory of the models. */
  readonly modelsDirectory: string;
  /** Returns the file it is written to: that named, or one of the shelf under its digest. */
  putDataSet(set: DataSet, file?: string): string;
  /** Finds a data set by file, by the beginning of its digest, or as `@` the last one made. Throws `data-set-not-found`, `data-set-damaged`. */
  dataSet(reference: string, fileOf: (path: string) => string): DataSet;
  putModel(bytes: Uint8Array, card: ModelCard): void;
  /** Finds a model by the beginning of its hash, or as `@` the last one trained. Throws `model-not-found`, `model-damaged`. */
  model(reference: string): StoredModel;
  models(): readonly string[];
  putEvaluation(evaluation: Evaluation): void;
  /** Returns the evaluations of a model, in order of their data sets' digests. */
  evaluations(hash: string): readonly Evaluation[];
}

export interface StoredModel {
  readonly model: PatternModel;
  readonly bytes: Uint8Array;
  readonly card: ModelCard;
}

/** Returns the shelf in the directory of a store. Nothing is made there before something is put. */
export function learningShelf(storeDirectory: string): LearningShelf {
  const models = artefactPath(storeDirectory, 'models');
  const dataSets = artefactPath(storeDirectory, 'datasets');
  const hashes = (): string[] => artefactNames(models).filter((name) => name.endsWith(MODEL_ENDING)).map((name) => name.slice(0, -MODEL_ENDING.length));
  return {
    modelsDirectory: models,
    putDataSet(set, file = artefactPath(dataSets, set.digest + DATA_SET_ENDING)) {
      writeArtefact(file, dataSetText(set));
      return file;
    },
    dataSet(reference, fileOf) {
      const known = artefactNames(dataSets).filter((name) => name.endsWith(DATA_SET_ENDING));
      const begun = begunIn(known, reference, () => newestArtefact(dataSets, DATA_SET_ENDING));
      const file = begun.length === 1 ? artefactPath(dataSets, begun[0]) : fileOf(reference);
      const bytes = readArtefact(file, DATA_SET_BYTES_MAX);
      if (bytes !== undefined) return readDataSet(textOfBytes(bytes), file);
      throw notFound('data-set-not-found', 'data set', { reference, begun, known, ending: DATA_SET_ENDING });
    },
    putModel(bytes, card) {
      writeArtefact(artefactPath(models, card.model + MODEL_ENDING), bytes);
      const cardFile = artefactPath(models, card.model + CARD_ENDING);
      // Two trainings may end in one model: the first one's card stays, unless somebody damaged it.
      if (!isSound(cardFile, card.model)) writeArtefact(cardFile, `${canonicalJson(card)}\n`);
    },
    model(reference) {
      const known = hashes();
      const begun = begunIn(known, reference, () => newestArtefact(models, MODEL_ENDING)?.slice(0, -MODEL_ENDING.length));
      if (begun.length !== 1) throw notFound('model-not-found', 'model', { reference, begun, known, ending: '' });
      const [hash] = begun;
      const bytes = readArtefact(artefactPath(models, hash + MODEL_ENDING), MODEL_BYTES_MAX) ?? new Uint8Array();
      return { bytes, model: readModel(bytes, { name: hash, expected: hash }), card: cardOf(artefactPath(models, hash + CARD_ENDING), hash) };
    },
    models: hashes,
    putEvaluation(evaluation) {
      const { model, dataSet } = evaluation;
      writeArtefact(artefactPath(models, `${model}.${dataSet.slice(0, 16)}${EVALUATION_ENDING}`), `${canonicalJson(evaluation)}\n`);
    },
    evaluations(hash) {
      const names = artefactNames(models).filter((name) => name.startsWith(`${hash}.`) && name.endsWith(EVALUATION_ENDING));
      return names.map((name) => jsonOf(artefactPath(models, name), hash) as Evaluation);
    },
  };
}

const LAST = '@';

/** Returns the names that a reference may mean. */
function begunIn(known: readonly string[], reference: string, newest: () => string | undefined): readonly string[] {
  if (reference === LAST) return [newest() ?? []].flat();
  return /^[0-9a-f]{4,64}$/.test(reference) ? known.filter((name) => name.startsWith(reference)) : [];
}

function cardOf(file: string, hash: string): ModelCard {
  return jsonOf(file, hash) as ModelCard;
}

function isSound(file: string, hash: string): boolean {
  try {
    cardOf(file, hash);
    return true;
  } catch (cause) {
    if (isHivetapeError(cause)) return false;
    throw cause;
  }
}

function jsonOf(file: string, hash: string): unknown {
  const bytes = readArtefact(file, MODEL_BYTES_MAX);
  try {
    const value = JSON.parse(bytes === undefined ? 'null' : textOfBytes(bytes)) as { readonly model?: unknown } | null;
    if (value?.model === hash) return value;
  } catch {
    // Said below.
  }
  throw new HivetapeError('model-damaged', `What is kept beside a model speaks of it, ${hash} (found another text in "${file}").`, {
    place: { file },
    help: 'Train the model again: the same training gives the same files.',
  });
}

interface Search {
  readonly reference: string;
  readonly begun: readonly string[];
  readonly known: readonly string[];
  readonly ending: string;
}

function notFound(code: 'data-set-not-found' | 'model-not-found', noun: string, { reference, begun, known, ending }: Search): HivetapeError {
  const shown = (names: readonly string[]): string => names.slice(0, 5).map((name) => name.slice(0, name.length - ending.length).slice(0, 16)).join(', ');
  if (begun.length > 1) return new HivetapeError(code, `"${reference}" is the beginning of one ${noun} (found ${begun.length}: ${shown(begun)}).`, { help: 'Write more digits.' });
  const help = known.length === 0 ? `There is none yet: hivetape learn ${noun === 'model' ? 'train DATASET' : 'dataset RUN'} makes one.` : `The store has ${shown(known)}.`;
  return new HivetapeError(code, `There is a ${noun} "${reference.slice(0, 80)}" (found none).`, { help, values: { reference } });
}
