/**
 * The trained models that agents ask for: found by hash beside the scenario, in its project or in the
 * store, or as a file beside the scenario. Their digest is part of a run's identity; their bytes are not.
 */
import { digestOf } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import { findAgentKind } from '../agents/registry.js';
import { modelHash } from '../agents/pattern-model-file.js';
import { artefactPath, directoryOf, readArtefact } from '../host/artefact-files.js';
import { besideFile, pathStateIn } from '../host/project-files.js';
import type { AgentSection } from './scenario/scenario-schema.js';

/** Where models are looked for. */
export interface ArtefactPlace {
  readonly file: string;
  readonly projectRoot: string;
  readonly modelsDirectory?: string;
}

export interface AgentArtefacts {
  readonly bytesOf: (name: string) => Uint8Array | undefined;
  /** Digest of all that the agent asks for; `undefined` where it asks for nothing. */
  readonly digest: string | undefined;
}

export const MODEL_ENDING = '.model';
const MODEL_BYTES_MAX = 64 * 1024 * 1024;
const HASH = /^[0-9a-f]{64}$/;

/** Returns what an agent of a scenario asks for. Throws `model-not-found` with the places that were searched. */
export function artefactsOf({ kind, options }: AgentSection, project: ArtefactPlace): AgentArtefacts {
  const names = kind === undefined ? [] : (findAgentKind(kind).artefacts?.(options) ?? []);
  if (names.length === 0) return { bytesOf: () => undefined, digest: undefined };
  const found = new Map(names.map((name) => [name, find(name, project)]));
  return { bytesOf: (name) => found.get(name), digest: digestOf([...found.values()].map(modelHash)) };
}

function find(name: string, project: ArtefactPlace): Uint8Array {
  const places = HASH.test(name) ? placesOf(name, project) : fileOf(name, project);
  for (const place of places) {
    const bytes = readArtefact(place, MODEL_BYTES_MAX);
    if (bytes !== undefined) return bytes;
  }
  throw new HivetapeError('model-not-found', `The model "${name}" is there to be read (found none).`, {
    help: `Searched: ${places.join(', ')}. \`hivetape learn promote MODEL SCENARIO\` copies a model beside its scenario.`,
    values: { name, places },
  });
}

function placesOf(hash: string, { file, projectRoot, modelsDirectory }: ArtefactPlace): string[] {
  const beside = artefactPath(directoryOf(file), 'models', hash + MODEL_ENDING);
  const inProject = artefactPath(projectRoot, 'models', hash + MODEL_ENDING);
  const inStore = modelsDirectory === undefined ? [] : [artefactPath(modelsDirectory, hash + MODEL_ENDING)];
  return [...new Set([beside, inProject, ...inStore])];
}

function fileOf(name: string, { file, projectRoot }: ArtefactPlace): string[] {
  const path = besideFile(file, name);
  if (pathStateIn(projectRoot, path) !== 'outside') return [path];
  throw new HivetapeError('path-outside-project', `The file of a model lies inside the project (found "${name}" outside).`, { values: { path: name } });
}
