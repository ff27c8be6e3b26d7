/**
 * The log of a sweep: what was searched, what every trial gave, what walk-forward chose. Trials stand
 * in the order of their numbers, whoever finished first, so the log does not know how many worked on it.
 */
import { Type } from '@sinclair/typebox';
import { flag, integer, json, oneOf, real, text } from '../schema.js';
import { defineEvent } from './definition.js';

export const trialPhases = ['whole', 'in-sample', 'out-of-sample'] as const;
export type TrialPhase = (typeof trialPhases)[number];

export const sweepEvents = {
  SweepStarted: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'A sweep began; its identity is the space, the method, the scenario and the data.',
    schema: Type.Object({ name: text, identity: json, trials: integer, points: integer, windows: integer }),
    topic: () => 'sweep',
  }),
  TrialFinished: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'A trial of a sweep has run; its figures and daily returns are what is kept of it.',
    schema: Type.Object({
      /** 0-based place in the sweep. */
      trial: integer,
      /** Which point of the space; replicates with other seeds share it. */
      point: integer,
      seed: integer,
      phase: oneOf(trialPhases),
      /** Walk-forward window, -1 for the whole period. */
      window: integer,
      /** Values of the parameters, by path; a parameter that is off is absent. */
      settings: json,
      /** Id of the run that these settings are when they are run alone. */
      run: text,
      /** False where an agent threw or refused its options; `trouble` says what. */
      done: flag,
      trouble: text,
      events: integer,
      /** Of the run's log; empty unless the sweep asked for it. */
      fingerprint: text,
      /** First and last day that count, since the epoch. */
      fromDay: integer,
      untilDay: integer,
      /** Figures by id, null where undefined. */
      figures: json,
      /** Simple returns of the account, one per day on which a bar closed. */
      returns: Type.Array(real),
    }),
    topic: () => 'sweep/trials',
  }),
  WindowChosen: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'Walk-forward chose the settings that were best in sample; the next trial judges them out of sample.',
    schema: Type.Object({
      window: integer,
      point: integer,
      /** What they reached in sample. */
      objective: real,
      /** Days since the epoch, both ends included. */
      inFromDay: integer,
      inUntilDay: integer,
      outFromDay: integer,
      outUntilDay: integer,
    }),
    topic: () => 'sweep/windows',
  }),
  SweepFinished: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'All trials of a sweep have run.',
    schema: Type.Object({
      trials: integer,
      failed: integer,
      /** The trial that is best by the objective, -1 if none has one. */
      best: integer,
    }),
    topic: () => 'sweep',
  }),
};
