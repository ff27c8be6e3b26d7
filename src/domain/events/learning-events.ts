/** What is said of learning: how a network came to be, and what it sees in the market. */
import { Type } from '@sinclair/typebox';
import { instrumentName, integer, json, oneOf, real, text } from '../schema.js';
import { defineEvent } from './definition.js';

/**
 * What a pattern network is taught to foresee within the next bars: a higher close; a move against the
 * trend; a close outside the range; a narrow range; a new extreme without momentum; moving with the peer.
 */
export const patternLabels = ['direction', 'reversal', 'breakout', 'consolidation', 'divergence', 'correlation'] as const;
export type PatternLabel = (typeof patternLabels)[number];

export const learningEvents = {
  TrainingStarted: defineEvent({
    version: 1,
    class: 'control',
    meaning: 'A network is to be trained on the older part of a data set.',
    schema: Type.Object({
      /** Digest of the data set. */
      dataSet: text,
      trainRows: integer,
      /** First decision of the rows that are kept for the test; no label of the training is known later than this. */
      testFrom: integer,
      options: json,
    }),
    topic: () => 'training',
  }),
  EpochFinished: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'The network went once through all rows of the training.',
    schema: Type.Object({
      /** From 1 on. */
      epoch: integer,
      /** Mean cross-entropy per label, in nats. */
      loss: real,
    }),
    topic: () => 'training/epochs',
  }),
  ModelTrained: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'The training ended; the model is stored under this hash.',
    schema: Type.Object({
      /** SHA-256 of the model file, hex. */
      model: text,
      /** SHA-256 of its weights alone, hex. */
      weights: text,
      /** When the last label of the training became known: before this the model could not exist. */
      validFrom: integer,
      dataFrom: integer,
      dataTo: integer,
      loss: real,
      backend: text,
      /** In-sample skill, by label; says nothing about the future. */
      metrics: json,
    }),
    topic: () => 'training/models',
  }),
  PatternSeen: defineEvent({
    version: 1,
    class: 'agent',
    meaning: 'A trained network holds a pattern for likely that it did not hold for likely a bar ago.',
    schema: Type.Object({
      instrument: instrumentName,
      pattern: oneOf(patternLabels),
      /** 0 to 1. */
      probability: real,
      /** Within so many bars. */
      horizonBars: integer,
      model: text,
    }),
    topic: ({ instrument }) => `patterns/${instrument}`,
  }),
};
